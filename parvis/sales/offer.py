"""What is offered to one company: choices from the price list, made into the lines of a quote."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from parvis.companies.models import Company
from parvis.core.errors import Refused
from parvis.editions.models import Edition
from parvis.sales.models import Option, Package, PriceRule, Quote, QuoteLine
from parvis.sales.pricing import WHOLE, Allowance, Priced, Totals, discounts_for, gift, totals_of
from parvis.sales.queries import at_prices_of, lines_of, options_of, packages_of

MOST_UNITS = 1_000


@dataclass(frozen=True, slots=True)
class Choice:
    """So many of one package or option; a gift costs nothing."""

    item: Package | Option
    quantity: int = 1
    is_gift: bool = False


@dataclass(frozen=True, slots=True)
class Deal:
    """What was negotiated beyond the price list: basis points off each package, and why."""

    basis_points: int = 0
    reason: str = ""

    def refuse_unfounded(self) -> None:
        if not 0 <= self.basis_points <= WHOLE:
            raise Refused(_("A discount is between 0 and 100%."), code="discount_percent")
        if self.basis_points and not self.reason:
            raise Refused(_("Say why this discount is given."), code="discount_reason")


LIST_PRICE = Deal()


@dataclass(frozen=True, slots=True)
class PriceDay:
    """By which rules a company buys on a day, and in which language its papers are."""

    rules: Sequence[PriceRule]
    company_kind: str
    language: str
    on: date


def choices_from_codes(edition: Edition, quantities: dict[str, int]) -> list[Choice]:
    """Choices by the codes of the price list, in its order; refused when a code is not in it."""
    items: dict[str, Package | Option] = {package.code: package for package in packages_of(edition)}
    items |= {option.code: option for option in options_of(edition)}
    unknown = sorted(set(quantities) - set(items))
    if unknown:
        raise Refused(_("The price list has no “%(code)s”.") % {"code": unknown[0]})
    return [Choice(item, quantities[code]) for code, item in items.items() if quantities.get(code)]


def choices_of(quote: Quote) -> list[Choice]:
    """What a quote offers, as it was chosen."""
    return [Choice(line.item, line.quantity, is_gift=line.is_gift) for line in lines_of([quote])]


def refuse_unfit(choices: Sequence[Choice], company: Company, edition: Edition, *, on: date) -> None:
    """Refuse an offer that is empty, foreign to the edition, not for this class of company, or out of all measure."""
    if not choices:
        raise Refused(_("A quote offers at least one thing."))
    if len({(type(choice.item), choice.item.pk) for choice in choices}) < len(choices):
        raise Refused(_("Each thing is offered on one line."))
    for choice in choices:
        item = choice.item
        if item.edition_id != edition.pk or not item.is_active:
            raise Refused(_("“%(name)s” is not on sale in this edition.") % {"name": item.name})
        refuse_closed_window(item, on=on)
        if isinstance(item, Package) and not item.is_sold_to(company.kind):
            words = {"name": item.name, "kind": company.get_kind_display()}
            raise Refused(_("“%(name)s” is not sold to this class of company (%(kind)s).") % words)
        if not 0 < choice.quantity <= MOST_UNITS:
            raise Refused(_("A quantity is between 1 and %(most)s.") % {"most": MOST_UNITS})


def refuse_closed_window(item: Package | Option, *, on: date) -> None:
    """Refuse what its own order window keeps back that day."""
    if item.is_orderable_on(on):
        return
    is_early = item.opens_on is not None and on < item.opens_on
    day = item.opens_on if is_early else item.closes_on
    words = {"name": item.name, "day": date_format(cast(date, day))}
    if is_early:
        raise Refused(_("“%(name)s” can be ordered from %(day)s.") % words, code="window")
    raise Refused(_("“%(name)s” could be ordered until %(day)s.") % words, code="window")


def offer_lines(choices: Iterable[Choice], *, day: PriceDay, deal: Deal = LIST_PRICE) -> list[QuoteLine]:
    """The lines, not saved yet, at the prices of that day; their words in the quote's language."""
    with translation.override(day.language):
        discounts = discounts_for(day.rules, day.company_kind, on=day.on, negotiated=deal.basis_points)
        lines = []
        for position, choice in enumerate(_at_prices(choices, day.on), start=1):
            is_package = isinstance(choice.item, Package)
            applied = gift() if choice.is_gift else discounts if is_package else ()
            priced = Priced(choice.quantity, choice.item.price_cents, choice.item.vat_basis_points, applied)
            line = QuoteLine(
                position=position,
                name=choice.item.name,
                quantity=choice.quantity,
                unit_price_cents=choice.item.price_cents,
                discount_text=priced.discount_text[:160] if priced.gross_cents else "",
                net_cents=priced.net_cents,
                vat_basis_points=choice.item.vat_basis_points,
                gives=choice.item.gives,
            )
            setattr(line, "package" if is_package else "option", choice.item)
            lines.append(line)
        return lines


def _at_prices(choices: Iterable[Choice], on: date) -> list[Choice]:
    """The choices with each thing at its price of that day."""
    found = list(choices)
    at_prices_of((choice.item for choice in found), on)
    return found


def allowance_of(choices: Sequence[Choice], lines: Iterable[QuoteLine], *, day: PriceDay, threshold: int) -> Allowance:
    """What these lines give away against the same things at the price list's own prices, rules applied."""
    listed = offer_lines([replace(choice, is_gift=False) for choice in choices], day=day)
    return Allowance(sum(line.net_cents for line in listed), sum(line.net_cents for line in lines), threshold)


def offer_totals(lines: Iterable[QuoteLine]) -> Totals:
    return totals_of((line.net_cents, line.vat_basis_points) for line in lines)


def entitlements_of(lines: Iterable[QuoteLine]) -> dict[str, int]:
    """What these lines give the exhibitor, kind by kind."""
    given: dict[str, int] = {}
    for line in lines:
        for kind, quantity in line.gives.items():
            given[kind] = given.get(kind, 0) + quantity * line.quantity
    return given
