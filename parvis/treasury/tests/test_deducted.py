"""What a balance deducts was paid, and stays so: the paper of the balance says it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from parvis.core.errors import Refused
from parvis.editions.tests.factories import NOON, make_actor
from parvis.treasury.actions.deposits import draft_deposit
from parvis.treasury.actions.invoices import issue_invoice
from parvis.treasury.actions.payments import take_back_payment
from parvis.treasury.models import Invoice, Payment
from parvis.treasury.tests.factories import credit, make_draft, pay
from parvis.treasury.tests.test_numbering import at_once

BY: dict[str, Any] = {"by": make_actor(), "at": NOON}
db = pytest.mark.django_db


def paid_deposit() -> tuple[Invoice, Payment]:
    """The draft of a balance, and the payment of its deposit of 864."""
    draft = make_draft()
    deposit = issue_invoice(draft_deposit(draft, basis_points=3_000, **BY), **BY)
    return draft, pay(deposit, 86_400)


@db
def test_a_deducted_payment_is_not_taken_back() -> None:
    draft, payment = paid_deposit()
    balance = issue_invoice(draft, **BY)

    with pytest.raises(Refused, match=f"{balance} deducts what was paid of {payment.invoice}"):
        take_back_payment(payment, **BY)

    assert Payment.objects.get() == payment


@db
def test_it_is_taken_back_before_the_balance_or_once_the_right_one_is_there() -> None:
    draft, payment = paid_deposit()
    take_back_payment(payment, **BY)
    right = pay(payment.invoice, 86_400)
    issue_invoice(draft, **BY)
    again = pay(payment.invoice, 86_400, accept_overpayment=True)

    assert take_back_payment(right, **BY).amount_cents == -86_400
    with pytest.raises(Refused, match="deducts"):
        take_back_payment(again, **BY)


@db
def test_it_is_taken_back_once_the_balance_is_credited_whole() -> None:
    draft, payment = paid_deposit()
    balance = issue_invoice(draft, **BY)
    credit(balance, 239_999)
    with pytest.raises(Refused, match="deducts"):
        take_back_payment(payment, **BY)

    credit(balance)

    assert take_back_payment(payment, **BY).amount_cents == -86_400


@db
def test_the_database_refuses_it_too() -> None:
    draft, payment = paid_deposit()
    balance = issue_invoice(draft, **BY)
    row = {
        "invoice": payment.invoice,
        "amount_cents": -86_400,
        "received_on": NOON.date(),
        "corrects": payment,
        "keep_until": payment.keep_until,
        "request_key": "x",
        "entered_at": NOON + timedelta(days=1),
    }

    with pytest.raises(IntegrityError, match="not taken back"), transaction.atomic():
        Payment.objects.create(**row)
    credit(balance)
    assert Payment.objects.create(**row).pk


@pytest.mark.django_db(transaction=True)
def test_issued_and_taken_back_at_once_one_of_them_wins() -> None:
    for _ in range(4):
        draft, payment = paid_deposit()

        def work(place: int, draft: Invoice = draft, payment: Payment = payment) -> bool:
            try:
                issue_invoice(draft, **BY) if place else take_back_payment(payment, **BY)
            except Refused:
                return False
            return True

        assert sorted(at_once(work, 2)) == [False, True]
