"""Reads a price list written as JSON: packages with inclusions, options, rules. Each problem names entry and field.

Packages and options may say when orders open and close (`opens`, `closes`), to whom they are shown (`audience`: all,
team), what they give in words (`text`, `text_en`); packages their `tier` (partner, sponsor; empty: a booth).

Entries are counted through the file: packages first, then options, then rules. Amounts and percentages are text
("2400.00", "-10"); numbers are accepted and read by their digits, never as binary fractions.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from parvis.companies.models import Company
from parvis.core.dates import parse_date_loose
from parvis.core.errors import Refused
from parvis.core.imports import ImportResult
from parvis.core.money import LARGEST_CENTS, parse_cents
from parvis.core.text import clean_line, clean_text
from parvis.exhibitors.models import Entitlement
from parvis.sales.models import Option, Package, PriceRule

LARGEST_FILE = 1_000_000
MOST_ENTRIES = 2_000
LARGEST_COUNT = 1_000_000
MOST_DAYS = 3650
AREA_NAME = "area_m2"
CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,19}", re.ASCII)
TEXTS = {"text": "text_fr", "text_en": "text_en"}
GIVES = {  # option code -> what one unit is
    "MEAL": ("meal", 1),
    "CHAIR": ("chair", 1),
    "TABLE": ("table", 1),
    "COUNTER": ("counter", 1),
    "STOOL": ("stool", 1),
    "SCREEN": ("screen", 1),
    "PWR2": ("power_w", 2000),
    "PWR9": ("power_w", 9000),
    "TALK": ("talk", 1),
    "ITV": ("interview_table", 1),
    "CVLIB": ("cv_library", 1),
    "PARK": ("parking", 1),
    "MAIL": ("mailing", 1),
}


class FieldProblem(ValueError):
    """A field of an entry that cannot be read; the sentence is for the person who wrote the file."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


class Entry(NamedTuple):
    """One good entry: its place in the file, the row it describes by its key, the other fields, the inclusions."""

    row: int
    model: type[Package] | type[Option] | type[PriceRule]
    key: dict[str, Any]
    fields: dict[str, Any]
    inclusions: dict[str, int]


@dataclass
class CatalogueFile:
    """What a file says; `result` holds what is wrong with it and waits for the counts."""

    entries: list[Entry] = field(default_factory=list)
    result: ImportResult = field(default_factory=ImportResult)


def read_catalogue(data: bytes, *, currency: str) -> CatalogueFile:
    """The entries of a price list. Raises Refused when the file as a whole cannot be one."""
    content = _content(data)
    if content.get("currency", currency) != currency:
        words = {"theirs": str(content["currency"])[:10], "ours": currency}
        raise Refused(_("This price list is in %(theirs)s, the edition in %(ours)s.") % words, code="file")
    try:
        vat = _basis_points(content, "vat_rate", low=0) if "vat_rate" in content else 2000
    except FieldProblem as problem:
        raise Refused(f"vat_rate: {problem.reason}", code="file") from None
    found = CatalogueFile()
    seen: set[tuple[object, ...]] = set()
    for row, (raw, reader) in enumerate(_raw_entries(content, vat), start=1):
        found.result.read += 1
        try:
            entry = reader(row, raw)
        except FieldProblem as problem:
            found.result.refused.append({"row": row, "column": problem.column, "reason": problem.reason})
            continue
        key = (entry.model, *sorted(entry.key.items()))
        if key in seen:
            name, value = next(iter(entry.key.items()))
            found.result.duplicates.append({"row": row, "of": str(value), "by": name})
            continue
        seen.add(key)
        found.entries.append(entry)
    return found


def _content(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST_FILE:
        raise Refused(_("A price list is smaller than 1 MB."), code="file", status=413)
    try:
        content = json.loads(data.decode("utf-8-sig"), parse_float=Decimal, parse_constant=str)
    except UnicodeDecodeError:
        raise Refused(_("This file is not text in UTF-8. Save it as UTF-8 and send it again."), code="file") from None
    except json.JSONDecodeError as error:
        sentence = _("This file is not JSON: line %(line)s, column %(column)s.")
        raise Refused(sentence % {"line": error.lineno, "column": error.colno}, code="file") from None
    except (RecursionError, ValueError):
        raise Refused(_("This file is not a price list."), code="file") from None
    if not isinstance(content, dict) or not any(content.get(part) for part in ("packages", "options", "rules")):
        raise Refused(_("This file is not a price list: it has no packages, options or rules."), code="file")
    return content


def _raw_entries(content: dict[str, Any], vat: int) -> Iterator[tuple[Any, Callable[[int, Any], Entry]]]:
    readers: dict[str, Callable[[int, Any], Entry]] = {
        "packages": lambda row, raw: _item(row, raw, Package, vat),
        "options": lambda row, raw: _item(row, raw, Option, vat),
        "rules": _rule,
    }
    for part, reader in readers.items():
        raws = content.get(part) or []
        if not isinstance(raws, list) or len(raws) > MOST_ENTRIES:
            raise Refused(_("“%(part)s” is not a list of entries.") % {"part": part}, code="file")
        for raw in raws:
            yield raw, reader


def _item(row: int, raw: Any, model: type[Package] | type[Option], vat: int) -> Entry:
    """One package or option."""
    if not isinstance(raw, dict):
        raise FieldProblem("", _("This entry is not an object."))
    code = str(raw.get("code", "")).strip().upper()
    if not CODE.fullmatch(code):
        raise FieldProblem("code", _("A code is 1 to 20 letters, digits, - or _."))
    fields: dict[str, Any] = {
        "name_fr": _name(raw, "name"),
        "name_en": _name(raw, "name_en", required=False),
        "price_cents": _cents(raw, "price"),
        "vat_basis_points": _basis_points(raw, "vat_rate", low=0) if "vat_rate" in raw else vat,
        "stock": _count(raw, "stock") if raw.get("stock") is not None else None,
        "position": row,
        **_shown(raw),
        **_window(raw),
    }
    if model is Package:
        fields |= _tier(raw)
        fields["only_kinds"] = _kinds(raw)
        return Entry(row, model, {"code": code}, fields, _inclusions(raw))
    if code in GIVES:  # of others the price list page says what they give
        fields["gives_kind"], fields["gives_quantity"] = GIVES[code]
    return Entry(row, model, {"code": code}, fields, {})


def _shown(raw: dict[str, Any]) -> dict[str, str]:
    """What an item gives in words, and to whom it is shown; what the file does not say stays."""
    fields = {own: clean_text(str(raw[name] or ""))[:1000] for name, own in TEXTS.items() if name in raw}
    if "audience" in raw:
        fields["audience"] = _one_of(raw, "audience", Option.Audience.values)
    return fields


def _tier(raw: dict[str, Any]) -> dict[str, str]:
    return {"tier": _one_of(raw, "tier", Package.Tier.values)} if "tier" in raw else {}


def _window(raw: dict[str, Any]) -> dict[str, date | None]:
    """The days of orders; an item that names one of them says both, empty is open at this end."""
    if not {"opens", "closes"} & set(raw):
        return {}
    opens_on, closes_on = _day(raw, "opens"), _day(raw, "closes")
    if opens_on and closes_on and closes_on < opens_on:
        raise FieldProblem("closes", _("The last day is not before the first."))
    return {"opens_on": opens_on, "closes_on": closes_on}


def _day(raw: dict[str, Any], column: str) -> date | None:
    text = str(raw.get(column) or "").strip()
    try:
        return parse_date_loose(text) if text else None
    except ValueError as error:
        raise FieldProblem(column, str(error)) from None


def _one_of(raw: dict[str, Any], column: str, known: list[str]) -> str:
    text = str(raw[column] or "").strip().lower()
    if text not in known:
        raise FieldProblem(column, _unknown(text, [value for value in known if value]))
    return text


def _rule(row: int, raw: Any) -> Entry:
    """One pricing rule, known by its kind and what it hangs on."""
    kind = raw.get("kind") if isinstance(raw, dict) else None
    if kind == PriceRule.Kind.CLASS:
        company = str(raw.get("company", ""))
        if company not in Company.Kind.values:
            raise FieldProblem("company", _unknown(company, Company.Kind.values))
        return _rule_entry(row, raw, {"kind": kind, "company_kind": company}, "percent")
    if kind == PriceRule.Kind.EARLY_BIRD:
        try:
            until_on = parse_date_loose(str(raw.get("until", "")))
        except ValueError as error:
            raise FieldProblem("until", str(error)) from None
        return _rule_entry(row, raw, {"kind": kind, "until_on": until_on}, "percent")
    if kind == PriceRule.Kind.CANCEL:
        days = min(_count(raw, "days_before"), MOST_DAYS)
        return _rule_entry(row, raw, {"kind": kind, "days_before": days}, "due_percent")
    raise FieldProblem("kind", _unknown(str(kind), PriceRule.Kind.values))


def _rule_entry(row: int, raw: dict[str, Any], key: dict[str, Any], percent: str) -> Entry:
    low = 0 if percent == "due_percent" else -100
    return Entry(row, PriceRule, key, {"basis_points": _basis_points(raw, percent, low=low)}, {})


def _name(raw: dict[str, Any], column: str, *, required: bool = True) -> str:
    name = clean_line(str(raw.get(column) or ""))
    if required and not name:
        raise FieldProblem(column, _("A name is needed."))
    if len(name) > 120:
        raise FieldProblem(column, _("A name has at most 120 characters."))
    return name


def _cents(raw: dict[str, Any], column: str) -> int:
    try:
        cents = parse_cents(str(raw.get(column, "")))
    except ValueError as error:
        raise FieldProblem(column, str(error)) from None
    if not 0 <= cents <= LARGEST_CENTS:
        raise FieldProblem(column, _("A price is not negative."))
    return cents


def _decimal(raw: dict[str, Any], column: str) -> Decimal:
    text = str(raw.get(column, "")).strip().replace(",", ".").removesuffix("%").strip()
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) > LARGEST_COUNT:
        raise FieldProblem(column, _("“%(text)s” is not a number.") % {"text": text[:40]})
    return number


def _basis_points(raw: dict[str, Any], column: str, *, low: int) -> int:
    percent = _decimal(raw, column)
    if not low <= percent <= 100 or percent * 100 % 1:
        raise FieldProblem(column, _("A percentage is between %(low)s and 100.") % {"low": low})
    return int(percent * 100)


def _count(raw: dict[str, Any], column: str) -> int:
    number = _decimal(raw, column)
    if number < 0 or number % 1:
        raise FieldProblem(column, _("This is a whole number, not below zero."))
    return int(number)


def _kinds(raw: dict[str, Any]) -> list[str]:
    kinds = raw.get("only") or []
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        if kind not in Company.Kind.values:
            raise FieldProblem("only", _unknown(str(kind), Company.Kind.values))
    return sorted(kinds)


def _inclusions(raw: dict[str, Any]) -> dict[str, int]:
    """{kind: quantity}; square metres become square decimetres."""
    includes = raw.get("includes") or {}
    if not isinstance(includes, dict):
        raise FieldProblem("includes", _("This is an object: a name and a number each."))
    found: dict[str, int] = {}
    for name in includes:
        column = f"includes.{name}"
        kind, unit = (str(Entitlement.Kind.AREA), 100) if name == AREA_NAME else (name, 1)
        if kind not in Entitlement.Kind.values:
            raise FieldProblem(column, _unknown(name, [AREA_NAME, *Entitlement.Kind.values]))
        quantity = _decimal({column: includes[name]}, column) * unit
        if quantity < 0 or quantity % 1:
            raise FieldProblem(column, _("This is a whole number, not below zero."))
        if quantity:
            found[kind] = int(quantity)
    return found


def _unknown(text: str, known: list[str]) -> str:
    return _("“%(text)s” is not known here. Known: %(known)s.") % {"text": text[:40], "known": ", ".join(known)}
