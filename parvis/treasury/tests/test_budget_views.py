"""The pages of the budget."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parvis.editions.models import Edition
from parvis.editions.tests.factories import client_in
from parvis.treasury.models import BudgetItem, BudgetLine, BudgetVersion
from parvis.treasury.tests.budget_rows import adopt, approve, make_expense, make_item, make_line
from parvis.treasury.tests.factories import make_billing_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_billing_edition()


@pytest.fixture
def nora(edition: Edition) -> Client:
    return client_in(edition, pole="treasury")


@pytest.fixture
def president(edition: Edition) -> Client:
    return client_in(edition, pole="presidency")


def url(name: str, edition: Edition, *ids: int) -> str:
    return reverse(f"treasury:{name}", args=[edition.slug, *ids])


def page(answer: Any) -> str:
    return str(answer.content.decode())


def typed(**over: Any) -> dict[str, Any]:
    usual = {"kind": "expense", "pole": "logistics", "label": "Hall", "planned_cents": "1 000", "account": "613000"}
    return {**usual, **over}


def test_a_budget_is_prepared_adopted_and_followed(nora: Client, president: Client, edition: Edition) -> None:
    assert "No budget yet" in page(nora.get(url("budget", edition)))
    prepared = nora.post(url("budget_draft", edition), follow=True)
    draft = BudgetVersion.objects.get()
    assert "No line yet" in page(prepared)
    assert "Go on with the draft" in page(nora.get(url("budget", edition)))

    nora.post(url("budget_line_new", edition, draft.pk), typed())
    nora.post(
        url("budget_line_new", edition, draft.pk),
        typed(kind="income", label="Stands", is_sales="on", planned_cents="5000"),
    )
    assert nora.post(url("budget_adopt", edition, draft.pk)).status_code == 403
    adopted = president.post(url("budget_adopt", edition, draft.pk), follow=True)

    assert "Version 1 is the budget of this edition." in page(adopted)
    assert "adopted on" in page(adopted)
    assert "Prepare a new version" in page(adopted)
    assert "Adopt this version" not in page(president.get(url("budget_version", edition, draft.pk)))


def test_a_line_is_changed_and_left_out(nora: Client, edition: Edition) -> None:
    line, other = make_line(edition, "Hall"), make_line(edition, "Meals")
    address = url("budget_line_edit", edition, line.pk)
    assert "Hall" in page(nora.get(address))

    assert nora.post(address, typed(planned_cents="-1")).status_code == 422
    assert nora.post(address, typed(account="7")).status_code == 422
    twice = nora.post(address, typed(label="Meals"))
    assert (twice.status_code, "already" in page(twice)) == (422, True)
    assert BudgetItem.objects.get(pk=line.item_id).label == "Hall"
    nora.post(address, typed(label="Town hall", is_sales="on"))
    nora.post(url("budget_line_drop", edition, other.pk))

    assert list(BudgetLine.objects.values_list("item__label", "planned_cents", "item__is_sales")) == [
        ("Town hall", 100_000, False)
    ]
    again = nora.post(url("budget_line_new", edition, line.version_id), typed(label="town hall"))
    assert again.status_code == 422


def test_what_is_over_and_what_is_not_planned_is_said(nora: Client, edition: Edition) -> None:
    hall, meals = make_item(edition, "Hall", planned_cents=5_000), make_item(edition, "Meals")
    make_line(edition, "Grants", kind="income")
    approve(make_expense(edition, item=hall))
    make_expense(edition, item=meals)
    nora.post(url("budget_line_drop", edition, meals.lines.get().pk))
    adopt(edition)

    shown = page(nora.get(url("budget", edition)))

    assert "Over" in shown
    assert "Not in the budget" in shown
    assert "to approve" in shown


def test_the_budget_is_taken_as_a_file(nora: Client, edition: Edition) -> None:
    make_line(edition, "Hall")

    file = nora.get(url("budget", edition) + "?export=csv")

    assert "Hall" in page(file)
    assert "10000" in page(file)
    assert nora.get(url("budget", edition) + "?export=xlsx").content.startswith(b"PK")
