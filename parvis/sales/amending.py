"""An amendment's lines and its paper: options added to a signed contract, at the prices they were asked for."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from parvis.core.dates import local_date
from parvis.core.documents import render
from parvis.editions.looks import edition_look
from parvis.sales.models import Contract, OptionRequest, QuoteLine
from parvis.sales.offer import entitlements_of
from parvis.sales.papers import AmendmentPaper
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
)


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
        "sentences": [
            _("These services are added to contract %(contract)s and are invoiced in addition.") % words,
            _("All else in the contract and its general terms (version %(version)s) stays as it is.") % words,
        ],
        "terms_version": _("version %(version)s") % {"version": contract.terms.version},
    }
