"""A visitor changes what they told us."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from parvis.core.actor import Actor
from parvis.editions.history import PERSONAL, record
from parvis.visitors.actions.register import term_ids
from parvis.visitors.entries import Entry
from parvis.visitors.models import Registration, Visitor
from parvis.visitors.vocabulary import Vocabulary, load_vocabulary


@transaction.atomic
def change_registration(
    registration: Registration, entry: Entry, *, by: Actor, at: datetime, words: Vocabulary | None = None
) -> list[str]:
    """Write the entry over the registration (its address stays); answers the names of the fields that changed."""
    words = words or load_vocabulary()
    terms = set(term_ids(entry, words))
    told = {"school": words.school(entry.school), "study_year": entry.year}
    who = {"first_name": entry.first_name, "last_name": entry.last_name, "language": entry.language}
    changed = _write(registration, told) + _write(registration.visitor, who, also=["name_folded"])
    if terms != set(registration.terms.values_list("pk", flat=True)):
        registration.terms.set(terms)
        changed.append("terms")
    if changed:
        changes = dict.fromkeys(changed, PERSONAL)
        record("registration.changed", registration, by=by, at=at, edition=registration.edition, changes=changes)
    return changed


def _write(row: Registration | Visitor, values: Mapping[str, object], *, also: list[str] | None = None) -> list[str]:
    """Save what differs; answers its names."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=[*changed, *(also or [])])
    return changed
