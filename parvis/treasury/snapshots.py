"""Who sells, who buys and on which terms, as they are copied into a paper at its issue; and what is missing for it.

A snapshot is plain JSON. Whatever changes later in the company or the association, an issued paper keeps its own.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, TypedDict

from django.utils import dateformat, translation
from django.utils.translation import gettext as _

from parvis.companies.models import Company
from parvis.core.money import format_cents
from parvis.editions.models import Association
from parvis.treasury.models import Invoice, InvoiceLine, InvoicingTerms

LANGUAGE = "fr"  # the law wants invoices of a French association in French
FRANCE = "FR"


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
    vat_on_debits: bool


class Buyer(TypedDict):
    """The company that owes."""

    name: str
    address: list[str]
    country: str
    siren: str
    siret: str
    vat_number: str


class Gap(NamedTuple):
    """Something without which no invoice is issued, and the page where it is filled in: `association`, `company`
    or `terms`."""

    sentence: str
    page: str


def seller_of(association: Association, terms: InvoicingTerms, *, due_on: date | None, rates: Iterable[int]) -> Seller:
    return Seller(
        name=association.legal_name or association.name,
        address=[line for line in association.address.splitlines() if line.strip()],
        siren=association.siren,
        siret=association.siret,
        rna=association.rna,
        vat_number=association.vat_number,
        iban=association.iban,
        bic=association.bic,
        mentions=[terms.exemption] if 0 in set(rates) and terms.exemption else [],
        conditions=conditions(terms, due_on=due_on),
        vat_on_debits=terms.is_vat_on_debits,
    )


def conditions(terms: InvoicingTerms, *, due_on: date | None) -> list[str]:
    """Term, discount, penalties, recovery indemnity: the four sentences of every invoice."""
    with translation.override(LANGUAGE):
        figure = format_cents(terms.recovery_cents, LANGUAGE).replace(",00", "")
        sentences = [
            _("To be paid by %(day)s at the latest.") % {"day": dateformat.format(due_on, "j F Y")} if due_on else "",
            terms.discount,
            terms.penalty,
            _("Fixed indemnity for recovery costs in case of late payment: %(amount)s (articles L441-10 and D441-5).")
            % {"amount": figure},
        ]
    return [sentence for sentence in sentences if sentence]


def siren_of(company: Company) -> str:
    """Its own, or that of the company it is a division of."""
    return company.siren or (company.parent.siren if company.parent else "")


def buyer_of(company: Company) -> Buyer:
    town = f"{company.postcode} {company.city}".strip()
    country = "" if company.country == FRANCE else company.country
    return Buyer(
        name=company.billing_name,
        address=[line.strip() for line in (*company.address.splitlines(), town, country) if line.strip()],
        country=company.country,
        siren=siren_of(company),
        siret=company.siret,
        vat_number=company.vat_number,
    )


def gaps_of(invoice: Invoice, lines: Iterable[InvoiceLine], terms: InvoicingTerms) -> list[Gap]:
    """Everything that keeps this draft from being issued, in sentences."""
    return [
        *_gaps_of_seller(invoice.exhibitor.edition.association, has_vat=invoice.vat_cents > 0),
        *_gaps_of_buyer(invoice.exhibitor.company),
        *_gaps_of_lines(lines, terms),
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


def _gaps_of_buyer(company: Company) -> list[Gap]:
    words = {"company": company.name}
    wanted = [
        (
            siren_of(company) or company.country != FRANCE,
            _("%(company)s has no SIREN: fill it in on the company’s page, then issue the invoice.") % words,
        ),
        (
            company.address and company.city,
            _(
                "%(company)s has no whole address (street and town): fill it in on the company’s page, then issue "
                "the invoice."
            )
            % words,
        ),
    ]
    return [Gap(sentence, "company") for value, sentence in wanted if not value]


def _gaps_of_lines(lines: Iterable[InvoiceLine], terms: InvoicingTerms) -> list[Gap]:
    if terms.exemption or not any(line.vat_basis_points == 0 and line.net_cents for line in lines):
        return []
    return [Gap(_("A line bears no VAT: write the reason to print under Invoices, Numbers and terms."), "terms")]
