"""What every reader gives, whatever the format; and how a file is refused."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _

from parvis.core.dates import FIRST_YEAR, LAST_YEAR
from parvis.core.errors import Refused
from parvis.core.money import LARGEST_CENTS
from parvis.core.text import clean_line

type Format = Literal["camt", "ofx", "table"]

LONGEST_LABEL = 500
LONGEST_NAME = 140
LONGEST_ACCOUNT = 64
NO_REFERENCE = {"", "NOTPROVIDED", "NOT PROVIDED", "NONREF"}
AMOUNT = re.compile(r"([+-]?)(\d{1,15})(?:[.,](\d{1,5}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """One booked movement, signed. `bank_id` is the bank's own; `row` is its line in the file."""

    row: int
    booked_on: date
    amount_cents: int
    label: str
    payer: str = ""
    bank_id: str = ""
    original: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """One account of a file, with the balances that the file gives."""

    format: Format
    account: str
    currency: str
    entries: tuple[Entry, ...]
    opening_cents: int | None = None
    closing_cents: int | None = None


def account_name(text: str) -> str:
    """The account's number as it is compared: `FR76 3000…` and `fr763000…` are one."""
    return "".join(clean_line(text).upper().split())[:LONGEST_ACCOUNT]


def at_row(row: int, sentence: str) -> Refused:
    return Refused(_("Line %(row)s: %(sentence)s") % {"row": row, "sentence": sentence}, code="statement")


def cents_of(text: str, row: int) -> int:
    """Cents of an amount as banks write it: a point or a comma, no grouping. Refuses a part of a cent."""
    found = AMOUNT.fullmatch(text.strip())
    cents = Decimal(f"{found[2]}.{found[3] or 0}") * 100 if found else Decimal(0)
    if not found or cents != int(cents) or cents > LARGEST_CENTS:
        raise at_row(row, _("“%(text)s” is not an amount.") % {"text": text[:40]})
    return -int(cents) if found[1] == "-" else int(cents)


def day_of(text: str, row: int) -> date:
    """The day of `2026-09-15`, `2026-09-15T10:00:00Z` or `20260915120000`."""
    digits = text.strip()[:10].replace("-", "")[:8]
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) if re.fullmatch(r"[0-9]{8}", digits) else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise at_row(row, _("“%(text)s” is not a date.") % {"text": text[:40]})
    return day


def one_line(parts: Sequence[str | None], longest: int = LONGEST_LABEL) -> str:
    """The parts that say something, each once."""
    texts = dict.fromkeys(clean_line(part or "") for part in parts)
    return " ".join(text for text in texts if text.upper() not in NO_REFERENCE)[:longest]


def refuse_markup(data: bytes) -> None:
    """A document type can pull in other files or grow without end: no bank sends one."""
    if b"<!DOCTYPE" in data.replace(b"\x00", b"").upper():
        row = data.upper().split(b"<!DOCTYPE")[0].count(b"\n") + 1
        raise at_row(row, _("a document type (DOCTYPE) is not accepted in a bank statement."))


def refuse_sums(parsed: Parsed) -> None:
    """Opening balance and entries make the closing balance, to the cent."""
    if parsed.opening_cents is None or parsed.closing_cents is None:
        raise Refused(_("The statement lacks its opening or its closing balance."), code="statement")
    gap = parsed.opening_cents + sum(entry.amount_cents for entry in parsed.entries) - parsed.closing_cents
    if gap:
        sentence = _("The opening balance and the entries do not make the closing balance: they differ by %(gap)s.")
        raise Refused(sentence % {"gap": f"{Decimal(gap) / 100:.2f}"}, code="statement")
