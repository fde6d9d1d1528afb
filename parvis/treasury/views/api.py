"""The API of money: invoices as they stand, payments, a payment received."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import uuid4

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema
from pydantic import StrictBool, StrictInt

from parvis.accounts.doors import TokenDoor, TokenRequest, answered_once
from parvis.core.cursors import FEW_ROWS, Cursor, Limit, page_of
from parvis.core.dates import local_date
from parvis.core.openapi import KEYED, LARGEST_ID, Day, Id, Slug, told
from parvis.core.text import clean_line
from parvis.editions.history import refuse_closed
from parvis.editions.reach import editions_reached
from parvis.treasury import queries
from parvis.treasury.actions.payments import enter_payment
from parvis.treasury.models import Invoice, Payment

router = Router(tags=["money"])
MOST_CENTS = 10**12


class InvoiceOut(Schema):
    """Amounts are integer cents. `standing`: draft, unpaid, part, late, paid, credited, overpaid."""

    id: int
    edition: str
    exhibitor: int
    company_name: str
    contract: int | None
    kind: str
    number: str | None
    standing: str
    issued_on: date | None
    due_on: date | None
    net_cents: int
    vat_cents: int
    total_cents: int
    paid_cents: int
    credited_cents: int
    due_cents: int


class InvoicesOut(Schema):
    items: list[InvoiceOut]
    next: str | None


class PaymentOut(Schema):
    """`corrects` names the payment that this one takes back; `is_paid_back` tells money that went to the payer.

    `method` `fee` is what a bank kept on the way.
    """

    id: int
    edition: str
    invoice: int
    amount_cents: int
    received_on: date
    method: str
    reference: str
    is_paid_back: bool
    corrects: int | None
    entered_at: datetime


class PaymentsOut(Schema):
    items: list[PaymentOut]
    next: str | None


class PaymentIn(Schema):
    invoice: StrictInt = Field(ge=1, le=LARGEST_ID)
    amount_cents: StrictInt = Field(ge=1, le=MOST_CENTS, examples=[120_000])
    received_on: Day = Field(examples=["2026-11-23"])
    method: Literal["transfer", "card", "cheque", "other"] = "transfer"
    reference: str = Field("", max_length=140, pattern=r"^[^\x00]*$", description="as on the bank statement")
    accept_overpayment: StrictBool = Field(default=False, description="else more than what is due is refused")


@router.get("/invoices", auth=TokenDoor("invoices:read"), response=InvoicesOut, url_name="invoice_list")
def invoice_list(
    request: TokenRequest, edition: Slug = "", limit: Limit = FEW_ROWS, cursor: Cursor = ""
) -> dict[str, Any]:
    """Invoices of an edition, or of all the token reaches, drafts too, as they stand today."""
    return page_of(request, _invoices(request, edition), _invoice, limit=limit, cursor=cursor)


@router.get("/invoices/{invoice_id}", auth=TokenDoor("invoices:read"), response=InvoiceOut, url_name="invoice_detail")
def invoice_detail(request: TokenRequest, invoice_id: Id) -> dict[str, Any]:
    """One invoice."""
    return _invoice(get_object_or_404(_invoices(request), pk=invoice_id))


@router.get("/payments", auth=TokenDoor("payments:read"), response=PaymentsOut, url_name="payment_list")
def payment_list(
    request: TokenRequest, edition: Slug = "", limit: Limit = FEW_ROWS, cursor: Cursor = ""
) -> dict[str, Any]:
    """Payments of an edition, or of all the token reaches."""
    return page_of(request, _payments(request, edition), _payment, limit=limit, cursor=cursor)


@router.get("/payments/{payment_id}", auth=TokenDoor("payments:read"), response=PaymentOut, url_name="payment_detail")
def payment_detail(request: TokenRequest, payment_id: Id) -> dict[str, Any]:
    """One payment."""
    return _payment(get_object_or_404(_payments(request), pk=payment_id))


@router.post(
    "/payments",
    auth=TokenDoor("payments:write"),
    response={201: PaymentOut},
    url_name="payment_create",
    openapi_extra=KEYED,
)
@answered_once
def payment_create(request: TokenRequest, payload: PaymentIn) -> HttpResponse:
    """Note money received for an issued invoice. Send an Idempotency-Key: money is never counted twice."""
    invoice = get_object_or_404(_invoices(request), pk=payload.invoice)
    refuse_closed(invoice.exhibitor.edition)
    payment = enter_payment(
        invoice,
        amount_cents=payload.amount_cents,
        received_on=payload.received_on,
        method=payload.method,
        reference=clean_line(payload.reference),
        accept_overpayment=payload.accept_overpayment,
        request_key=uuid4().hex,
        by=request.actor,
        at=timezone.now(),
    )
    return told(PaymentOut(**_payment(payment)), 201)


def _invoices(request: TokenRequest, slug: str = "") -> QuerySet[Invoice]:
    return queries.invoices_of_editions(editions_reached(request.token, slug))


def _payments(request: TokenRequest, slug: str = "") -> QuerySet[Payment]:
    return queries.payments_of_editions(editions_reached(request.token, slug))


def _invoice(invoice: Invoice) -> dict[str, Any]:
    exhibitor = invoice.exhibitor
    same = ("kind", "number", "issued_on", "due_on", "net_cents", "vat_cents", "total_cents")
    return {
        **{name: getattr(invoice, name) for name in same},
        **invoice.amounts._asdict(),
        "id": invoice.pk,
        "edition": exhibitor.edition.slug,
        "exhibitor": exhibitor.pk,
        "company_name": exhibitor.company.name,
        "contract": invoice.contract_id,
        "standing": invoice.standing(local_date(timezone.now())).key,
    }


def _payment(payment: Payment) -> dict[str, Any]:
    same = ("amount_cents", "received_on", "method", "reference", "is_paid_back", "entered_at")
    return {
        **{name: getattr(payment, name) for name in same},
        "id": payment.pk,
        "edition": payment.invoice.exhibitor.edition.slug,
        "invoice": payment.invoice_id,
        "corrects": payment.corrects_id,
    }
