"""The page of a credit note: how much of each rate, and why."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parvis.editions.models import Edition
from parvis.editions.tests.factories import client_in
from parvis.outbox.models import Message
from parvis.treasury.models import CreditNote, Invoice
from parvis.treasury.tests.factories import (
    STAND,
    make_billing_edition,
    make_draft,
    make_issued,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_billing_edition()


@pytest.fixture
def nora(edition: Edition) -> Client:
    return client_in(edition, pole="treasury")


def issued_today(edition: Edition, **fields: Any) -> Invoice:
    """Pages know today only."""
    return make_issued(edition, at=timezone.now(), **fields)


def url(name: str, edition: Edition, *ids: int) -> str:
    return reverse(f"treasury:{name}", args=[edition.slug, *ids])


def test_a_credit_note_is_issued_and_sent(nora: Client, edition: Edition) -> None:
    invoice = issued_today(edition)
    address = url("invoice_credit", edition, invoice.pk)
    assert "€2,400.00 without VAT can still be credited" in nora.get(address).content.decode()
    data = {"rate-2000": "400", "reason": "Stand réduit", "request_key": "k"}

    for _ in range(2):
        assert nora.post(address, data).status_code == 302
    note = CreditNote.objects.get()
    assert note.net_cents == 40_000
    assert nora.post(address, {**data, "rate-2000": "2001", "request_key": "l"}).status_code == 422
    assert nora.post(address, {**data, "reason": "", "request_key": "l"}).status_code == 422
    assert str(note.number) in nora.get(url("invoice_detail", edition, invoice.pk)).content.decode()
    assert nora.get(url("credit_note_pdf", edition, note.pk)).getvalue().startswith(b"%PDF-")

    nora.post(url("credit_note_send", edition, note.pk))

    assert Message.objects.get().kind == "credit_note_issued"


def test_one_rate_is_credited_with_its_own_vat(nora: Client, edition: Edition) -> None:
    """Sixty euros of meals bear 10 %, whatever else the invoice has."""
    invoice = issued_today(edition, lines=(STAND, ("Repas", 4, 1_500, 1000)))
    address = url("invoice_credit", edition, invoice.pk)
    form = nora.get(address).content.decode()
    assert "€60.00 of this rate can still be credited" in form
    said = {"rate-1000": "60", "rate-2000": "", "reason": "Repas annulés", "request_key": "k"}

    for wrong, words in (("61", "From nothing to €60.00 can be credited at 10%"), ("", "at one rate at least")):
        answer = nora.post(address, {**said, "rate-1000": wrong})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert nora.post(address, {**said, "rate-1000": "-1"}).status_code == 422
    assert nora.post(address, {**said, "rate-550": "10", "rate-1000": ""}).status_code == 422
    assert nora.post(address, said).status_code == 302

    note = CreditNote.objects.get()
    assert (note.shares, note.vat_cents) == ([[1000, 6_000, 600]], 600)
    assert "rate-1000" not in nora.get(address).content.decode()


def test_a_draft_has_nothing_to_credit(nora: Client, edition: Edition) -> None:
    data = {"rate-2000": "1", "reason": "x", "request_key": "k"}

    answer = nora.post(url("invoice_credit", edition, make_draft(edition).pk), data)

    assert answer.status_code == 422
    assert "not issued yet" in answer.content.decode()
