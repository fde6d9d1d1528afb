"""The papers of a sale as PDF, with the parties and prices as they stand at that moment."""

import logging
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.utils import dateformat, translation
from django.utils.translation import gettext as _

from parvis.companies.models import Company
from parvis.core.dates import local_date
from parvis.core.documents import prove, render
from parvis.core.money import format_cents
from parvis.core.typeset import TypesettingFailed
from parvis.core.uploads import CleanFile, store
from parvis.editions.looks import edition_look
from parvis.editions.models import Association, Edition
from parvis.exhibitors.models import Entitlement
from parvis.exhibitors.queries import entitlement_lines
from parvis.sales.models import ContractTemplate, GeneralTerms, Quote, QuoteLine
from parvis.sales.offer import entitlements_of, offer_totals
from parvis.sales.papers import Article, ContractPaper, Fact, PaperLine, Party, QuotePaper, Totals, VatGroup
from parvis.sales.pricing import WHOLE, percent_text, rate_text
from parvis.sales.pricing import Totals as Sums
from parvis.sales.terms import articles_of

log = logging.getLogger(__name__)


class Printed(NamedTuple):
    """A paper on disk: its name below the media folder and the hash of its bytes."""

    path: str
    sha256: str


def print_quote(quote: Quote, lines: Sequence[QuoteLine], terms: GeneralTerms, *, at: datetime) -> Printed:
    """The quote as it is about to be sent, kept under its hash; the same quote and time give the same bytes."""
    with translation.override(quote.language):
        paper = quote_paper(quote, lines, terms, on=local_date(at))
        edition = quote.exhibitor.edition
        return keep(render("sales/quote.typ", paper, look=edition_look(edition, language=quote.language, at=at)))


def print_contract(
    quote: Quote,
    lines: Sequence[QuoteLine],
    *,
    number: str,
    terms: GeneralTerms,
    templates: Iterable[ContractTemplate],
    at: datetime,
) -> tuple[ContractTemplate, Printed]:
    """The contract made from an accepted quote, with the first of the templates that can print it.

    A version is tried on examples before it is published. Should it fail on what was really sold, nobody who accepts
    a quote waits for its repair: the version before it prints the contract, and the log says so.
    """
    with translation.override(quote.language):
        paper = contract_paper(quote, lines, number=number, terms=terms, on=local_date(at))
        look = edition_look(quote.exhibitor.edition, language=quote.language, at=at)
        for template in templates:
            try:
                return template, keep(prove("sales/contract.typ", template.source, paper, look=look).pdf)
            except TypesettingFailed:
                log.exception("contract %s could not be printed with template version %s", number, template.version)
    raise TypesettingFailed(f"no template prints contract {number}")


def keep(pdf: bytes) -> Printed:
    """The paper on disk, under its hash."""
    clean = CleanFile(pdf, "pdf")
    return Printed(store(clean), clean.sha256)


def quote_paper(quote: Quote, lines: Sequence[QuoteLine], terms: GeneralTerms, *, on: date) -> QuotePaper:
    """What `sales/quote.typ` prints, in the language now active."""
    company, edition = quote.exhibitor.company, quote.exhibitor.edition
    words = {"until": day_text(quote.expires_on), "version": terms.version}
    return {
        "number": quote.number,
        "version": quote.version,
        "is_draft": False,
        "issued_on": day_text(on),
        "valid_until": day_text(quote.expires_on),
        "subject": _("Taking part in %(edition)s") % {"edition": edition.name},
        "event": event_facts(edition),
        "seller": seller(edition.association),
        "buyer": {**buyer(company), "contact": quote.contact.full_name},
        "lines": paper_lines(lines, quote.language),
        "totals": paper_totals(lines, quote.language),
        "mentions": [_("Amounts in euros.")],
        "conditions": [
            _("This offer is valid until %(until)s, as far as stocks last; they are counted at acceptance.") % words,
            _("Accepting it makes a participation contract, under the general terms version %(version)s.") % words,
        ],
    }


def contract_paper(
    quote: Quote, lines: Sequence[QuoteLine], *, number: str, terms: GeneralTerms, on: date
) -> ContractPaper:
    """What `sales/contract.typ` prints, in the language now active."""
    company, edition = quote.exhibitor.company, quote.exhibitor.edition
    return {
        "number": number,
        "quote_number": str(quote),
        "is_draft": False,
        "issued_on": day_text(on),
        "subject": _("Taking part in %(edition)s") % {"edition": edition.name},
        "event": event_facts(edition),
        "seller": seller(edition.association),
        "buyer": {**buyer(company), "contact": quote.contact.full_name},
        "lines": paper_lines(lines, quote.language),
        "totals": paper_totals(lines, quote.language),
        "mentions": [_("Amounts in euros.")],
        "entitlements": entitlement_facts(entitlements_of(lines)),
        "articles": [Article(heading=a.heading, paragraphs=a.paragraphs) for a in articles_of(terms, quote.language)],
        "terms_version": _("version %(version)s") % {"version": terms.version},
    }


def day_text(day: date) -> str:
    return dateformat.format(day, "j F Y")


def event_facts(edition: Edition) -> list[Fact]:
    facts = [Fact(label=_("Event"), value=edition.name), Fact(label=_("Fair day"), value=day_text(edition.fair_on))]
    if edition.place_name:
        facts.append(Fact(label=_("Place"), value=edition.place_name))
    return facts


def seller(association: Association) -> Party:
    numbers = [("SIREN", association.siren), ("RNA", association.rna), (_("VAT number"), association.vat_number)]
    return Party(
        name=association.legal_name or association.name,
        address=association.address.splitlines(),
        facts=[Fact(label=label, value=value) for label, value in numbers if value],
    )


def buyer(company: Company) -> Party:
    town = f"{company.postcode} {company.city}".strip()
    country = "" if company.country == "FR" else company.country
    number = ("SIRET", company.siret) if company.siret else ("SIREN", company.siren)
    numbers = [number, (_("VAT number"), company.vat_number)]
    return Party(
        name=company.billing_name,
        address=[line for line in (*company.address.splitlines(), town, country) if line],
        facts=[Fact(label=label, value=value) for label, value in numbers if value],
    )


def paper_lines(lines: Iterable[QuoteLine], language: str) -> list[PaperLine]:
    return [
        PaperLine(
            label=line.name,
            detail=line.discount_text,
            quantity=str(line.quantity),
            unit_price=format_cents(line.unit_price_cents, language),
            discount=_share_off(line),
            vat_rate=rate_text(line.vat_basis_points),
            net=format_cents(line.net_cents, language),
        )
        for line in lines
    ]


def _share_off(line: QuoteLine) -> str:
    """All percentages of the line as one, for the narrow column."""
    gross = line.quantity * line.unit_price_cents
    if not line.discount_text or not gross:
        return ""
    return percent_text(-((2 * (gross - line.net_cents) * WHOLE + gross) // (2 * gross)))


def paper_totals(lines: Iterable[QuoteLine], language: str) -> Totals:
    return totals_paper(offer_totals(lines), language)


def totals_paper(totals: Sums, language: str) -> Totals:
    return Totals(
        net=format_cents(totals.net_cents, language),
        vat=[
            VatGroup(
                rate=rate_text(share.basis_points),
                base=format_cents(share.base_cents, language),
                amount=format_cents(share.vat_cents, language),
            )
            for share in totals.shares
        ],
        gross=format_cents(totals.total_cents, language),
    )


def entitlement_facts(given: dict[str, int]) -> list[Fact]:
    """What the exhibitor gets, in the order of the kinds."""
    ordered = {kind: given[kind] for kind in Entitlement.Kind.values if given.get(kind)}
    return [Fact(label=label, value=value) for label, value in entitlement_lines(ordered)]
