"""All balances issued at once: shown before, followed while the worker is at it, told row by row, and done once."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from parvis.core.errors import Refused
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, client_of, make_actor, make_member
from parvis.treasury.actions.deposits import draft_deposit
from parvis.treasury.actions.invoices import issue_invoice
from parvis.treasury.management.issuing import issue_balances, run_of, start_issuing
from parvis.treasury.models import Invoice
from parvis.treasury.tests.factories import make_billing_edition, make_buyer, make_draft, pay
from parvis.treasury.tests.test_failures import failing
from parvis.treasury.tests.test_numbering import at_once

BY: dict[str, Any] = {"by": make_actor(), "at": NOON}
db = pytest.mark.django_db


def make_balance(edition: Edition, name: str = "", *, is_paid: bool = True) -> Invoice:
    draft = make_draft(edition, make_buyer(name))
    deposit = issue_invoice(draft_deposit(draft, basis_points=3000, **BY), **BY)
    if is_paid:
        pay(deposit, deposit.total_cents)
    return draft


def work() -> None:
    """As the worker does with the task that waits."""
    waiting = DBTaskResult.objects.get(status="READY")
    said = issue_balances.call(*waiting.args_kwargs["args"])
    DBTaskResult.objects.filter(pk=waiting.pk).update(status="SUCCESSFUL", return_value=said)


@pytest.fixture
def edition() -> Edition:
    return make_billing_edition()


@pytest.fixture
def nora(edition: Edition) -> Client:
    return client_of(make_member(edition, pole="treasury").user)


@db
def test_balances_are_shown_then_issued_by_the_worker_each_with_its_result(
    edition: Edition, nora: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = reverse("treasury:balance_list", args=[edition.slug])
    progress = reverse("treasury:balance_progress", args=[edition.slug])
    assert "No balance waits" in nora.get(page).content.decode()
    assert nora.get(progress).headers["HX-Refresh"] == "true"
    first, second = make_balance(edition, "Alpha"), make_balance(edition, "Beta")
    make_balance(edition, "Gamma", is_paid=False)
    incomplete = make_balance(edition, "Delta").exhibitor.company
    type(incomplete).objects.filter(pk=incomplete.pk).update(city="")
    shown = nora.get(page).content.decode()
    for words in ("F2026-0003 is not paid", "has no whole address", "€2,016.00", "2 invoices take the next numbers"):
        assert words in shown

    for _ in range(2):
        assert nora.post(page).status_code == 302

    assert DBTaskResult.objects.count() == 1
    assert Invoice.objects.issued().count() == 4
    waiting = nora.get(progress).content.decode()
    assert "0 of 2" in waiting
    assert "Issue all balance invoices" not in nora.get(page).content.decode()
    failing(monkeypatch, "parvis.treasury.documents.store", OSError("No space left"), at_call=2)
    work()

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.number, second.number) == ("F2026-0005", None)
    done = nora.get(page).content.decode()
    for words in ("Alpha", "F2026-0005", "Beta", "Is the disk of the server full?", "Issue all balance invoices"):
        assert words in done
    assert nora.get(progress).status_code == 204


@db
def test_what_stopped_goes_on_with_what_is_left(edition: Edition, nora: Client) -> None:
    draft, gone = make_balance(edition), make_balance(edition)
    page = reverse("treasury:balance_list", args=[edition.slug])
    nora.post(page)
    DBTaskResult.objects.update(status="FAILED")
    assert "the work stopped, start it again" in nora.get(page).content.decode()
    gone.delete()

    nora.post(page)
    work()

    draft.refresh_from_db()
    assert draft.is_issued
    run = run_of(edition)
    assert run
    assert [row.invoice for row in run.issued] == [draft]
    assert nora.post(page).status_code == 409


@db
def test_nothing_ready_is_refused_and_nothing_was_started(edition: Edition) -> None:
    make_balance(edition, is_paid=False)

    with pytest.raises(Refused, match="No balance is ready"):
        start_issuing(edition, **BY)

    assert run_of(edition) is None


@pytest.mark.django_db(transaction=True)
def test_a_button_pressed_eight_times_at_once_starts_one_run(edition: Edition) -> None:
    make_balance(edition)

    at_once(lambda _number: start_issuing(edition, **BY), 8, threads=8)

    assert DBTaskResult.objects.filter(task_path=issue_balances.module_path).count() == 1
