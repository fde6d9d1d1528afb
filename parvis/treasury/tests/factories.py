"""Signed contracts, invoices and payments for tests."""

from datetime import date, datetime
from itertools import count
from typing import Any

from parvis.companies.models import Company
from parvis.companies.tests.factories import make_company, make_contact
from parvis.editions.models import Association, Edition
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.exhibitors.models import Exhibitor
from parvis.exhibitors.tests.factories import make_exhibitor
from parvis.sales.models import Contract, GeneralTerms, Package, Quote, QuoteLine
from parvis.sales.pricing import totals_of
from parvis.treasury.actions.credit_notes import issue_credit_note
from parvis.treasury.actions.invoices import draft_invoice, issue_invoice
from parvis.treasury.actions.payments import enter_payment
from parvis.treasury.models import CreditNote, Invoice, Payment

_numbers = count(1)
SIRENS = ("552081317", "542065479", "562082909")
IBAN = "FR7630006000011234567890189"
STAND = ("Stand 9 m²", 1, 240_000, 2000)  # name, quantity, unit price, VAT rate
Line = tuple[str, int, int, int]


def fill_association(**fields: Any) -> Association:
    """An association that may issue invoices."""
    values = {
        "legal_name": "Association Forum Exemple",
        "siren": "732829320",
        "siret": "73282932000074",
        "rna": "W751234567",
        "vat_number": "FR44732829320",
        "address": "19 place Marguerite Perey\n91120 Palaiseau",
        "iban": IBAN,
        "bic": "AGRIFRPP",
        **fields,
    }
    Association.objects.filter(pk=1).update(**values)
    return Association.objects.get(pk=1)


def make_billing_edition(**fields: Any) -> Edition:
    edition = make_edition(**fields)
    edition.association = fill_association()
    return edition


def make_buyer(name: str = "", **fields: Any) -> Company:
    """A French company with all an invoice needs."""
    number = next(_numbers)
    values = {"siren": f"{900_000_000 + number}", "address": "1 rue de Lyon", "postcode": "75012", "city": "Paris"}
    return make_company(name, **{**values, **fields})


def make_signed_contract(
    edition: Edition | None = None,
    company: Company | None = None,
    *,
    lines: tuple[Line, ...] = (STAND,),
    exhibitor: Exhibitor | None = None,
    **contact: Any,
) -> Contract:
    """A signed contract written row by row: no paper is printed."""
    number = next(_numbers)
    edition = edition or make_billing_edition()
    exhibitor = exhibitor or make_exhibitor(edition, company or make_buyer())
    terms, _is_new = GeneralTerms.objects.get_or_create(
        edition=edition, version=1, defaults={"text_fr": "Objet", "published_at": NOON}
    )
    totals = totals_of((quantity * price, rate) for _name, quantity, price, rate in lines)
    amounts = {"net_cents": totals.net_cents, "vat_cents": totals.vat_cents}
    quote = Quote.objects.create(
        exhibitor=exhibitor,
        contact=make_contact(exhibitor.company, **contact),
        number=f"Q{number}",
        created_at=NOON,
        expires_on=date(2026, 12, 31),
        **amounts,
    )
    _write_lines(quote, lines)
    return Contract.objects.create(
        exhibitor=exhibitor,
        quote=quote,
        terms=terms,
        number=f"C{number}",
        status="signed",
        created_at=NOON,
        signed_at=NOON,
        expires_on=date(2026, 12, 31),
        token_hash=f"hash{number}",
        pdf_path="",
        pdf_sha256="",
        **amounts,
    )


def _write_lines(quote: Quote, lines: tuple[Line, ...]) -> None:
    package, _is_new = Package.objects.get_or_create(
        edition=quote.exhibitor.edition,
        code="S9",
        defaults={"name_fr": "Stand", "name_en": "Booth", "price_cents": 1},
    )
    for position, (name, quantity, price, rate) in enumerate(lines, start=1):
        QuoteLine.objects.create(
            quote=quote,
            position=position,
            package=package,
            name=name,
            quantity=quantity,
            unit_price_cents=price,
            net_cents=quantity * price,
            vat_basis_points=rate,
        )


def make_draft(*args: Any, **fields: Any) -> Invoice:
    invoice = draft_invoice(make_signed_contract(*args, **fields), by=make_actor(), at=NOON)
    assert invoice is not None
    return invoice


def make_issued(*args: Any, at: datetime = NOON, **fields: Any) -> Invoice:
    return issue_invoice(make_draft(*args, **fields), by=make_actor(), at=at)


def with_amounts(invoice: Invoice) -> Invoice:
    """The invoice as lists fetch it."""
    return Invoice.objects.with_amounts().get(pk=invoice.pk)


def pay(invoice: Invoice, amount_cents: int, **fields: Any) -> Payment:
    values = {
        "received_on": NOON.date(),
        "method": "transfer",
        "reference": "",
        "request_key": f"key {next(_numbers)}",
        "at": NOON,
        **fields,
    }
    return enter_payment(invoice, amount_cents=amount_cents, by=make_actor(), **values)


def credit(invoice: Invoice, net_cents: int | None = None, **fields: Any) -> CreditNote:
    values = {"reason": "Geste commercial", "request_key": f"key {next(_numbers)}", "at": NOON, **fields}
    return issue_credit_note(invoice, net_cents=net_cents, by=make_actor(), **values)
