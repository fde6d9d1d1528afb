"""Money that left for expenses, its mistakes, and the accounts of members that are forgotten afterwards."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused, naming
from parvis.core.money import format_cents
from parvis.editions.history import record
from parvis.treasury.actions.allocations import left_going_out, locked_line
from parvis.treasury.actions.expenses import fresh_expense
from parvis.treasury.models import BankLine, Expense, ExpensePayment, RefundAccount, kept_until

BACK_WITHIN = timedelta(days=60)  # a transfer to a closed account returns within this time
Status = Expense.Status


@transaction.atomic
def pay_expense(
    expense: Expense,
    *,
    amount_cents: int,
    paid_on: date,
    reference: str,
    request_key: str,
    bank_line: BankLine | None = None,
    by: Actor,
    at: datetime,
) -> ExpensePayment:
    """Note money that left for it, never more than is left; the same key sent twice is one payment."""
    expense = fresh_expense(expense)
    key = f"{expense.pk}:{request_key}"[:60]
    if found := ExpensePayment.objects.filter(request_key=key).first():
        return found
    left = left_to_pay(expense)
    _refuse_unpayable(expense, amount_cents, left)
    if paid_on > local_date(at):
        raise Refused(_("This day is still to come: note it once the money has left."), code="paid_on")
    if bank_line:
        _refuse_used(bank_line, amount_cents)
    payment = _add(
        expense,
        amount_cents=amount_cents,
        paid_on=paid_on,
        reference=reference,
        request_key=key,
        bank_line=bank_line,
        at=at,
    )
    if amount_cents == left:
        _set(expense, Status.PAID)
        RefundAccount.objects.filter(expense=expense).update(keep_until=local_date(at) + BACK_WITHIN)
    changes: dict[str, list[Any]] = {"amount_cents": [None, amount_cents]}
    record("expense.paid", expense, by=by, at=at, edition=expense.edition, changes=changes)
    return payment


@transaction.atomic
def pay_each(expenses: Iterable[Expense], *, paid_on: date, by: Actor, at: datetime) -> int:
    """All that is left of each, all or nothing: the transfers of one day at the bank."""
    count = 0
    for expense in sorted(expenses, key=lambda one: one.pk):
        with naming(expense):
            pay_expense(
                expense,
                amount_cents=left_to_pay(expense),
                paid_on=paid_on,
                reference=_("Transfer"),
                request_key=f"batch {expense.payments.count()}",
                by=by,
                at=at,
            )
        count += 1
    return count


@transaction.atomic
def take_back_expense_payment(payment: ExpensePayment, *, by: Actor, at: datetime) -> ExpensePayment:
    """Cancel an entry by its opposite; the expense is to pay again. Asked twice, it is done once."""
    expense = fresh_expense(payment.expense)
    if payment.corrects_id:
        raise Refused(_("This row already takes back another one."))
    if found := ExpensePayment.objects.filter(corrects=payment).first():
        return found
    opposite = _add(
        expense,
        amount_cents=-payment.amount_cents,
        paid_on=local_date(at),
        reference=payment.reference,
        request_key=f"takes-back-{payment.pk}",
        bank_line=payment.bank_line,
        corrects=payment,
        at=at,
    )
    _set(expense, Status.APPROVED)
    changes: dict[str, list[Any]] = {"amount_cents": [payment.amount_cents, None]}
    record("expense.payment_taken_back", expense, by=by, at=at, edition=expense.edition, changes=changes)
    return opposite


@transaction.atomic
def forget_accounts(*, today: date) -> int:
    """Delete the accounts of members whose day has come."""
    count, _by_model = RefundAccount.objects.filter(keep_until__lte=today).delete()
    return count


def left_to_pay(expense: Expense) -> int:
    paid: int = ExpensePayment.objects.filter(expense=expense).aggregate(sum=Sum("amount_cents", default=0))["sum"]
    return expense.total_cents - paid


def _refuse_unpayable(expense: Expense, amount_cents: int, left: int) -> None:
    if expense.is_quote or expense.status not in {Status.APPROVED, Status.PAID}:
        raise Refused(_("Only an approved bill or refund is paid."))
    if not 0 < amount_cents <= left:
        words = {"left": format_cents(left, get_language() or "fr")}
        raise Refused(_("%(left)s is left to pay of it.") % words, code="amount_cents")


def _refuse_used(line: BankLine, amount_cents: int) -> None:
    if amount_cents > left_going_out(locked_line(line)):
        raise Refused(_("This line of the bank pays something else already."), code="bank_line")


def _set(expense: Expense, status: str) -> None:
    expense.status = status
    expense.save(update_fields=["status"])


def _add(expense: Expense, *, at: datetime, **fields: object) -> ExpensePayment:
    keep_until = kept_until(local_date(at))
    return ExpensePayment.objects.create(expense=expense, entered_at=at, keep_until=keep_until, **fields)
