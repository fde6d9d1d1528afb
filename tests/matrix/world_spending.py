"""One of everything that money goes out for: a part of the world of the matrix."""

from parvis.accounts.tests.factories import make_user
from parvis.editions.models import Edition
from parvis.treasury.models import ApprovalThreshold
from parvis.treasury.tests.budget_rows import approve, make_expense, make_line, make_refund, pay_out


def spending_of(edition: Edition) -> dict[str, object]:
    """A budget, a bill that was paid in part, a refund."""
    line = make_line(edition)
    expense = approve(make_expense(edition, item=line.item))
    ApprovalThreshold.objects.create(edition=edition)
    return {
        "budget_id": line.version_id,
        "budget_line_id": line.pk,
        "expense_id": expense.pk,
        "expense_payment_id": pay_out(expense, 100).pk,
        "refund_id": make_refund(edition, make_user()).pk,
        "supplier_id": expense.supplier_id,
    }
