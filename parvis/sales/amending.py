"""An amendment's lines and its paper: options added to a signed contract, or units of signed lines taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.core.dates import local_date
from parvis.core.documents import render
from parvis.core.money import format_cents, percent_of
from parvis.editions.looks import edition_look
from parvis.editions.models import Edition
from parvis.sales.models import Contract, OptionRequest, QuoteLine
from parvis.sales.offer import entitlements_of, offer_totals
from parvis.sales.papers import AmendmentPaper
from parvis.sales.pricing import Totals, cancellation_basis_points, fitted, rate_text
from parvis.sales.printing import (
    Printed,
    buyer,
    day_text,
    entitlement_facts,
    event_facts,
    keep,
    paper_lines,
    paper_totals,
    seller,
    totals_paper,
)
from parvis.sales.queries import amendments_of, days_to_fair, lines_of, removals_of, rules_of


def added_lines(wishes: Iterable[OptionRequest], language: str) -> list[QuoteLine]:
    """A line for each request, not saved: at the price, rate and quantity that were asked for."""
    with translation.override(language):
        return [
            QuoteLine(
                position=position,
                option=wish.option,
                name=wish.option.name,
                quantity=wish.quantity,
                unit_price_cents=wish.unit_price_cents,
                net_cents=wish.net_cents,
                vat_basis_points=wish.vat_basis_points,
                gives=wish.option.gives,
            )
            for position, wish in enumerate(wishes, start=1)
        ]


@dataclass(frozen=True, slots=True)
class Removable:
    """A signed line of an option, and how many of its units no signed amendment has taken back."""

    line: QuoteLine
    contract: Contract
    removed: int
    removed_net_cents: int

    @property
    def left(self) -> int:
        return self.line.quantity - self.removed

    @property
    def left_net_cents(self) -> int:
        return self.line.net_cents - self.removed_net_cents

    def paid_cents(self, units: int) -> int:
        """What was paid for so many of its units; the last one takes what is left."""
        return self.left_net_cents * units // self.left


@dataclass(frozen=True, slots=True)
class ScaleShare:
    """What the cancellation scale keeps of units that are given up on a day."""

    basis_points: int
    days_left: int

    @property
    def words(self) -> str:
        return rate_text(self.basis_points)


NOTHING_KEPT = ScaleShare(0, 0)


def share_owed(edition: Edition, *, on: date) -> ScaleShare:
    days_left = days_to_fair(edition, on=on)
    return ScaleShare(cancellation_basis_points(rules_of(edition), days_left=days_left), max(days_left, 0))


def removables_of(contract: Contract) -> list[Removable]:
    """What can be taken back of a signed contract and of what was added to it."""
    signed = [contract, *(one for one in amendments_of(contract) if one.is_signed)]
    by_quote = {one.quote_id: one for one in signed}
    lines = [line for line in lines_of([one.quote for one in signed]) if line.option_id and not line.removes_id]
    taken: dict[int | None, list[int]] = {}
    for back in removals_of(lines):
        sums = taken.setdefault(back.removes_id, [0, 0])
        sums[0], sums[1] = sums[0] - back.quantity, sums[1] + back.taken_cents
    found = [Removable(line, by_quote[line.quote_id], *taken.get(line.pk, [0, 0])) for line in lines]
    return [one for one in found if one.left]


def removal_lines(chosen: Sequence[tuple[Removable, int]], language: str, share: ScaleShare) -> list[QuoteLine]:
    """A line for each, not saved: what was paid for these units less the share that stays owed, below zero."""
    with translation.override(language):
        return [
            _removal_line(one, units, share, position=position) for position, (one, units) in enumerate(chosen, start=1)
        ]


def _removal_line(one: Removable, units: int, share: ScaleShare, *, position: int) -> QuoteLine:
    paid_cents = one.paid_cents(units)
    owed_cents = percent_of(paid_cents, share.basis_points)
    words = {"share": share.words, "owed": format_cents(owed_cents, get_language() or "fr")}
    kept = [_("%(share)s stays owed: %(owed)s") % words] if owed_cents else []
    return QuoteLine(
        position=position,
        option=one.line.option,
        removes=one.line,
        name=one.line.name,
        quantity=-units,
        unit_price_cents=one.line.unit_price_cents,
        discount_text="; ".join([one.line.discount_text] * bool(one.line.discount_text) + kept)[:160],
        net_cents=owed_cents - paid_cents,
        owed_cents=owed_cents,
        vat_basis_points=one.line.vat_basis_points,
        gives=one.line.gives,
    )


def removal_totals(chosen: Sequence[tuple[Removable, int]], lines: Sequence[QuoteLine]) -> Totals:
    """What less is owed: for each paper and rate, its VAT before less its VAT after, so that all papers add up."""
    papers = {one.contract.pk: one.contract for one, _units in chosen}
    vat_cents = 0
    for paper in papers.values():
        sold = lines_of([paper.quote])
        before = [*sold, *removals_of(sold)]
        now = [line for line in lines if line.removes and line.removes.quote_id == paper.quote_id]
        vat_cents += offer_totals([*before, *now]).vat_cents - offer_totals(before).vat_cents
    return fitted(offer_totals(lines), vat_cents)


def print_removal(
    contract: Contract,
    lines: Sequence[QuoteLine],
    totals: Totals,
    *,
    number: str,
    at: datetime,
    share: ScaleShare = NOTHING_KEPT,
) -> Printed:
    """The amendment that takes options back, in the language of the contract."""
    with translation.override(contract.language):
        words = {"contract": contract.number, "version": contract.terms.version}
        kept = _("By the cancellation scale, %(share)s of their price stays owed, %(days)s days before the fair.")
        said = [kept % {"share": share.words, "days": share.days_left}] if share.basis_points else []
        paper: AmendmentPaper = {
            **amendment_paper(contract, lines, number=number, on=local_date(at)),
            "subject": _("Options taken out of contract %(contract)s") % words,
            "section": _("Services taken out"),
            "totals": totals_paper(totals, contract.language),
            "entitlements": [],
            "sentences": [
                _("These services are taken out of contract %(contract)s, with the rights they gave.") % words,
                *said,
                _("What was not invoiced yet is not invoiced; what was is credited.") % words,
                _("All else in the contract and its general terms (version %(version)s) stays as it is.") % words,
            ],
        }
        look = edition_look(contract.exhibitor.edition, language=contract.language, at=at)
        return keep(render("sales/amendment.typ", paper, look=look))


def print_amendment(contract: Contract, lines: Sequence[QuoteLine], *, number: str, at: datetime) -> Printed:
    """The amendment as it will be signed, in the language of the contract."""
    with translation.override(contract.language):
        paper = amendment_paper(contract, lines, number=number, on=local_date(at))
        look = edition_look(contract.exhibitor.edition, language=contract.language, at=at)
        return keep(render("sales/amendment.typ", paper, look=look))


def amendment_paper(contract: Contract, lines: Sequence[QuoteLine], *, number: str, on: date) -> AmendmentPaper:
    """What `sales/amendment.typ` prints, in the language now active."""
    company, edition = contract.exhibitor.company, contract.exhibitor.edition
    words = {"contract": contract.number, "version": contract.terms.version}
    return {
        "number": number,
        "contract_number": contract.number,
        "contract_signed_on": day_text(local_date(contract.signed_at)) if contract.signed_at else "",
        "issued_on": day_text(on),
        "subject": _("Options added to contract %(contract)s") % words,
        "event": event_facts(edition),
        "seller": seller(edition.association),
        "buyer": {**buyer(company), "contact": contract.quote.contact.full_name},
        "lines": paper_lines(lines, contract.language),
        "totals": paper_totals(lines, contract.language),
        "mentions": [_("Amounts in euros.")],
        "entitlements": entitlement_facts(entitlements_of(lines)),
        "section": _("Services added"),
        "sentences": [
            _("These services are added to contract %(contract)s and are invoiced in addition.") % words,
            _("All else in the contract and its general terms (version %(version)s) stays as it is.") % words,
        ],
        "terms_version": _("version %(version)s") % {"version": contract.terms.version},
    }
