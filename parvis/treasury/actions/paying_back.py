"""Money that went back to who had paid too much, and what a bank kept of a payment on its way."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.money import format_cents
from parvis.editions.history import record
from parvis.treasury.actions.allocations import add_allocation, left_going_out, locked_line
from parvis.treasury.actions.invoices import follow_payment, key_for, locked_invoice
from parvis.treasury.actions.payments import add_payment, due_of
from parvis.treasury.models import CURRENCY, BankLine, Invoice, InvoicingTerms, Payment


@transaction.atomic
def pay_back(
    invoice: Invoice,
    *,
    amount_cents: int,
    paid_on: date,
    method: str,
    reference: str,
    request_key: str,
    bank_line: BankLine | None = None,
    by: Actor,
    at: datetime,
) -> Payment:
    """Note money given back, never more than was paid too much; the same key sent twice does it once.

    The line of the bank that shows it, if it is there, is used up by as much.
    """
    line = locked_line(bank_line) if bank_line else None
    invoice = locked_invoice(invoice)
    key = key_for(invoice, request_key)
    if found := Payment.objects.filter(request_key=key).first():
        return found
    _refuse_what_is_none(invoice, amount_cents, paid_on, today=local_date(at))
    if line:
        _refuse_unusable(line, amount_cents)
    payment = add_payment(
        invoice,
        at=at,
        amount_cents=-amount_cents,
        received_on=paid_on,
        method=method,
        reference=reference,
        request_key=key,
        is_paid_back=True,
    )
    if line:
        add_allocation(line, -amount_cents, at=at, payment=payment)
    follow_payment(invoice.exhibitor, by=by, at=at)
    _record("payment.paid_back", payment, amount_cents, by=by, at=at)
    return payment


def _refuse_what_is_none(invoice: Invoice, amount_cents: int, paid_on: date, *, today: date) -> None:
    over = max(-due_of(invoice), 0) if invoice.is_issued else 0
    if not over:
        raise Refused(_("Nothing was paid too much of it."), code="amount_cents")
    if not 0 < amount_cents <= over:
        words = {"over": format_cents(over, get_language() or "fr")}
        raise Refused(
            _("%(over)s was paid too much: give back more than nothing, and no more.") % words, code="amount_cents"
        )
    if paid_on > today:
        raise Refused(_("This day is still to come: note it once the money has left."), code="paid_on")


def _refuse_unusable(line: BankLine, amount_cents: int) -> None:
    if line.amount_cents > 0 or line.statement.currency != CURRENCY:
        raise Refused(_("Choose a line of euros that went out."), code="bank_line")
    if amount_cents > left_going_out(line):
        raise Refused(_("This line of the bank pays something else already."), code="bank_line")


@transaction.atomic
def keep_fee(invoice: Invoice, *, amount_cents: int, reason: str, request_key: str, by: Actor, at: datetime) -> Payment:
    """Close what is left of a payment that a bank took its fee from: a few euros, as the terms of that day allow."""
    invoice = locked_invoice(invoice)
    key = key_for(invoice, request_key)
    if found := Payment.objects.filter(request_key=key).first():
        return found
    if not reason.strip():
        raise Refused(_("Say which bank kept it: it stays in the books."), code="reason")
    most = fee_allowed(invoice, on=local_date(at))
    if not 0 < amount_cents <= most:
        words = {"most": format_cents(most, get_language() or "fr")}
        raise Refused(_("%(most)s of it can be closed as a fee.") % words, code="amount_cents")
    payment = add_payment(
        invoice,
        at=at,
        amount_cents=amount_cents,
        received_on=local_date(at),
        method=Payment.Method.FEE,
        reference=reason,
        request_key=key,
    )
    follow_payment(invoice.exhibitor, by=by, at=at)
    _record("payment.fee_kept", payment, amount_cents, by=by, at=at)
    return payment


def fee_allowed(invoice: Invoice, *, on: date) -> int:
    """What of an invoice may be closed as a fee: it was paid but for less than the terms say, all fees together."""
    payments = Payment.objects.filter(invoice=invoice)
    is_fee = payments.filter(method=Payment.Method.FEE)
    fees = is_fee.aggregate(sum=Sum("amount_cents", default=0))["sum"]
    paid = payments.aggregate(sum=Sum("amount_cents", default=0))["sum"] - fees
    most: int = InvoicingTerms.objects.on(on).most_fee_cents - fees
    if not invoice.is_issued or paid <= 0:
        return 0
    due = due_of(invoice)
    return due if 0 < due <= most else 0


def _record(verb: str, payment: Payment, amount_cents: int, *, by: Actor, at: datetime) -> None:
    invoice = payment.invoice
    changes: dict[str, list[Any]] = {"amount_cents": [None, amount_cents], "invoice": [None, invoice.number]}
    record(verb, payment, by=by, at=at, edition=invoice.exhibitor.edition, changes=changes)
