"""The budget: versions that the board adopts and that then stay, compared with what became of them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from parvis.core.errors import Refused
from parvis.editions.models import Edition, LogEntry
from parvis.editions.signals import edition_copied
from parvis.editions.tests.factories import NOON, make_edition
from parvis.sales.tests.factories import make_option
from parvis.treasury.actions.budget import (
    add_budget_line,
    adopt_budget,
    change_budget_line,
    copy_budget,
    drop_budget_line,
    start_draft,
)
from parvis.treasury.budgeting import compared, draft_of, plan_of
from parvis.treasury.models import BudgetItem, BudgetLine, BudgetVersion
from parvis.treasury.tests.budget_rows import BY, adopt, make_line, words
from parvis.treasury.tests.factories import make_billing_edition, make_issued, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_billing_edition()


def planned(version: BudgetVersion | None) -> dict[str, int]:
    assert version
    return {line.item.label: line.planned_cents for line in BudgetLine.objects.filter(version=version)}


def test_a_draft_becomes_the_budget_and_the_next_draft_begins_as_it(edition: Edition) -> None:
    make_line(edition, "Hall")
    first = adopt(edition)

    second = start_draft(edition, by=BY, at=NOON)
    change_budget_line(second.lines.get(), values=words("Hall", planned_cents=5), by=BY, at=NOON)

    assert (planned(first), planned(second)) == ({"Hall": 1_000_000}, {"Hall": 5})
    assert (plan_of(edition), draft_of(edition), second.number) == (first, second, 2)
    assert start_draft(edition, by=BY, at=NOON) == second
    assert str(second) == "Version 2"
    verbs = list(LogEntry.objects.filter(verb__startswith="budget.").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["budget.drafted", "budget.line_added", "budget.adopted", "budget.drafted", "budget.line_changed"]


def test_adopting_twice_is_adopting_once_and_an_empty_budget_is_not_adopted(edition: Edition) -> None:
    with pytest.raises(Refused, match="without a line"):
        adopt(edition)
    line = make_line(edition)
    first = adopt_budget(line.version, by=BY, at=NOON)

    assert adopt_budget(line.version, by=BY, at=NOON) == first
    assert (first.adopted_by, first.line_count) == (BY.label, 1)
    for act in (
        lambda: add_budget_line(first, values=words("Meals"), by=BY, at=NOON),
        lambda: change_budget_line(line, values=words(planned_cents=1), by=BY, at=NOON),
        lambda: drop_budget_line(line, by=BY, at=NOON),
    ):
        with pytest.raises(Refused, match="adopted"):
            act()


@pytest.mark.parametrize("harm", ["version", "line", "dropped line", "new line", "words"])
def test_the_database_keeps_what_was_adopted(edition: Edition, harm: str) -> None:
    line = make_line(edition)
    other = BudgetItem.objects.create(edition=edition, pole="it", kind="expense", label="Phones")
    adopted = adopt(edition)
    harms: dict[str, Any] = {
        "version": lambda: BudgetVersion.objects.filter(pk=adopted.pk).update(number=9),
        "line": lambda: BudgetLine.objects.filter(pk=line.pk).update(planned_cents=1),
        "dropped line": lambda: BudgetLine.objects.filter(pk=line.pk).delete(),
        "new line": lambda: BudgetLine.objects.create(version=adopted, item=other, planned_cents=0),
        "words": lambda: BudgetItem.objects.filter(pk=line.item_id).update(label="Town hall"),
    }

    with pytest.raises(DatabaseError), transaction.atomic():
        harms[harm]()

    BudgetItem.objects.filter(pk=line.item_id).update(account="613000")


def test_words_change_until_they_are_adopted_and_stay_single(edition: Edition) -> None:
    hall, meals = make_line(edition, "Hall"), make_line(edition, "Meals")

    with pytest.raises(Refused, match="already"):
        change_budget_line(meals, values=words("hâll"), by=BY, at=NOON)
    with pytest.raises(Refused, match="already"):
        make_line(edition, "HALL")
    change_budget_line(hall, values=words("Town hall"), by=BY, at=NOON)
    change_budget_line(hall, values=words("Town hall"), by=BY, at=NOON)
    adopt(edition)
    line = BudgetLine.objects.get(version=start_draft(edition, by=BY, at=NOON), item=hall.item)
    with pytest.raises(Refused, match="adopted these words"):
        change_budget_line(line, values=words("Castle"), by=BY, at=NOON)
    change_budget_line(line, values=words("Town hall", account="613000"), by=BY, at=NOON)

    assert LogEntry.objects.filter(verb="budget.line_changed").count() == 2
    assert BudgetItem.objects.get(pk=hall.item_id).account == "613000"


def test_a_line_left_out_takes_an_item_that_nothing_names_with_it(edition: Edition) -> None:
    kept = make_line(edition, "Hall").item
    adopt(edition)
    draft = start_draft(edition, by=BY, at=NOON)

    drop_budget_line(draft.lines.get(), by=BY, at=NOON)
    drop_budget_line(make_line(edition, "Meals"), by=BY, at=NOON)
    again = add_budget_line(draft, values=words("hall"), by=BY, at=NOON)

    assert list(BudgetItem.objects.all()) == [kept]
    assert again.item == kept


def test_sales_feed_one_line(edition: Edition) -> None:
    income = {"kind": "income", "is_sales": True, "pole": "company_relations"}
    make_line(edition, "Stands", **income)

    with pytest.raises(Refused, match="feed one line"):
        make_line(edition, "Options", **income)
    other = make_line(edition, "Grants", **{**income, "is_sales": False})
    with pytest.raises(Refused, match="feed one line"):
        change_budget_line(other, values=words("Grants", **income), by=BY, at=NOON)


def test_income_of_sales_is_what_was_signed_and_paid_without_vat(edition: Edition) -> None:
    make_line(edition, "Stands", kind="income", is_sales=True, planned_cents=500_000)
    make_line(edition, "Hall", planned_cents=100_000)
    pay(make_issued(edition), 144_000)

    found = compared(edition)

    row = found.income.whole.rows[0]
    assert (row.use.committed_cents, row.use.paid_cents, row.left_cents) == (240_000, 120_000, 260_000)
    assert (row.is_over, found.expense.whole.rows[0].is_over) == (False, False)
    assert (found.planned_cents, found.committed_cents, found.paid_cents) == (400_000, 240_000, 120_000)
    assert [group.label for group in found.expense.poles] == ["Logistics"]
    assert str(found.expense.poles[0].rows[0].item) == "Hall"
    assert found.expense.whole.left_cents == 100_000


def test_without_a_budget_there_is_nothing_to_compare(edition: Edition) -> None:
    assert (plan_of(edition), compared(edition).rows) == (None, [])


def test_the_next_edition_begins_with_a_draft_of_the_same_lines(edition: Edition) -> None:
    make_line(edition, "Meals", option=make_option(edition, code="MEAL"))
    make_line(edition, "Screens", option=make_option(edition, code="SCREEN"))
    adopt(edition)
    target = make_edition("next")
    make_option(target, code="MEAL")

    copy_budget(edition, target, by=BY, at=NOON)

    draft = plan_of(target)
    assert draft
    assert not draft.is_adopted
    assert planned(draft) == {"Meals": 1_000_000, "Screens": 1_000_000}
    options = {line.item.label: line.item.option and line.item.option.edition for line in draft.lines.all()}
    assert options == {"Meals": target, "Screens": None}


def test_opening_the_next_edition_copies_the_budget_if_there_is_one(edition: Edition) -> None:
    def opened(slug: str) -> Edition:
        target = make_edition(slug)
        edition_copied.send(sender=Edition, source=edition, target=target, shift=timedelta(0), by=BY, at=NOON)
        return target

    assert plan_of(opened("without")) is None
    make_line(edition)
    assert planned(plan_of(opened("with"))) == {"Hall": 1_000_000}
