"""Parts of bank lines, in cents. The line is locked before its invoices, whoever comes first."""

from datetime import datetime
from typing import Any

from django.db.models import Sum

from parvis.core.dates import local_date
from parvis.core.locks import lock_row
from parvis.treasury.models import Allocation, BankLine, ExpensePayment, Payment, kept_until


def locked_line(line: BankLine) -> BankLine:
    """The line as it is now, with its statement; nobody else's to use before our transaction ends."""
    return lock_row(BankLine.objects.select_related("statement__edition").filter(pk=line.pk))


def left_of(line: BankLine) -> int:
    """What no allocation has used, asked after the lock."""
    left: int = vars(BankLine.objects.with_left().get(pk=line.pk))["left_cents"]
    return left


def left_going_out(line: BankLine) -> int:
    """What of money that went out answers neither an expense nor a payer to give back to, asked after the lock."""
    paid = ExpensePayment.objects.filter(bank_line=line).aggregate(sum=Sum("amount_cents", default=0))["sum"]
    return -left_of(line) - int(paid)


def held_allocation(payment: Payment) -> Allocation | None:
    """The part of a bank line that made the payment, its line locked; none for a payment typed by hand."""
    allocation = Allocation.objects.select_related("line").filter(payment=payment).first()
    if allocation:
        locked_line(allocation.line)
    return allocation


def add_allocation(line: BankLine, amount_cents: int, *, at: datetime, **fields: Any) -> Allocation:
    keep_until = kept_until(local_date(at))
    return Allocation.objects.create(line=line, amount_cents=amount_cents, made_at=at, keep_until=keep_until, **fields)


def free_part(allocation: Allocation, *, opposite: Payment | None, at: datetime) -> Allocation:
    """The line's part is free again, by a row of its own."""
    return add_allocation(
        allocation.line,
        -allocation.amount_cents,
        at=at,
        payment=opposite,
        reason=allocation.reason,
        corrects=allocation,
    )
