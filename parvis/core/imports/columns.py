"""What a column of a file may be called and hold."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from parvis.core.dates import parse_date_loose
from parvis.core.money import parse_cents
from parvis.core.text import clean_line, fold

type Kind = Literal["text", "long", "email", "date", "cents", "integer", "flag", "choice", "list"]

YES = {"1", "x", "o", "oui", "y", "yes", "v", "vrai", "true", "ok", "✓", "✔"}
NO = {"0", "n", "non", "no", "faux", "false", "-"}
LARGEST_INTEGER = 2**31 - 1
WORDS = re.compile(r"[^\W_]+|#")
NUMBER = re.compile(r"\d+")


class BadCell(ValueError):
    """What a cell holds cannot be used: why, and what to do."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True)
class Column:
    """One column an import knows.

    `labels` are the names files give it, the first one used in sentences; accents, capitals and punctuation do not
    matter, `#` stands for any number. `choices` maps what files say to the value wanted (kinds choice and list).
    """

    key: str
    labels: tuple[str, ...]
    required: bool = False
    kind: Kind = "text"
    max_length: int = 200
    choices: Mapping[str, str] = field(default_factory=dict)

    def value(self, cell: str) -> str:
        """The cell as text of this kind (dates ISO, amounts in cents, flags `1` or `0`, lists joined by `|`).

        Raises BadCell.
        """
        if not cell:
            if self.required:
                raise BadCell(_("This cell is empty."), _("Fill it in."))
            return ""
        value = READERS[self.kind](self, cell)
        if len(value) > self.max_length:
            reason = _("This text has %(length)s characters, %(limit)s at most are kept.")
            raise BadCell(reason % {"length": len(value), "limit": self.max_length}, _("Shorten it."))
        return value


def normal_label(text: str) -> str:
    """A header for comparing: words only."""
    return " ".join(WORDS.findall(fold(text)))


def numberless(label: str) -> str:
    return NUMBER.sub("#", label)


def _line(_column: Column, cell: str) -> str:
    return clean_line(cell) if "\n" in cell else cell


def _long(_column: Column, cell: str) -> str:
    return cell


def _email(_column: Column, cell: str) -> str:
    address = cell.removeprefix("mailto:").strip(" <>;,")
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadCell(
            _("“%(text)s” is not an e-mail address.") % {"text": cell[:80]}, _("Write one address: name@example.org.")
        ) from error
    return address.lower()


def _date(_column: Column, cell: str) -> str:
    try:
        return parse_date_loose(cell).isoformat()
    except ValueError as error:
        raise BadCell(_("“%(text)s” is not a date.") % {"text": cell[:40]}, _("Write it like 31/12/2026.")) from error


def _cents(_column: Column, cell: str) -> str:
    try:
        return str(parse_cents(cell))
    except ValueError as error:
        raise BadCell(_("“%(text)s” is not an amount.") % {"text": cell[:40]}, _("Write it like 1234.50.")) from error


def _integer(_column: Column, cell: str) -> str:
    digits = re.sub(r"[\s']", "", cell)
    if not re.fullmatch(r"-?[0-9]{1,12}", digits) or abs(int(digits)) > LARGEST_INTEGER:
        raise BadCell(_("“%(text)s” is not a whole number.") % {"text": cell[:40]}, _("Write it in digits, like 12."))
    return str(int(digits))


def _flag(_column: Column, cell: str) -> str:
    word = fold(cell)
    if word not in YES | NO:
        raise BadCell(_("“%(text)s” is neither yes nor no.") % {"text": cell[:40]}, _("Write “yes” or “no”."))
    return "1" if word in YES else "0"


def _choice(column: Column, cell: str) -> str:
    wanted = normal_label(cell)
    for label, value in column.choices.items():
        if wanted == normal_label(label):
            return value
    known = ", ".join(list(column.choices)[:20])
    raise BadCell(
        _("“%(text)s” is not one of the choices.") % {"text": cell[:80]},
        _("Write one of: %(known)s.") % {"known": known},
    )


def _list(column: Column, cell: str) -> str:
    parts = (clean_line(part) for part in re.split(r"\|" if "|" in cell else r"[,;\n]", cell))
    values = (_choice(column, part) if column.choices else part for part in parts if part)
    return "|".join(dict.fromkeys(values))


READERS: dict[Kind, Callable[[Column, str], str]] = {
    "text": _line,
    "long": _long,
    "email": _email,
    "date": _date,
    "cents": _cents,
    "integer": _integer,
    "flag": _flag,
    "choice": _choice,
    "list": _list,
}
