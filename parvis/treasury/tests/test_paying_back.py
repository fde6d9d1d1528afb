"""Money given back: never more than was paid too much, booked, shown; and what a bank kept of a payment."""

import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parvis.core.errors import Refused
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import NOON, client_in, make_actor
from parvis.treasury import bank_lines, books
from parvis.treasury.actions.deposits import draft_deposit
from parvis.treasury.actions.invoices import issue_invoice
from parvis.treasury.actions.matching import free_allocation
from parvis.treasury.actions.paying_back import fee_allowed, keep_fee, pay_back
from parvis.treasury.actions.payments import take_back_payment
from parvis.treasury.models import Allocation, ExpensePayment, Invoice, InvoicingTerms, Payment
from parvis.treasury.tests.budget_rows import approve, make_expense, pay_out
from parvis.treasury.tests.factories import (
    credit,
    make_billing_edition,
    make_buyer,
    make_draft,
    make_issued,
    pay,
    with_amounts,
)
from parvis.treasury.tests.test_accounting import balance_of, fec_of
from parvis.treasury.tests.test_bank import left, one_line
from parvis.treasury.tests.test_numbering import at_once

BY: dict[str, Any] = {"by": make_actor(), "at": NOON}
TODAY = NOON.date()
db = pytest.mark.django_db
races = pytest.mark.django_db(transaction=True)


@pytest.fixture
def edition() -> Edition:
    return make_billing_edition()


@pytest.fixture
def twice_paid(edition: Edition) -> Invoice:
    """2,880 asked, 5,760 received."""
    invoice = make_issued(edition, make_buyer("Nubelis"))
    for _time in range(2):
        pay(invoice, 288_000, accept_overpayment=True)
    return invoice


def give_back(invoice: Invoice, cents: int = 288_000, key: str = "k", **fields: Any) -> Payment:
    values = {"paid_on": TODAY, "method": "transfer", "reference": "REMB", **BY, **fields}
    return pay_back(invoice, amount_cents=cents, request_key=key, **values)


def fee(invoice: Invoice, cents: int, key: str = "k", reason: str = "Frais") -> Payment:
    return keep_fee(invoice, amount_cents=cents, reason=reason, request_key=key, **BY)


def due(invoice: Invoice) -> int:
    return with_amounts(invoice).amounts.due_cents


def books_of(invoice: Invoice) -> dict[str, int]:
    """The balance of its customer, of the bank and of its fees."""
    fec = fec_of(*books.sales_pieces(date(2026, 1, 1), TODAY), *books.money_pieces(date(2026, 1, 1), TODAY))
    key = f"C{invoice.exhibitor.company_id:05d}"
    ours = [row for row in fec if row["CompAuxNum"] in {key, ""}]
    return {number: balance_of(ours, number) for number in ("411", "512", "627", "")}


@db
def test_what_was_paid_twice_goes_back_and_the_customer_is_at_zero(twice_paid: Invoice) -> None:
    payment = give_back(twice_paid)

    assert (payment.amount_cents, payment.is_paid_back, due(twice_paid)) == (-288_000, True, 0)
    assert books_of(twice_paid) == {"411": 0, "512": 288_000, "627": 0, "": 0}
    assert books.money_pieces(TODAY, TODAY)[-1].text == f"Given back {twice_paid.number} Nubelis"
    assert LogEntry.objects.get(verb="payment.paid_back").changes["amount_cents"] == [None, 288_000]


@db
def test_a_deposit_above_what_the_scale_keeps_goes_back(edition: Edition) -> None:
    deposit = issue_invoice(draft_deposit(make_draft(edition), basis_points=3_000, **BY), **BY)
    pay(deposit, 86_400)
    credit(deposit, 50_000)

    give_back(deposit, 60_000)

    assert (due(deposit), books_of(deposit)["411"]) == (0, 0)


@db
def test_a_deposit_that_a_balance_deducted_gives_back_only_what_is_above(edition: Edition) -> None:
    draft = make_draft(edition)
    deposit = issue_invoice(draft_deposit(draft, basis_points=3_000, **BY), **BY)
    pay(deposit, 90_000, accept_overpayment=True)
    issue_invoice(draft, **BY)

    with pytest.raises(Refused, match=r"36\.00 was paid too much"):
        give_back(deposit, 3_601)
    assert give_back(deposit, 3_600).amount_cents == -3_600


@db
def test_the_same_key_gives_back_once_and_nothing_more_goes(twice_paid: Invoice) -> None:
    assert give_back(twice_paid, 100_000) == give_back(twice_paid, 100_000)

    assert due(twice_paid) == -188_000
    for cents in (0, -1, 188_001):
        with pytest.raises(Refused, match=r"1,880\.00 was paid too much"):
            give_back(twice_paid, cents, key=f"k{cents}")
    with pytest.raises(Refused, match="still to come"):
        give_back(twice_paid, key="late", cents=1, paid_on=TODAY + timedelta(days=1))
    for invoice in (make_draft(), make_issued()):
        with pytest.raises(Refused, match="Nothing was paid too much"):
            give_back(invoice, 1)


@db
def test_what_was_given_back_by_mistake_is_taken_back_before_what_made_it_due(twice_paid: Invoice) -> None:
    first, given = Payment.objects.earliest("pk"), give_back(twice_paid)

    with pytest.raises(Refused, match="take that entry back first"):
        take_back_payment(first, **BY)
    opposite = take_back_payment(given, **BY)
    take_back_payment(first, **BY)

    assert (opposite.amount_cents, opposite.is_paid_back) == (288_000, True)
    assert (due(twice_paid), books_of(twice_paid)["411"]) == (0, 0)


@db
def test_a_payment_above_what_was_given_back_may_be_taken_back(twice_paid: Invoice) -> None:
    more = pay(twice_paid, 500, accept_overpayment=True)
    give_back(twice_paid)

    take_back_payment(more, **BY)

    assert due(twice_paid) == 0


@db
def test_the_database_keeps_it_within_what_was_paid_too_much(twice_paid: Invoice) -> None:
    first = give_back(twice_paid, 288_000)
    values: dict[str, Any] = {"received_on": TODAY, "entered_at": NOON, "keep_until": TODAY}

    def refused(words: str, **fields: Any) -> None:
        with pytest.raises(IntegrityError, match=words), transaction.atomic():
            Payment.objects.create(invoice=twice_paid, **values, **fields)

    refused("paid too much", amount_cents=-1, is_paid_back=True, request_key="a")
    refused("paid too much", amount_cents=-288_000, corrects=Payment.objects.earliest("pk"), request_key="b")
    take_back_payment(first, **BY)
    refused("payment_amount", amount_cents=-1, request_key="c")
    refused("payment_amount", amount_cents=1, is_paid_back=True, request_key="d")


@db
def test_a_line_that_went_out_gives_back_and_is_free_again(edition: Edition, twice_paid: Invoice) -> None:
    line, other = one_line(edition, -288_000, "VIR NUBELIS"), one_line(edition, -288_000, "AUTRE")
    one_line(edition, -5)
    waiting = bank_lines.given_back(edition)
    assert [(one.line, one.proposals[0].kind.key) for one in waiting] == [(line, "suggested"), (other, "amount")]
    assert bank_lines.lines_that_gave_back(with_amounts(twice_paid)) == [other, line]

    given = give_back(twice_paid, bank_line=line)

    assert (due(twice_paid), left(line), bank_lines.given_back(edition)) == (0, 0, [])
    allocation = Allocation.objects.get(payment=given)
    assert bank_lines.explained([line]) == [allocation]
    for _time in range(2):
        free_allocation(allocation, **BY)
    assert (due(twice_paid), left(line)) == (-288_000, -288_000)
    give_back(twice_paid, key="again", bank_line=line)
    assert left(line) == 0


@db
def test_a_line_gives_back_what_it_paid_nobody_else(edition: Edition, twice_paid: Invoice) -> None:
    line = one_line(edition, -288_000)
    expense = approve(make_expense(edition, net_cents=240_000))
    with pytest.raises(Refused, match="line of euros that went out"):
        give_back(twice_paid, bank_line=one_line(edition, 288_000))
    with pytest.raises(Refused, match="line of euros"):
        give_back(twice_paid, bank_line=one_line(edition, -288_000, currency="USD"))
    give_back(twice_paid, 1, bank_line=line)

    with pytest.raises(Refused, match="something else"):
        pay_out(expense, 288_000, bank_line=line)
    with pytest.raises(IntegrityError, match="no more than what went out"), transaction.atomic():
        ExpensePayment.objects.create(
            expense=expense, bank_line=line, amount_cents=288_000, paid_on=TODAY, entered_at=NOON,
            request_key="x", keep_until=TODAY,
        )  # fmt: skip
    pay_out(expense, 287_999, bank_line=line)
    with pytest.raises(Refused, match="something else"):
        give_back(twice_paid, 1, key="more", bank_line=line)
    row = give_back(twice_paid, 1, key="by hand")
    with pytest.raises(IntegrityError, match="within its amount"), transaction.atomic():
        Allocation.objects.create(line=line, payment=row, amount_cents=-1, made_at=NOON, keep_until=TODAY)


@races
def test_what_was_paid_twice_given_back_by_eight_people_at_once_goes_once() -> None:
    invoice = make_issued()
    pay(invoice, 576_000, accept_overpayment=True)

    def work(number: int) -> str:
        try:
            give_back(invoice, key=f"k{number}")
        except Refused:
            return "refused"
        return "given"

    assert sorted(at_once(work, 8, threads=8)) == ["given", *["refused"] * 7]
    assert due(invoice) == 0


@races
def test_without_the_lock_all_see_it_owed_and_the_database_stands_behind() -> None:
    """The negative control: what is owed back is read before, as nobody should."""
    invoice = make_issued()
    pay(invoice, 576_000, accept_overpayment=True)
    values: dict[str, Any] = {"received_on": TODAY, "entered_at": NOON, "keep_until": TODAY, "is_paid_back": True}
    seen: list[int] = []

    def work(number: int) -> str:
        seen.append(due(invoice))
        time.sleep(0.05)
        try:
            Payment.objects.create(invoice=invoice, amount_cents=-288_000, request_key=f"k{number}", **values)
        except IntegrityError:
            return "refused by the database"
        return "given"

    answers = at_once(work, 4, threads=4)

    assert seen.count(-288_000) > 1
    assert sorted(answers) == ["given", *["refused by the database"] * 3]


@db
def test_what_a_bank_kept_closes_the_rest_as_a_cost(edition: Edition) -> None:
    invoice = make_issued(edition)
    assert fee_allowed(invoice, on=TODAY) == 0
    pay(invoice, 286_500)
    assert fee_allowed(invoice, on=TODAY) == 1_500

    assert fee(invoice, 1_500) == fee(invoice, 1_500)

    assert (due(invoice), with_amounts(invoice).standing(TODAY).key) == (0, "paid")
    assert books_of(invoice) == {"411": 0, "512": 286_500, "627": 1_500, "": 0}
    assert LogEntry.objects.filter(verb="payment.fee_kept").count() == 1


@db
def test_a_fee_is_small_says_why_and_is_all_there_is(edition: Edition) -> None:
    invoice = make_issued(edition)
    pay(invoice, 285_499)
    with pytest.raises(Refused, match=r"0\.00 of it can"):
        fee(invoice, 2_501)
    pay(invoice, 1)
    with pytest.raises(Refused, match="which bank"):
        fee(invoice, 1, reason=" ")
    for cents in (0, 2_501):
        with pytest.raises(Refused, match=r"25\.00 of it can"):
            fee(invoice, cents)
    fee(invoice, 1_000)
    with pytest.raises(Refused, match=r"15\.00 of it can"):
        fee(invoice, 1_501, key="more")
    InvoicingTerms.objects.create(starts_on=TODAY, most_fee_cents=2_499)
    assert fee_allowed(invoice, on=TODAY) == 0
    assert fee_allowed(make_draft(edition), on=TODAY) == 0


def url(name: str, edition: Edition, *ids: int) -> str:
    return reverse(f"treasury:{name}", args=[edition.slug, *ids])


@pytest.fixture
def nora(edition: Edition) -> Client:
    return client_in(edition, pole="treasury")


@db
def test_the_page_of_an_invoice_paid_twice_offers_to_note_it(
    nora: Client, edition: Edition, twice_paid: Invoice
) -> None:
    page, address = (url(name, edition, twice_paid.pk) for name in ("invoice_detail", "invoice_pay_back"))
    values = {"amount_cents": "2 880,00", "paid_on": str(TODAY), "method": "transfer", "request_key": "k"}

    assert "€2,880.00 is owed back" in nora.get(page).content.decode()
    assert str(twice_paid.number) in nora.get(url("invoice_list", edition), {"state": "overpaid"}).content.decode()
    for wrong in ({"amount_cents": "x"}, {"amount_cents": "2880,01"}, {"method": "fee"}):
        assert nora.post(address, values | wrong).status_code == 422
    assert "noted" in nora.post(address, values, follow=True).content.decode()
    assert "owed back" not in nora.get(page).content.decode()
    assert "Given back" in nora.get(url("payment_list", edition)).content.decode()


@db
def test_the_page_of_the_bank_confirms_a_line_that_gave_back(
    nora: Client, edition: Edition, twice_paid: Invoice
) -> None:
    line = one_line(edition, -288_000, f"REMB {twice_paid.number}")
    address, values = url("line_pay_back", edition, line.pk), {"invoice": twice_paid.pk, "request_key": "k"}

    assert "Number and amount agree" in nora.get(url("line_list", edition)).content.decode()
    assert "This line gave it back" in nora.get(url("invoice_detail", edition, twice_paid.pk)).content.decode()
    assert "gives back" in nora.post(address, values, follow=True).content.decode()
    again = nora.post(address, {**values, "from_invoice": "1"}, follow=True)

    assert "Nothing is owed back" in again.content.decode()
    assert (due(twice_paid), left(line)) == (0, 0)
    assert "Given back" in nora.get(url("statement_detail", edition, line.statement_id)).content.decode()
    free_allocation(Allocation.objects.get(), **BY)
    other = {"invoice": twice_paid.pk, "request_key": "k2", "from_invoice": "1"}
    assert nora.post(address, other).headers["Location"] == url("invoice_detail", edition, twice_paid.pk)


@db
def test_the_page_closes_a_fee(nora: Client, edition: Edition) -> None:
    invoice = make_issued(edition, at=timezone.now())
    pay(invoice, 287_000)
    page, address = (url(name, edition, invoice.pk) for name in ("invoice_detail", "invoice_fee"))

    assert "A bank kept the last €10.00" in nora.get(page).content.decode()
    assert nora.post(address, {"amount_cents": "10", "reason": "", "request_key": "k"}).status_code == 422
    assert nora.post(address, {"amount_cents": "11", "reason": "SWIFT", "request_key": "k"}).status_code == 422
    nora.post(address, {"amount_cents": "10", "reason": "SWIFT", "request_key": "k"})

    assert due(invoice) == 0
    assert "Bank fee" in nora.get(url("payment_list", edition)).content.decode()


@db
def test_a_closed_edition_gives_nothing_back(nora: Client, edition: Edition, twice_paid: Invoice) -> None:
    other = make_billing_edition(slug="next")
    line = one_line(other, -288_000, str(twice_paid.number))
    Edition.objects.filter(pk=edition.pk).update(state="closed", closed_at=NOON)

    for name in ("invoice_pay_back", "invoice_fee"):
        assert nora.post(url(name, edition, twice_paid.pk), {}).status_code == 403
    assert 'id="pay-back"' not in nora.get(url("invoice_detail", edition, twice_paid.pk)).content.decode()
    assert bank_lines.given_back(other) == []
    answer = client_in(other, pole="treasury").post(url("line_pay_back", other, line.pk), {"invoice": twice_paid.pk})
    assert (answer.status_code, due(twice_paid)) == (409, -288_000)
