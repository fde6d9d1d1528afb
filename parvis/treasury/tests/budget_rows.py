"""Budgets and expenses for tests."""

from typing import Any

from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, make_actor
from parvis.treasury.actions.budget import add_budget_line, adopt_budget, start_draft
from parvis.treasury.models import BudgetItem, BudgetLine, BudgetVersion

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
