"""What people call the rows that history speaks of: an invoice by its number, a booth by what is painted on the floor.

The `history_words` of an app lists them as `NAMED`, by kind. Persons are not: history holds no name of anybody but
of who acted.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from django.apps import apps

type Names = Mapping[tuple[str, str], str]


class About(Protocol):
    """An act, or a mail: what says which row it is about."""

    object_type: Any
    object_id: Any


class Naming(NamedTuple):
    """The columns that name a row of a kind, and how they are said; nothing said leaves the number of the row."""

    columns: tuple[str, ...]
    say: Callable[..., str] = str


def names_of(entries: Iterable[About], namings: Mapping[str, Naming]) -> Names:
    """By kind and key, with one query for each kind; rows that are gone have none."""
    keys: dict[str, set[str]] = {}
    for entry in entries:
        if entry.object_type in namings and entry.object_id:
            keys.setdefault(entry.object_type, set()).add(entry.object_id)
    found: dict[tuple[str, str], str] = {}
    for kind, wanted in keys.items():
        naming, rows = namings[kind], _rows(kind, wanted)
        for key, *values in rows.values_list("pk", *naming.columns):
            found[kind, str(key)] = naming.say(*values) if values[0] else ""
    return {key: name for key, name in found.items() if name}


def _rows(kind: str, keys: Iterable[str]) -> Any:
    return apps.get_model(kind)._default_manager.filter(pk__in=keys)
