"""Money received: entered once, never erased; paid is derived."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from parvis.core.errors import Refused
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, make_actor
from parvis.exhibitors.models import DoneStep
from parvis.treasury.actions.payments import take_back_payment
from parvis.treasury.models import Invoice, Payment
from parvis.treasury.tests.factories import credit, make_draft, make_issued, pay, with_amounts

pytestmark = pytest.mark.django_db
BY = make_actor()
TODAY = NOON.date()
AFTER = date(2026, 10, 16)


def key_of(invoice: Invoice, on: date = TODAY) -> str:
    return with_amounts(invoice).standing(on).key


def test_paid_is_derived_from_payments() -> None:
    draft, invoice = make_draft(), make_issued()
    assert (key_of(draft), key_of(invoice)) == ("draft", "unpaid")
    assert key_of(invoice, AFTER - timedelta(days=1)) == "unpaid"
    assert key_of(invoice, AFTER) == "late"

    pay(invoice, 88_000)
    assert (key_of(invoice), key_of(invoice, AFTER)) == ("part", "late")

    pay(invoice, 200_000)
    assert (key_of(invoice), key_of(invoice, AFTER)) == ("paid", "paid")

    pay(invoice, 1, accept_overpayment=True)
    assert key_of(invoice) == "overpaid"


def test_scopes_chain() -> None:
    paid, part, unpaid, credited = (make_issued() for _ in range(4))
    make_draft()
    pay(paid, 288_000)
    pay(part, 100)
    credit(credited)
    credit(part, 100)
    pay(part, 100)

    assert list(Invoice.objects.unpaid().order_by("pk")) == [part, unpaid]
    assert list(Invoice.objects.late(AFTER).order_by("pk")) == [part, unpaid]
    assert list(Invoice.objects.in_edition(part.exhibitor.edition).late(AFTER)) == [part]
    assert not Invoice.objects.late(AFTER - timedelta(days=1)).exists()
    assert Invoice.objects.unpaid().get(pk=part.pk).amounts == (200, 120, 287_680)


def test_a_payment_is_entered_with_its_line_of_history() -> None:
    invoice = make_issued()

    payment = pay(invoice, 100, reference="VIR NUBELIS", method="cheque")

    assert (payment.amount_cents, payment.method, payment.reference) == (100, "cheque", "VIR NUBELIS")
    assert payment.keep_until == date(2038, 1, 1)
    assert LogEntry.objects.get(verb="payment.entered").changes["amount_cents"] == [None, 100]


def test_the_same_key_sent_twice_is_one_payment() -> None:
    first, second = make_issued(), make_issued()

    payments = [pay(invoice, 100, request_key="k") for invoice in (first, first, second)]

    assert payments[0] == payments[1] != payments[2]
    assert Payment.objects.count() == 2
    assert LogEntry.objects.filter(verb="payment.entered").count() == 2


def test_what_is_no_payment_is_refused() -> None:
    invoice = make_issued()

    for cents in (0, -5):
        with pytest.raises(Refused, match="more than zero"):
            pay(invoice, cents)
    with pytest.raises(Refused, match="still to come"):
        pay(invoice, 100, received_on=TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="issue this one first"):
        pay(make_draft(), 100)


def test_more_than_what_is_due_is_asked_about() -> None:
    invoice = make_issued()
    pay(invoice, 88_000)

    with pytest.raises(Refused, match=r"2,000\.00.*0\.01.*more") as refused:
        pay(invoice, 200_001)

    assert refused.value.code == "overpayment"
    pay(invoice, 200_000)
    with pytest.raises(Refused, match=r"0\.00.*2,000\.00.*more"):
        pay(invoice, 200_000)
    assert pay(invoice, 200_000, accept_overpayment=True).amount_cents == 200_000


def test_an_invoice_credited_after_it_was_paid_is_owed_nothing() -> None:
    invoice = make_issued()
    pay(invoice, 288_000)
    credit(invoice)

    with pytest.raises(Refused, match=r"0\.01.*more"):
        pay(invoice, 1)


def test_a_payment_is_taken_back_once_by_its_opposite() -> None:
    invoice = make_issued()
    payment = pay(invoice, 288_000)
    assert DoneStep.objects.exists()

    first, second = (take_back_payment(payment, by=BY, at=NOON) for _ in range(2))

    assert first == second
    assert (first.amount_cents, first.corrects) == (-288_000, payment)
    assert key_of(invoice) == "unpaid"
    assert not DoneStep.objects.exists()
    assert LogEntry.objects.filter(verb="payment.taken_back").count() == 1
    with pytest.raises(Refused, match="already takes back"):
        take_back_payment(first, by=BY, at=NOON)


def test_the_database_keeps_payments() -> None:
    payment = pay(make_issued(), 100)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Payment.objects.update(amount_cents=200)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        payment.delete()
    assert str(payment) == "F2026-0001 100"
