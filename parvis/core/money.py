"""Money: integer cents everywhere, `Decimal` for the one rounding rule, and the way amounts are read and written."""

import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

LARGEST_CENTS = 10**13
CURRENCY_SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}
NO_BREAK = "\u00a0"
AMOUNT = re.compile(r"(-?)(\d{1,3}(?:[ .,']\d{3})+|\d+)(?:([.,])(\d{1,2}))?", re.ASCII)
BLANK = re.compile(r"\s+")


def _bare(text: str) -> str:
    """Without currency, with plain spaces, with the ordinary minus sign."""
    bare = BLANK.sub(" ", text.replace("\u2212", "-").replace("’", "'")).strip()
    for mark in ("EUR", "€"):
        bare = bare.removeprefix(mark).removesuffix(mark).strip()
    return bare.replace("- ", "-").replace("-€", "-")


def parse_cents(text: str) -> int:
    """Cents of an amount as people type it: `1 234,50`, `1234.5`, `1,234.50 €`.

    Raises ValueError, with a sentence for the person, when it is no amount or could mean two amounts (`1,234`).
    """
    found = AMOUNT.fullmatch(_bare(text))
    groups = set(re.findall(r"[ .,']", found[2])) if found else set()
    ambiguous = found and not found[3] and groups in ({"."}, {","}) and found[2].count(min(groups)) == 1
    if not found or ambiguous or len(groups) > 1 or found[3] in groups:
        raise ValueError(_("“%(text)s” is not an amount. Write it like 1234.50.") % {"text": text[:40]})
    whole = int(re.sub(r"\D", "", found[2])[:20])
    cents = whole * 100 + int((found[4] or "0").ljust(2, "0"))
    if cents > LARGEST_CENTS:
        raise ValueError(_("“%(text)s” is too large an amount.") % {"text": text[:40]})
    return -cents if found[1] else cents


def format_cents(cents: int, language: str = "fr", currency: str = "EUR") -> str:
    """The amount as a person reads it: `1 234,50 €` in French (no-break spaces), `€1,234.50` in English."""
    sign = CURRENCY_SIGNS.get(currency, currency)
    minus = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    english = f"{whole:,}.{rest:02d}"
    if language.startswith("fr"):
        return minus + english.replace(",", NO_BREAK).replace(".", ",") + NO_BREAK + sign
    return f"{minus}{sign}{NO_BREAK if sign.isalpha() else ''}{english}"


def amount_text(cents: int, language: str = "fr") -> str:
    """The same without its currency, as a field holds it: `1 234,50`, or `1,234.50`."""
    return format_cents(cents, language).strip(f"€{NO_BREAK}").replace("€", "")


def percent_of(cents: int, basis_points: int) -> int:
    """A share of an amount (2000 basis points are 20 %), half a cent rounded away from zero."""
    share = Decimal(cents) * Decimal(basis_points) / Decimal(10_000)
    return int(share.quantize(Decimal(1), rounding=ROUND_HALF_UP))
