"""One column of a list: where its value comes from, how it is shown, sorted and exported."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Any, Literal, NamedTuple

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.core.dates import exact_date, local_zone
from parvis.core.exports import Cell
from parvis.core.money import format_cents
from parvis.core.templatetags.ui import shape
from parvis.core.text import quote

type Kind = Literal["text", "number", "money", "date", "moment", "flag", "status"]
type Words = str | Promise


class Status(NamedTuple):
    """A state: its kind (neutral, waiting, info, good, warn, bad) and the word for it."""

    kind: str
    label: Words


@dataclass(frozen=True)
class Column:
    """`value` is an attribute path (`company.name`) or a function of the row; without it, the key is the path.

    `sort` names the database columns to order by; without it the column cannot be sorted. Kind money holds cents,
    kind status a `Status`. `link` gives the address the cell leads to, `show` its own HTML (made by format_html).
    """

    key: str
    label: Words
    value: str | Callable[[Any], Any] = ""
    sort: str | tuple[str, ...] = ()
    kind: Kind = "text"
    link: Callable[[Any], str] | None = None
    show: Callable[[Any], str] | None = None
    hidden: bool = False

    @property
    def is_number(self) -> bool:
        return self.kind in {"number", "money"}

    @property
    def order(self) -> tuple[str, ...]:
        return (self.sort,) if isinstance(self.sort, str) else self.sort

    def of(self, row: Any) -> Any:
        """The raw value for one row."""
        if callable(self.value):
            return self.value(row)
        found = row
        for name in (self.value or self.key).split("."):
            found = getattr(found, name, None)
        return found() if callable(found) else found

    def html(self, row: Any, today: date) -> str:
        """What the cell shows."""
        words = self.show(row) if self.show else _words(self.kind, self.of(row), today)
        return SafeString(f'<a href="{quote(self.link(row))}">{quote(words)}</a>') if self.link else words

    def exported(self, row: Any) -> Cell:
        """What a spreadsheet gets."""
        value = self.of(row)
        if isinstance(value, Status):
            return str(value.label)
        if self.kind == "money" and value is not None:
            return Decimal(value) / 100
        if isinstance(value, int | float | Decimal | date | None):
            return value
        return str(value)


@lru_cache(maxsize=512)
def _day(day: date, today: date, _language: str) -> str:
    """A day in words; the same few stand in every line of a list."""
    return escape(exact_date(day, today))


@lru_cache(maxsize=256)
def _status(kind: str, label: str) -> SafeString:
    mark = f'<span class="status-shape" aria-hidden="true">{shape(kind)}</span>'
    return SafeString(f'<span class="status status-{quote(kind)}">{mark}{quote(label)}</span>')


def _moment(moment: datetime, today: date, language: str) -> str:
    local = moment.astimezone(local_zone())
    day = _day(local.date(), today, language)
    return SafeString(f'<time datetime="{local.isoformat()}">{day} {local.hour:02}:{local.minute:02}</time>')


def _words(kind: Kind, value: Any, today: date) -> str:
    """The value as a reader wants it; nothing for an absent one."""
    if value is None or value == "":
        return "—" if kind == "money" else ""
    match kind:
        case "money":
            return format_cents(value, get_language() or "fr")
        case "date":
            day = _day(value, today, get_language() or "fr")
            return SafeString(f'<time datetime="{value.isoformat()}">{day}</time>')
        case "moment":
            return _moment(value, today, get_language() or "fr")
        case "flag":
            return _("yes") if value else _("no")
        case "status":
            return _status(value.kind, value.label if isinstance(value.label, SafeString) else str(value.label))
    return str(value)
