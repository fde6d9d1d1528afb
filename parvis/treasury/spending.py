"""Reads of expenses: what waits, what is owed, what each item of the budget has taken."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from parvis.accounts.models import User
from parvis.editions.models import Edition
from parvis.treasury.models import (
    TWO_FROM_CENTS,
    Approval,
    ApprovalThreshold,
    BankLine,
    Expense,
    ExpenseLine,
    ExpensePayment,
)


@dataclass(frozen=True, slots=True)
class Use:
    """What became of an item: asked and not decided, agreed to, paid. Without VAT that comes back.

    `quoted_cents` is the part of what was agreed to that no bill has come for.
    """

    asked_cents: int = 0
    committed_cents: int = 0
    paid_cents: int = 0
    quoted_cents: int = 0

    @property
    def billed_cents(self) -> int:
        return self.committed_cents - self.quoted_cents


NOTHING = Use()


def part_of(cents: int, part: int, whole: int) -> int:
    """`cents` x `part` / `whole`, half a cent up."""
    return (2 * cents * part + whole) // (2 * whole)


def threshold_of(edition: Edition) -> int:
    """From how much two people agree; the usual amount when nobody wrote any."""
    row = ApprovalThreshold.objects.filter(edition=edition).first()
    return row.two_from_cents if row else TWO_FROM_CENTS


def expenses_in(edition: Edition) -> QuerySet[Expense]:
    related = Expense.objects.in_edition(edition).with_left()
    return related.select_related("edition__association", "supplier", "member", "asked_by", "answers__supplier")


def refunds_of(user: User, edition: Edition) -> QuerySet[Expense]:
    """What this member handed in, the latest first."""
    return expenses_in(edition).filter(kind=Expense.Kind.REFUND, member=user).order_by("-asked_at", "-pk")


def expenses_to_pay(edition: Edition) -> QuerySet[Expense]:
    """Approved and not wholly paid, the earliest due first."""
    return (
        Expense.objects.in_edition(edition)
        .to_pay()
        .select_related("supplier", "member", "account")
        .order_by("due_on", "pk")
    )


def lines_of_expense(expense: Expense) -> QuerySet[ExpenseLine]:
    return ExpenseLine.objects.filter(expense=expense).select_related("item", "expense").order_by("pk")


def approvals_of(expense: Expense) -> QuerySet[Approval]:
    return Approval.objects.filter(expense=expense).select_related("user").order_by("pk")


def payments_of_expense(expense: Expense) -> QuerySet[ExpensePayment]:
    rows = ExpensePayment.objects.filter(expense=expense)
    return rows.select_related("corrects", "corrected_by", "bank_line").order_by("pk")


def quotes_to_answer(edition: Edition) -> QuerySet[Expense]:
    """Quotes that a bill may answer."""
    quotes = Expense.objects.in_edition(edition).filter(kind=Expense.Kind.QUOTE, status=Expense.Status.APPROVED)
    return quotes.select_related("supplier").order_by("supplier__name_folded", "pk")


def lines_that_paid(expense: Expense) -> list[BankLine]:
    """Money that went out, as much as is left of this expense, and that pays nothing yet; the latest first."""
    left: int = vars(expense)["left_cents"]
    lines = BankLine.objects.in_edition(expense.edition).with_left().filter(Q(("left_cents", -left)))
    free = lines.filter(amount_cents=-left).exclude(pk__in=lines_of_expenses(expense.edition))
    return list(free.select_related("statement").order_by("-booked_on", "-pk")[:3])


def lines_of_expenses(edition: Edition) -> list[int]:
    """Lines of the bank that paid an expense."""
    payments = ExpensePayment.objects.filter(bank_line__statement__edition=edition)
    sums = payments.values_list("bank_line").annotate(sum=Sum("amount_cents")).order_by()
    return [line for line, cents in sums if line and cents]


def use_by_item(edition: Edition) -> dict[int, Use]:
    """By item: asked, committed and paid. A quote counts for what the bills that answer it have not billed yet."""
    live = Expense.objects.in_edition(edition).exclude(status=Expense.Status.REFUSED)
    paid = _paid_shares(live)
    lines = ExpenseLine.objects.filter(expense__in=live).select_related("expense")
    asked: dict[int, int] = defaultdict(int)
    committed: dict[int, int] = defaultdict(int)
    spent: dict[int, int] = defaultdict(int)
    quoted: dict[tuple[int, int], int] = defaultdict(int)
    for line in lines:
        expense = line.expense
        if expense.is_open:
            asked[line.item_id] += line.cost_cents
        elif expense.is_quote:
            quoted[expense.pk, line.item_id] += line.cost_cents
        else:
            committed[line.item_id] += line.cost_cents
            spent[line.item_id] += part_of(line.cost_cents, paid.get(expense.pk, 0), expense.total_cents)
    _take_bills_off(quoted, lines)
    unbilled: dict[int, int] = defaultdict(int)
    for (_quote, item), cents in quoted.items():
        unbilled[item] += max(cents, 0)
    used = dict.fromkeys([*asked, *committed, *unbilled])
    return {item: Use(asked[item], committed[item] + unbilled[item], spent[item], unbilled[item]) for item in used}


def _take_bills_off(quoted: dict[tuple[int, int], int], lines: Iterable[ExpenseLine]) -> None:
    for line in lines:
        answered = line.expense.answers_id
        if answered and not line.expense.is_open and (answered, line.item_id) in quoted:
            quoted[answered, line.item_id] -= line.cost_cents


def _paid_shares(expenses: QuerySet[Expense]) -> dict[int, int]:
    """Cents paid by expense, VAT included."""
    sums = ExpensePayment.objects.filter(expense__in=expenses).values_list("expense").order_by()
    return dict(sums.annotate(Sum("amount_cents")))
