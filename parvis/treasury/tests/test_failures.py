"""What fails while invoices are issued is told row by row, in sentences, and leaves no hole in the numbers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parvis.editions.models import Edition
from parvis.editions.tests.factories import client_in
from parvis.treasury.models import Invoice, InvoiceSeries
from parvis.treasury.tests.factories import make_billing_edition, make_buyer, make_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_billing_edition()


@pytest.fixture
def nora(edition: Edition) -> Client:
    return client_in(edition, pole="treasury")


def failing(monkeypatch: pytest.MonkeyPatch, target: str, error: Exception, *, at_call: int) -> None:
    """The named function fails at its so-many-th call."""
    module, _dot, name = target.rpartition(".")
    works: Callable[..., Any] = getattr(__import__(module, fromlist=[name]), name)
    calls: list[int] = []

    def now_and_then(*args: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) == at_call:
            raise error
        return works(*args, **named)

    monkeypatch.setattr(target, now_and_then)


@pytest.mark.parametrize(
    ("target", "error", "words"),
    [
        ("parvis.treasury.documents.store", OSError("No space left"), "Is the disk of the server full?"),
        ("parvis.treasury.actions.invoices.decide_way", RuntimeError("a bug"), "Something went wrong"),
    ],
)
def test_a_batch_tells_each_row_what_became_of_it(
    edition: Edition, nora: Client, monkeypatch: pytest.MonkeyPatch, target: str, error: Exception, words: str
) -> None:
    drafts = [make_draft(edition, make_buyer(name)) for name in ("Alpha", "Beta", "Gamma")]
    failing(monkeypatch, target, error, at_call=2)
    page = reverse("treasury:invoice_list", args=[edition.slug])

    answer = nora.post(page, {"action": "issue", "ids": [row.pk for row in drafts]}, follow=True)

    first, last = Invoice.objects.issued().order_by("number")
    assert [row.exhibitor.company.name for row in (first, last)] == ["Alpha", "Gamma"]
    said = [str(message) for message in answer.context["messages"]]
    assert said[0] == f"2 invoices done: {first.number}, {last.number}."
    assert said[1].startswith("Beta: ")
    assert words in said[1]
    assert [row.sequence for row in (first, last)] == [1, 2]
    assert InvoiceSeries.objects.get().last_number == 2


def test_one_invoice_that_cannot_be_printed_is_told_in_a_sentence(
    edition: Edition, nora: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    draft = make_draft(edition)
    with monkeypatch.context() as broken:
        broken.setattr("parvis.core.documents.SHARED", settings.DATA / "nowhere")
        answer = nora.post(reverse("treasury:invoice_issue", args=[edition.slug, draft.pk]))

    assert answer.status_code == 409
    assert "Nothing is issued and no number is used" in answer.content.decode()
    draft.refresh_from_db()
    assert (draft.is_issued, InvoiceSeries.objects.count()) == (False, 0)
