"""What was ended since the backup stays ended: tokens, phones, places in the team, consents.

A restore brings back rows as they were. Where it replaces a database of the same installation, that one still knows
what has ended since: apps that hear `backup_restored` carry it over, `replaced` being the alias of that database.
"""

import copy
from collections.abc import Sequence

from django.db import DatabaseError, connections, models
from django.db.migrations.recorder import MigrationRecorder

REPLACED = "replaced"
SAME_SERVER = "postgresql"  # said instead of a path: the restored schema is built beside the replaced one


def open_replaced(place: str) -> str:
    """The alias of the replaced database; empty where there is none, or none whose tables are those of this Parvis."""
    if not place:
        return ""
    words = copy.deepcopy(connections["default"].settings_dict)
    if place == SAME_SERVER:
        words["OPTIONS"].pop("options", None)  # which leads to the schema that is being built
    else:
        words["NAME"] = place
    connections.databases[REPLACED] = words
    try:
        there = set(MigrationRecorder(connections[REPLACED]).applied_migrations())
    except DatabaseError:
        return ""
    return REPLACED if there == set(MigrationRecorder(connections["default"]).applied_migrations()) else ""


def carry_over(model: type[models.Model], ended: str, *, same: Sequence[str], replaced: str) -> int:
    """Rows that have ended in the replaced database and go on in ours end here too, as of the same moment; how many.

    `same` names what tells that a row is the same one, beside its key, which another installation could have given.
    """
    count = 0
    there = model._base_manager.using(replaced).exclude(**{ended: None})
    for key, moment, *marks in there.values_list("pk", ended, *same):
        here = model._base_manager.filter(pk=key, **{ended: None}, **dict(zip(same, marks, strict=True)))
        count += model._base_manager.filter(pk__in=[row.pk for row in here]).update(**{ended: moment})
    return count
