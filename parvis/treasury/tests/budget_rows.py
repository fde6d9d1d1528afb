"""Budgets and expenses for tests."""

import io
from itertools import count
from typing import Any

from PIL import Image

from parvis.accounts.models import User
from parvis.accounts.tests.factories import make_user
from parvis.core.uploads import read_image, store
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, make_actor
from parvis.treasury.actions.budget import add_budget_line, adopt_budget, start_draft
from parvis.treasury.actions.expenses import Paper, Part, approve_expense, ask_refund, hand_in_paper
from parvis.treasury.actions.expenses_paid import left_to_pay, pay_expense
from parvis.treasury.budgeting import items_of_expense
from parvis.treasury.models import BudgetItem, BudgetLine, BudgetVersion, Expense, ExpensePayment, Supplier
from parvis.treasury.receiving import Received
from parvis.treasury.tests.factories import IBAN

_numbers = count(1)
BY = make_actor()


def words(label: str = "Hall", **fields: Any) -> dict[str, Any]:
    """What the form of a budget line gives."""
    usual = {
        "kind": "expense",
        "pole": "logistics",
        "is_sales": False,
        "option": None,
        "account": "628000",
        "planned_cents": 1_000_000,
    }
    return {**usual, "label": label, **fields}


def make_line(edition: Edition, label: str = "Hall", **fields: Any) -> BudgetLine:
    """A line of the edition's draft, which is begun when there is none."""
    draft = start_draft(edition, by=BY, at=NOON)
    return add_budget_line(draft, values=words(label, **fields), by=BY, at=NOON)


def make_item(edition: Edition, label: str = "Hall", **fields: Any) -> BudgetItem:
    return make_line(edition, label, **fields).item


def adopt(edition: Edition) -> BudgetVersion:
    return adopt_budget(start_draft(edition, by=BY, at=NOON), by=BY, at=NOON)


def make_supplier(name: str = "", **fields: Any) -> Supplier:
    return Supplier.objects.create(name=name or f"Supplier {next(_numbers)}", created_at=NOON, **fields)


def make_file(text: str = "") -> Received:
    """A stored page, each its own."""
    image = Image.new("RGB", (8, 8), (next(_numbers) % 256, len(text), 0))
    made = io.BytesIO()
    image.save(made, "PNG")
    clean = read_image(made)
    return Received(store(clean), clean.sha256, "", {})


def make_expense(
    edition: Edition, *, user: User | None = None, item: BudgetItem | None = None, **fields: Any
) -> Expense:
    """A bill of 100.00 and 20.00 of VAT that waits to be agreed to."""
    net = fields.pop("net_cents", 10_000)
    vat = fields.pop("vat_cents", net // 5)
    number = next(_numbers)
    values = {
        "kind": "bill",
        "purpose": f"Purpose {number}",
        "issued_on": NOON.date(),
        "number": f"B-{number}",
        **fields,
    }
    values.setdefault("supplier", None)
    paper = Paper(**{**values, "supplier": values["supplier"] or make_supplier()})
    part = Part(item or make_item_of(edition), net, 2000, vat)
    return hand_in_paper(edition, paper, parts=[part], file=make_file(), user=user or make_user(), by=BY, at=NOON)


def make_item_of(edition: Edition) -> BudgetItem:
    """An item of expense of the plan; made when there is none."""
    return items_of_expense(edition).first() or make_item(edition)


def make_refund(edition: Edition, user: User, cents: int = 4_250, *, item: BudgetItem | None = None) -> Expense:
    paper = Paper(kind="refund", purpose="Tape", issued_on=NOON.date())
    part = Part(item or make_item_of(edition), cents, 0, 0)
    return ask_refund(edition, paper, part=part, file=make_file(), iban=IBAN, user=user, by=BY, at=NOON)


def approve(expense: Expense, *users: User) -> Expense:
    """By as many people as it needs."""
    people = users or tuple(make_user() for _number in range(expense.approvals_needed))
    for user in people:
        expense = approve_expense(expense, user=user, by=BY, at=NOON)
    return expense


def pay_out(expense: Expense, cents: int = 0, **fields: Any) -> ExpensePayment:
    values = {"paid_on": NOON.date(), "reference": "", "request_key": f"key {next(_numbers)}", **fields}
    return pay_expense(expense, amount_cents=cents or left_to_pay(expense), **values, by=BY, at=NOON)
