"""Money received, typed or matched with a bank line. A mistake is taken back by a row of its own."""

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
from parvis.treasury.actions.allocations import free_part, held_allocation
from parvis.treasury.actions.invoices import follow_payment, key_for, locked_invoice
from parvis.treasury.actions.transmissions import tell_of_money
from parvis.treasury.models import Invoice, Payment, kept_until
from parvis.treasury.queries import balance_that_took, left_to_credit


@transaction.atomic
def enter_payment(
    invoice: Invoice,
    *,
    amount_cents: int,
    received_on: date,
    method: str,
    reference: str,
    request_key: str,
    accept_overpayment: bool = False,
    by: Actor,
    at: datetime,
) -> Payment:
    """Note an amount received; the same key sent twice is one payment.

    More than what is due is mostly a slip of the hand or a payment entered twice: refused unless `accept_overpayment`.
    """
    invoice = locked_invoice(invoice)
    key = key_for(invoice, request_key)
    if found := Payment.objects.filter(request_key=key).first():
        return found
    _refuse_what_is_none(invoice, amount_cents, received_on, today=local_date(at))
    if not accept_overpayment:
        _refuse_too_much(invoice, amount_cents)
    payment = add_payment(
        invoice,
        at=at,
        amount_cents=amount_cents,
        received_on=received_on,
        method=method,
        reference=reference,
        request_key=key,
    )
    follow_payment(invoice.exhibitor, by=by, at=at)
    changes: dict[str, list[Any]] = {"amount_cents": [None, amount_cents], "invoice": [None, invoice.number]}
    record("payment.entered", payment, by=by, at=at, edition=invoice.exhibitor.edition, changes=changes)
    return payment


def _refuse_what_is_none(invoice: Invoice, amount_cents: int, received_on: date, *, today: date) -> None:
    if not invoice.is_issued:
        raise Refused(_("A payment answers an issued invoice: issue this one first."))
    if amount_cents <= 0:
        raise Refused(_("The amount received is more than zero."), code="amount")
    if received_on > today:
        raise Refused(_("This day is still to come: a payment is entered once the money is there."), code="received_on")


def _refuse_too_much(invoice: Invoice, amount_cents: int) -> None:
    due_cents = max(due_of(invoice), 0)
    if amount_cents <= due_cents:
        return
    language = get_language() or "fr"
    amounts = {
        "due": format_cents(due_cents, language),
        "more": format_cents(amount_cents - due_cents, language),
    }
    sentence = _("%(due)s is due, and this is %(more)s more. Is it entered already? If the payer did send it, say so.")
    raise Refused(sentence % amounts, code="overpayment")


@transaction.atomic
def take_back_payment(payment: Payment, *, by: Actor, at: datetime) -> Payment:
    """Cancel an entry by its opposite, and free the bank line it came from; asked twice, it is done once."""
    allocation = held_allocation(payment)
    invoice = locked_invoice(payment.invoice)
    if payment.corrects_id:
        raise Refused(_("This line already takes back another one: enter the payment again instead."))
    if found := Payment.objects.filter(corrects=payment).first():
        return found
    _refuse_deducted(invoice, payment)
    _refuse_paid_back(invoice, payment)
    opposite = add_payment(
        invoice,
        at=at,
        amount_cents=-payment.amount_cents,
        received_on=local_date(at),
        method=payment.method,
        reference=payment.reference,
        request_key=f"takes-back-{payment.pk}",
        is_paid_back=payment.is_paid_back,
        corrects=payment,
    )
    if allocation:
        free_part(allocation, opposite=opposite, at=at)
    follow_payment(invoice.exhibitor, by=by, at=at)
    changes: dict[str, list[Any]] = {
        "amount_cents": [payment.amount_cents, None],
        "invoice": [invoice.number, invoice.number],
    }
    record("payment.taken_back", payment, by=by, at=at, edition=invoice.exhibitor.edition, changes=changes)
    return opposite


def _refuse_deducted(deposit: Invoice, payment: Payment) -> None:
    """The paper of a balance says what was paid before: that stays true, unless the balance is credited whole."""
    balance = balance_that_took(deposit)
    if balance is None or not left_to_credit(balance):
        return
    paid = Payment.objects.filter(invoice=deposit).aggregate(cents=Sum("amount_cents"))["cents"]
    if paid - payment.amount_cents < balance.prepaid_cents:
        words = {"number": deposit, "balance": balance}
        sentence = _(
            "%(balance)s deducts what was paid of %(number)s: enter the right payment of %(number)s first, or credit "
            "all of %(balance)s; then take this one back."
        )
        raise Refused(sentence % words, code="deducted")


def _refuse_paid_back(invoice: Invoice, payment: Payment) -> None:
    """Money was given back because this payment was there."""
    rows = Payment.objects.filter(invoice=invoice, is_paid_back=True)
    if payment.is_paid_back or not rows.aggregate(cents=Sum("amount_cents", default=0))["cents"]:
        return
    if due_of(invoice) + payment.amount_cents > 0:
        raise Refused(_("Money of it was given back: take that entry back first."), code="paid_back")


def due_of(invoice: Invoice) -> int:
    return Invoice.objects.with_amounts().get(pk=invoice.pk).amounts.due_cents


def add_payment(invoice: Invoice, *, at: datetime, **fields: object) -> Payment:
    """A row of an invoice that the caller has locked."""
    keep_until = kept_until(local_date(at))
    payment = Payment.objects.create(invoice=invoice, entered_at=at, keep_until=keep_until, **fields)
    tell_of_money(invoice)
    return payment
