"""Expenses: handed in by one, agreed to by others, paid once; and what the database refuses."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from parvis.accounts.tests.factories import make_user
from parvis.core.errors import Refused
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import NOON
from parvis.treasury.actions.expenses import Paper, approve_expense, hand_in_paper, refuse_expense
from parvis.treasury.actions.expenses_around import save_supplier, set_threshold
from parvis.treasury.actions.expenses_paid import forget_accounts, left_to_pay, pay_each, take_back_expense_payment
from parvis.treasury.budgeting import compared
from parvis.treasury.models import (
    Approval,
    BankLine,
    Expense,
    ExpenseLine,
    ExpensePayment,
    RefundAccount,
    Supplier,
    VatRegime,
)
from parvis.treasury.spending import Use, expenses_in, lines_that_paid, refunds_of, use_by_item
from parvis.treasury.tests.bank_files import Move
from parvis.treasury.tests.budget_rows import (
    BY,
    adopt,
    approve,
    make_expense,
    make_file,
    make_item,
    make_refund,
    make_supplier,
    pay_out,
)
from parvis.treasury.tests.factories import make_billing_edition
from parvis.treasury.tests.test_bank import bring

LARGE = 50_000  # with its VAT above the usual threshold
db = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def edition() -> Edition:
    return make_billing_edition()


def fresh(expense: Expense) -> Expense:
    return Expense.objects.get(pk=expense.pk)


@db
def test_who_hands_in_does_not_agree_and_somebody_else_does(edition: Edition) -> None:
    ada = make_user()
    expense = make_expense(edition, user=ada)

    with pytest.raises(Refused, match="somebody else"):
        approve_expense(expense, user=ada, by=BY, at=NOON)
    leo = make_user()
    done = approve(expense, leo)
    again = approve(expense, leo)

    assert (done.status, again.status, Approval.objects.count()) == ("approved", "approved", 1)
    with pytest.raises(Refused, match="decided"):
        approve(expense, make_user())
    verbs = LogEntry.objects.filter(object_type="treasury.expense").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["expense.handed_in", "expense.approved"]


@db
def test_two_people_agree_to_a_large_one(edition: Edition) -> None:
    expense = make_expense(edition, net_cents=LARGE)

    first = approve_expense(expense, user=make_user(), by=BY, at=NOON)
    assert (first.is_open, expense.approvals_needed) == (True, 2)
    assert approve(expense, make_user()).status == "approved"
    set_threshold(edition, two_from_cents=100_000, by=BY, at=NOON)
    assert make_expense(edition, net_cents=LARGE).approvals_needed == 1
    assert make_expense(edition, net_cents=100_000).approvals_needed == 2


@db
@pytest.mark.parametrize("harm", ["early", "own", "twice", "amount", "line", "gone", "more", "unapproved", "opposite"])
def test_the_database_refuses(edition: Edition, harm: str) -> None:
    ada, leo = make_user(), make_user()
    expense = make_expense(edition, user=ada, net_cents=LARGE)
    approve_expense(expense, user=leo, by=BY, at=NOON)
    rows = Expense.objects.filter(pk=expense.pk)
    kept = {"keep_until": expense.keep_until}
    paid: dict[str, Any] = {"paid_on": NOON.date(), "entered_at": NOON, **kept}
    if harm in {"more", "opposite"}:
        approve(expense, make_user())
    payment = pay_out(expense, 100) if harm == "opposite" else None
    harms: dict[str, Any] = {
        "early": lambda: rows.update(status="approved", decided_at=NOON),
        "own": lambda: Approval.objects.create(expense=expense, user=ada, at=NOON, **kept),
        "twice": lambda: Approval.objects.create(expense=expense, user=leo, at=NOON, **kept),
        "amount": lambda: rows.update(net_cents=1),
        "line": lambda: ExpenseLine.objects.filter(expense=expense).update(net_cents=1),
        "gone": lambda: Approval.objects.all().delete(),
        "more": lambda: ExpensePayment.objects.create(
            expense=expense, amount_cents=expense.total_cents + 1, request_key="k", **paid
        ),
        "unapproved": lambda: ExpensePayment.objects.create(expense=expense, amount_cents=1, request_key="k", **paid),
        "opposite": lambda: ExpensePayment.objects.create(
            expense=expense, amount_cents=-1, corrects=payment, request_key="k", **paid
        ),
    }

    with pytest.raises(DatabaseError), transaction.atomic():
        harms[harm]()


@db
def test_lines_stay_within_the_expense(edition: Edition) -> None:
    expense = make_expense(edition)
    item = expense.lines.get().item

    with pytest.raises(DatabaseError), transaction.atomic():
        ExpenseLine.objects.create(expense=expense, item=item, net_cents=1, vat_basis_points=0)


@db
def test_a_number_comes_once_from_each_supplier_unless_it_was_refused(edition: Edition) -> None:
    supplier = make_supplier("Traiteur")
    first = make_expense(edition, supplier=supplier, number="F-12")

    with pytest.raises(Refused, match="F-12 of this supplier"):
        make_expense(edition, supplier=supplier, number="f-12")
    make_expense(edition, supplier=make_supplier(), number="F-12")
    make_expense(edition, supplier=supplier, number="F-12", kind="quote")
    refuse_expense(first, reason="Wrong amount", by=BY, at=NOON)
    assert refuse_expense(first, reason="Again", by=BY, at=NOON).reason == "Wrong amount"
    make_expense(edition, supplier=supplier, number="F-12")
    with pytest.raises(IntegrityError), transaction.atomic():
        Expense.objects.filter(pk=first.pk).update(status="asked", decided_at=None, reason="")
    assert str(first) == "Traiteur F-12"


@db
def test_what_cannot_be_is_not_handed_in(edition: Edition) -> None:
    with pytest.raises(Refused, match="more than zero"):
        make_expense(edition, net_cents=0)
    with pytest.raises(Refused, match="still to come"):
        make_expense(edition, issued_on=NOON.date() + DAY)
    paper = Paper(kind="bill", purpose="Hall", issued_on=NOON.date(), number="1")
    with pytest.raises(Refused, match="who sent it"):
        hand_in_paper(edition, paper, parts=[], file=make_file(), user=make_user(), by=BY, at=NOON)


@db
def test_paid_in_parts_taken_back_and_paid_again(edition: Edition) -> None:
    expense = make_expense(edition)
    with pytest.raises(Refused, match="approved"):
        pay_out(expense, 100)
    approve(expense)

    first = pay_out(expense, 2_000, request_key="one")
    assert pay_out(expense, 2_000, request_key="one") == first
    with pytest.raises(Refused, match="left to pay"):
        pay_out(expense, 10_001)
    with pytest.raises(Refused, match="still to come"):
        pay_out(expense, 1, paid_on=NOON.date() + DAY)
    rest = pay_out(expense)
    assert (fresh(expense).status, left_to_pay(expense)) == ("paid", 0)
    with pytest.raises(Refused, match="take the payment back"):
        refuse_expense(expense, reason="No", by=BY, at=NOON)

    back = take_back_expense_payment(rest, by=BY, at=NOON)
    assert take_back_expense_payment(rest, by=BY, at=NOON) == back
    with pytest.raises(Refused, match="already takes back"):
        take_back_expense_payment(back, by=BY, at=NOON)
    assert (fresh(expense).status, left_to_pay(expense)) == ("approved", 10_000)


@db
def test_a_quote_is_agreed_to_and_never_paid(edition: Edition) -> None:
    quote = approve(make_expense(edition, kind="quote"))

    with pytest.raises(Refused, match="bill or refund"):
        pay_out(quote, 1)


@db
def test_transfers_of_one_day_are_all_noted_or_none(edition: Edition) -> None:
    bills = [approve(make_expense(edition)) for _number in range(2)]
    waiting = make_expense(edition, supplier=make_supplier("Last"), number="9")

    with pytest.raises(Refused, match="Last 9"):
        pay_each([*bills, waiting], paid_on=NOON.date(), by=BY, at=NOON)
    assert not ExpensePayment.objects.exists()
    assert pay_each(bills, paid_on=NOON.date(), by=BY, at=NOON) == 2
    assert {fresh(bill).status for bill in bills} == {"paid"}


@db
def test_a_line_of_the_bank_pays_what_went_out_and_no_more(edition: Edition) -> None:
    bring(edition, Move(-12_000, "VIR TRAITEUR"), Move(-5, "CAFE"))
    expense = approve(make_expense(edition))
    other = approve(make_expense(edition))
    [line] = lines_that_paid(expenses_in(edition).get(pk=expense.pk))

    payment = pay_out(expense, bank_line=line)
    with pytest.raises(Refused, match="pays something else"):
        pay_out(other, bank_line=line)
    with pytest.raises(DatabaseError), transaction.atomic():
        ExpensePayment.objects.create(
            expense=other,
            amount_cents=1,
            bank_line=line,
            paid_on=NOON.date(),
            entered_at=NOON,
            request_key="k",
            keep_until=other.keep_until,
        )

    assert lines_that_paid(expenses_in(edition).get(pk=other.pk)) == []
    take_back_expense_payment(payment, by=BY, at=NOON)
    assert lines_that_paid(expenses_in(edition).get(pk=other.pk)) == [BankLine.objects.get(pk=line.pk)]


@db
def test_a_member_asks_for_money_back_and_never_agrees_to_it(edition: Edition) -> None:
    sam, ada = make_user(), make_user()
    refund = make_refund(edition, sam, 4_250)
    make_refund(edition, make_user())

    assert list(refunds_of(sam, edition)) == [refund]
    with pytest.raises(Refused, match="somebody else"):
        approve_expense(refund, user=sam, by=BY, at=NOON)
    approve(refund, ada)
    pay_out(refund)
    assert (fresh(refund).status, refund.party) == ("paid", sam)


@db
def test_the_account_of_a_member_is_forgotten_after_the_money_arrived(edition: Edition) -> None:
    paid, waiting, refused = (make_refund(edition, make_user()) for _number in range(3))
    pay_out(approve(paid))
    refuse_expense(refused, reason="No receipt", by=BY, at=NOON)
    today = NOON.date()
    assert set(RefundAccount.objects.values_list("expense", flat=True)) == {paid.pk, waiting.pk}

    assert forget_accounts(today=today + 59 * DAY) == 0
    assert forget_accounts(today=today + 60 * DAY) == 1
    assert str(RefundAccount.objects.get(expense=waiting)) == "… 0189"
    assert forget_accounts(today=today + 365 * DAY) == 1
    call_command("forget_refund_accounts")


@db
def test_suppliers_are_known_once(edition: Edition) -> None:
    values = {"name": "Hélios", "siren": "732829320", "vat_number": "", "iban": ""}

    def save(supplier: Supplier | None = None, **over: str) -> Supplier:
        return save_supplier(supplier, values={**values, **over}, edition=edition, by=BY, at=NOON)

    helios = save()
    with pytest.raises(Refused, match="already"):
        save(name="helios", siren="")
    with pytest.raises(Refused, match="already"):
        save(name="Other")
    save(helios, iban="FR7630006000011234567890189")
    save(helios, iban="FR7630006000011234567890189")

    verbs = list(LogEntry.objects.filter(object_type="treasury.supplier").order_by("pk").values_list("verb", "changes"))
    assert [verb for verb, _changes in verbs] == ["supplier.added", "supplier.changed"]
    assert verbs[1][1] == {"iban": []}
    assert str(helios) == "Hélios"


@db
def test_the_budget_counts_what_was_asked_agreed_and_paid(edition: Edition) -> None:
    hall, meals = make_item(edition, "Hall"), make_item(edition, "Meals")
    adopt(edition)
    make_expense(edition, item=hall, net_cents=700)
    pay_out(approve(make_expense(edition, item=hall, net_cents=10_000)), 6_000)
    supplier = make_supplier()
    quote = approve(make_expense(edition, item=meals, net_cents=30_000, kind="quote", supplier=supplier))
    make_expense(edition, item=meals, net_cents=1_000, supplier=supplier, answers=quote)
    approve(make_expense(edition, item=meals, net_cents=10_000, supplier=supplier, answers=quote))
    refuse_expense(make_expense(edition, item=hall), reason="No", by=BY, at=NOON)

    assert use_by_item(edition) == {
        hall.pk: Use(asked_cents=700, committed_cents=10_000, paid_cents=5_000),
        meals.pk: Use(asked_cents=1_000, committed_cents=30_000, paid_cents=0, quoted_cents=20_000),
    }
    approve(make_expense(edition, item=hall, net_cents=40_000, supplier=supplier, answers=quote))
    approve(make_expense(edition, item=meals, net_cents=40_000, supplier=supplier, answers=quote))
    assert use_by_item(edition)[meals.pk].committed_cents == 50_000
    assert compared(edition).expense.whole.committed_cents == 100_000


@db
def test_rows_say_what_they_are(edition: Edition) -> None:
    expense = approve(make_expense(edition, supplier=make_supplier("Roy"), number="1", item=make_item(edition, "Hall")))
    payment, approval = pay_out(expense, 100), expense.approvals.get()
    set_threshold(edition, two_from_cents=5, by=BY, at=NOON)

    words = [str(row) for row in (expense.lines.get(), payment, approval, edition.approval_threshold)]
    assert words == ["Roy 1 Hall", "Roy 1 100", f"Roy 1 {approval.user}", f"{edition} 5"]
    assert str(expense.lines.get().item.lines.get()) == "Version 1 Hall"


@db
def test_vat_that_does_not_come_back_is_a_cost(edition: Edition) -> None:
    VatRegime.objects.create(edition=edition, starts_on=NOON.date(), regime="franchise")

    expense = approve(make_expense(edition))

    assert (expense.is_vat_recovered, expense.cost_cents) == (False, 12_000)
    assert use_by_item(edition)[expense.lines.get().item_id].committed_cents == 12_000


def at_once(work: Any, count: int) -> list[Any]:
    start = threading.Barrier(count)

    def run(number: int) -> Any:
        start.wait()
        try:
            return work(number)
        except (Refused, DatabaseError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_approvals_and_eight_payments_at_once_are_as_many_as_needed() -> None:
    edition = make_billing_edition()
    expense = make_expense(edition, net_cents=LARGE)
    people = [make_user() for _number in range(8)]

    answers = at_once(lambda number: approve_expense(expense, user=people[number], by=BY, at=NOON), 8)

    assert Approval.objects.count() == 2
    assert [type(answer) for answer in answers].count(Refused) == 6
    assert LogEntry.objects.filter(verb="expense.approved").count() == 1

    at_once(lambda number: pay_out(expense, expense.total_cents, request_key=f"k{number}"), 8)
    assert (ExpensePayment.objects.count(), fresh(expense).status) == (1, "paid")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_all_see_the_money_unpaid_and_the_database_stands_behind() -> None:
    """The negative control: what is left is read before, as nobody should."""
    expense = approve(make_expense(make_billing_edition()))
    seen: list[int] = []

    def work(number: int) -> ExpensePayment:
        seen.append(left_to_pay(expense))
        time.sleep(0.05)
        return ExpensePayment.objects.create(
            expense=expense,
            amount_cents=seen[0],
            paid_on=NOON.date(),
            entered_at=NOON,
            request_key=f"k{number}",
            keep_until=expense.keep_until,
        )

    answers = at_once(work, 6)

    assert seen.count(expense.total_cents) > 1
    assert [isinstance(answer, DatabaseError) for answer in answers].count(True) == 5
