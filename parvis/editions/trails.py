"""Below each field of a page of settings: its default, who changed it last, and when."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.forms import BaseForm
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from parvis.core.dates import local_zone
from parvis.editions.history_words import value_words, who
from parvis.editions.models import LogEntry

TRAIL = "trail"  # what the template of a field shows below it
LONGEST = 120
NOTHING: Mapping[str, str] = {}


def last_change_words(entries: Iterable[LogEntry], column: str) -> str:
    """Who changed it last, and when."""
    return _change_words(last_changes(entries, [column]).get(column))


def tell_trails(
    form: BaseForm, model: type[models.Model], entries: Iterable[LogEntry], *, called: Mapping[str, str] = NOTHING
) -> None:
    """`entries` is the history of the settings, newest first; `called` names the column of fields not called like it.

    An empty name is a field that is no setting: the day from which the others hold.
    """
    columns = {name: column for name in form.fields if (column := called.get(name, name))}
    last = last_changes(entries, columns.values())
    for name, column in columns.items():
        said = [_default_words(model, column), _change_words(last.get(column))]
        setattr(form.fields[name], TRAIL, " ".join(words for words in said if words))


def last_changes(entries: Iterable[LogEntry], columns: Iterable[str]) -> dict[str, LogEntry]:
    """The newest entry that changed each column, of some that come newest first."""
    wanted = set(columns)
    found: dict[str, LogEntry] = {}
    for entry in entries:
        found |= {column: entry for column in wanted & set(entry.changes) if column not in found}
        if len(found) == len(wanted):
            break
    return found


def _default_words(model: type[models.Model], column: str) -> str:
    try:
        field: Any = model._meta.get_field(column)
    except FieldDoesNotExist:
        return ""
    default = field.get_default() if field.has_default() else ""
    if default not in (None, ""):
        words = default if isinstance(default, str) and not field.choices else ""
        told = words or value_words(model._meta.label_lower, column, default)
        return _("Default: %(value)s.") % {"value": Truncator(told.rstrip(".")).chars(LONGEST)}
    return _("Default: empty.") if field.blank else ""


def _change_words(entry: LogEntry | None) -> str:
    if entry is None:
        return _("No change on record.")
    words = {"name": who(entry), "when": date_format(entry.at.astimezone(local_zone()), "j F Y, H:i")}
    return _("Last change: %(name)s, %(when)s.") % words
