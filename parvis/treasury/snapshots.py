"""Who sells, who buys and on which terms, as they are copied into a paper at its issue; and what is missing for it.

A snapshot is plain JSON. Whatever changes later in the company or the association, an issued paper keeps its own.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, TypedDict

from django.utils import dateformat, translation
from django.utils.translation import gettext as _

from parvis.companies.models import Company
from parvis.core.money import format_cents
from parvis.editions.models import Association
from parvis.sales.pricing import rate_text
from parvis.treasury.models import Invoice, InvoiceLine, InvoicingTerms, Regime
from parvis.treasury.regimes import FRANCE, Place, clashes, mentions_of

LANGUAGE = "fr"  # the law wants invoices of a French association in French


class Seller(TypedDict):
    """The association, its bank account, and the sentences of the terms."""

    name: str
    address: list[str]
    siren: str
    siret: str
    rna: str
    vat_number: str
    iban: str
    bic: str
    mentions: list[str]
    conditions: list[str]
    notes: dict[str, str]
    vat_on_debits: bool


class Buyer(TypedDict):
    """The company that owes."""

    name: str
    address: list[str]
    street: list[str]
    postcode: str
    city: str
    country: str
    siren: str
    siret: str
    vat_number: str
    email: str
    is_public: bool


class Gap(NamedTuple):
    """Something without which no invoice is issued, and the page where it is filled in: `association`, `company`,
    `terms` or the `draft` itself."""

    sentence: str
    page: str


def seller_of(
    association: Association, terms: InvoicingTerms, *, due_on: date | None, lines: Iterable[InvoiceLine]
) -> Seller:
    return Seller(
        name=association.legal_name or association.name,
        address=[line for line in association.address.splitlines() if line.strip()],
        siren=association.siren,
        siret=association.siret,
        rna=association.rna,
        vat_number=association.vat_number,
        iban=association.iban,
        bic=association.bic,
        mentions=mentions_of(line for line in lines if line.net_cents),
        conditions=conditions(terms, due_on=due_on),
        notes=payment_notes(terms),
        vat_on_debits=terms.is_vat_on_debits,
    )


def conditions(terms: InvoicingTerms, *, due_on: date | None) -> list[str]:
    """Term, discount, penalties, recovery indemnity: the four sentences of every invoice."""
    with translation.override(LANGUAGE):
        day = _("To be paid by %(day)s at the latest.") % {"day": dateformat.format(due_on, "j F Y")} if due_on else ""
    notes = payment_notes(terms)
    sentences = [day, notes["AAB"], notes["PMD"], notes["PMT"]]
    return [sentence for sentence in sentences if sentence]


def payment_notes(terms: InvoicingTerms) -> dict[str, str]:
    """Recovery indemnity, penalties and discount by their codes: compulsory in French e-invoices, once each."""
    with translation.override(LANGUAGE):
        figure = format_cents(terms.recovery_cents, LANGUAGE).replace(",00", "")
        recovery = _(
            "Fixed indemnity for recovery costs in case of late payment: %(amount)s (articles L441-10 and D441-5)."
        )
        rate = _("Rate in force: %(rate)s a year.") % {"rate": rate_text(terms.rate.basis_points)} if terms.rate else ""
    penalty = f"{terms.penalty} {rate}".strip()
    return {"PMT": recovery % {"amount": figure}, "PMD": penalty, "AAB": terms.discount}


def siren_of(company: Company) -> str:
    """Its own, or that of the company it is a division of."""
    return company.siren or (company.parent.siren if company.parent else "")


def buyer_of(company: Company, *, email: str = "") -> Buyer:
    """`email` is where a foreign buyer receives invoices: it stands for an electronic address in the XML."""
    town = f"{company.postcode} {company.city}".strip()
    country = "" if company.country == FRANCE else company.country
    street = [line.strip() for line in company.address.splitlines() if line.strip()]
    return Buyer(
        name=company.billing_name,
        street=street,
        postcode=company.postcode,
        city=company.city,
        email="" if company.country == FRANCE else email,
        is_public=is_public(company),
        address=[line.strip() for line in (*company.address.splitlines(), town, country) if line.strip()],
        country=company.country,
        siren=siren_of(company),
        siret=company.siret,
        vat_number=company.vat_number,
    )


def is_public(company: Company) -> bool:
    """A French public body, which receives its invoices by Chorus Pro."""
    return company.kind == Company.Kind.PUBLIC and company.country == FRANCE


def gaps_of(
    invoice: Invoice, lines: Sequence[InvoiceLine], terms: InvoicingTerms, place: Place, *, has_contact: bool
) -> list[Gap]:
    """Everything that keeps this draft, whose lines are taxed by now, from being issued; in sentences."""
    has_vat = any(line.regime == Regime.NORMAL and line.net_cents for line in lines)
    company = invoice.exhibitor.company
    return [
        *_gaps_of_seller(invoice.exhibitor.edition.association, has_vat=has_vat),
        *_gaps_of_buyer(company, has_contact=has_contact),
        *(_gaps_of_public_buyer(invoice, company) if is_public(company) else []),
        *_gaps_of_lines(lines, terms),
        *(Gap(sentence, "draft") for sentence in clashes(lines, place)),
    ]


def _gaps_of_seller(association: Association, *, has_vat: bool) -> list[Gap]:
    wanted = [
        (association.siren, _("The association has no SIREN: fill it in under Settings, Association.")),
        (association.address, _("The association has no address: fill it in under Settings, Association.")),
        (
            association.vat_number or not has_vat,
            _("This invoice bears VAT and the association has no VAT number: fill it in under Settings, Association."),
        ),
    ]
    return [Gap(sentence, "association") for value, sentence in wanted if not value]


def _gaps_of_buyer(company: Company, *, has_contact: bool) -> list[Gap]:
    words = {"company": company.name}
    wanted = [
        (
            siren_of(company) or company.country != FRANCE,
            _("%(company)s has no SIREN: fill it in on the company’s page, then issue the invoice.") % words,
        ),
        (
            company.country,
            _("%(company)s has no country, and VAT depends on it: fill it in on the company’s page.") % words,
        ),
        (
            company.address and company.city,
            _(
                "%(company)s has no whole address (street and town): fill it in on the company’s page, then issue "
                "the invoice."
            )
            % words,
        ),
        (
            has_contact or company.country == FRANCE,
            _("%(company)s has no contact for invoices: a foreign buyer is reached by mail, tick one on its page.")
            % words,
        ),
    ]
    return [Gap(sentence, "company") for value, sentence in wanted if not value]


def _gaps_of_public_buyer(invoice: Invoice, company: Company) -> list[Gap]:
    """What Chorus Pro refuses an invoice without; “none” is an answer, silence is not."""
    words = {"company": company.name}
    wanted = [
        (company.siret, "company", _("%(company)s is a public body: its SIRET says who receives the invoice.") % words),
        (
            invoice.service_code or invoice.has_no_service_code,
            "draft",
            _("%(company)s is a public body: write its service code, or that it has none.") % words,
        ),
        (
            invoice.purchase_order or invoice.has_no_engagement,
            "draft",
            _("%(company)s is a public body: write its engagement number, or that none is required.") % words,
        ),
    ]
    return [Gap(sentence, page) for value, page, sentence in wanted if not value]


def _gaps_of_lines(lines: Iterable[InvoiceLine], terms: InvoicingTerms) -> list[Gap]:
    wanted = [
        (
            terms.exemption or not any(line.regime == Regime.EXEMPT for line in lines),
            _("A line bears no VAT: write the reason to print under Invoices, Numbers and terms."),
        ),
        (
            terms.discount and terms.penalty,
            _("The law wants a word on discount and one on penalties: write them under Invoices, Numbers and terms."),
        ),
    ]
    return [Gap(sentence, "terms") for value, sentence in wanted if not value]
