"""The pages of transmission: what waits, what a person notes, through which platform; disputes on the invoice."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from parvis.core.uploads import CleanFile, store
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, client_in, make_actor
from parvis.treasury.actions import transmissions as actions
from parvis.treasury.models import Code, Dispute, IncomingInvoice, Invoice, Transmission, TransmissionTerms
from parvis.treasury.tests.factories import make_billing_edition, make_issued, pay
from parvis.treasury.tests.platforms import PLATFORMS, choose, codes, way
from parvis.treasury.transmission.carrying import carry_all

pytestmark = pytest.mark.django_db
BY = make_actor()
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def platforms(settings: Settings, tmp_path: Path) -> None:
    settings.PLATFORMS = PLATFORMS
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def edition() -> Edition:
    return make_billing_edition()


@pytest.fixture
def nora(edition: Edition) -> Client:
    return client_in(edition, pole="treasury")


def url(name: str, edition: Edition, *ids: int) -> str:
    return reverse(f"treasury:{name}", args=[edition.slug, *ids])


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def issued(edition: Edition, platform: str = "manual") -> Invoice:
    choose(platform)
    return make_issued(edition)


def test_the_list_says_what_waits_for_whom(nora: Client, edition: Edition) -> None:
    assert "Nothing to transmit yet" in shown(nora, url("transmission_list", edition))
    invoice, other = issued(edition), issued(edition)
    actions.note_status(way(other), code=Code.DEPOSITED, on=TODAY, by=BY, at=NOON)
    actions.note_status(way(other), code=Code.REFUSED, on=TODAY, reason="Wrong order", by=BY, at=NOON)
    pay(other, 100)

    page = shown(nora, url("transmission_list", edition))

    assert "1 paper to deposit by hand" in page
    assert "1 paper is refused or disputed" in page
    assert "Payments to tell the platform" in page
    for state, number in (("todo", invoice.number), ("trouble", other.number)):
        for path in (
            url("transmission_list", edition) + f"?state={state}",
            url("invoice_list", edition) + f"?way={state}",
        ):
            listed = shown(nora, path).partition("<tbody")[2]
            assert [one.number for one in (invoice, other) if str(one.number) in listed] == [number]


def test_the_list_takes_as_many_statements_for_many_rows(
    nora: Client, edition: Edition, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 2):
        for _time in range(count):
            issued(edition)
        with django_assert_max_num_queries(19):
            nora.get(url("transmission_list", edition))


def test_ticked_papers_are_noted_as_deposited_today(nora: Client, edition: Edition) -> None:
    mailed, invoice = make_issued(edition), issued(edition)
    ids = [one.pk for one in Transmission.objects.all()]

    page = nora.post(url("transmission_list", edition), {"action": "deposited", "ids": ids}, follow=True)

    assert codes(invoice) == [Code.DEPOSITED]
    assert "1 paper noted" in page.content.decode()
    assert f"{mailed.number} goes by mail" in page.content.decode()
    page = nora.post(url("transmission_list", edition), {"action": "other", "ids": ids}, follow=True)
    assert "Choose what to do" in page.content.decode()
    assert nora.post(url("transmission_list", edition), {"action": "deposited", "ids": ids[:1]}).status_code == 302


def test_a_status_is_noted_on_the_page_of_the_invoice(nora: Client, edition: Edition) -> None:
    invoice = issued(edition)
    path = url("transmission_status", edition, way(invoice).pk)
    assert "deposit it on the platform’s site" in shown(nora, url("invoice_detail", edition, invoice.pk))

    wrong = nora.post(path, {"code": "213", "on": str(timezone.localdate())})
    assert (wrong.status_code, codes(invoice)) == (422, [])
    assert "Write the reason the platform gives" in wrong.content.decode()
    assert nora.post(path, {"code": "1", "on": ""}).status_code == 422
    saved = nora.post(path, {"code": "200", "on": str(timezone.localdate()), "reference": " PA-7 "})
    assert saved["Location"] == url("invoice_detail", edition, invoice.pk)
    nora.post(path, {"code": "210", "on": str(timezone.localdate()), "reason": "Order unknown"})

    page = shown(nora, url("invoice_detail", edition, invoice.pk))
    assert "Reference PA-7" in page
    assert "Refused by the buyer" in page
    assert "credit this invoice whole, and issue a new one" in page


def test_a_platform_that_fails_leaves_two_ways_out(nora: Client, edition: Edition) -> None:
    invoice = issued(edition, "away")
    assert "The worker hands it over" in shown(nora, url("invoice_detail", edition, invoice.pk))
    carry_all(at=NOON)
    page = shown(nora, url("invoice_detail", edition, invoice.pk))
    assert "no answer about F2026-0001" in page

    nora.post(url("transmission_retry", edition, way(invoice).pk))
    assert way(invoice).due_at > NOON + timedelta(minutes=5)
    page = nora.post(url("transmission_take_over", edition, way(invoice).pk), follow=True).content.decode()
    assert "yours to deposit" in page
    assert way(invoice).platform == "manual"


def test_payments_are_told_by_hand(nora: Client, edition: Edition) -> None:
    invoice = issued(edition)
    actions.note_status(way(invoice), code=Code.DEPOSITED, on=TODAY, by=BY, at=NOON)
    pay(invoice, 1_000)
    assert "1 payment to tell the platform" in shown(nora, url("invoice_detail", edition, invoice.pk))

    page = nora.post(url("payments_told", edition, way(invoice).pk), follow=True).content.decode()

    assert "1 payment noted" in page
    assert codes(invoice) == [Code.DEPOSITED, Code.CASHED]


def test_the_platform_and_its_dates_are_chosen(nora: Client, edition: Edition) -> None:
    path = url("transmission_terms", edition)
    assert "1 September 2027" in shown(nora, path)
    days = {"invoices_from": "2026-01-01", "reports_from": "2026-02-01"}

    assert nora.post(path, {"platform": "nobody", **days}).status_code == 422
    assert nora.post(path, {"platform": "simulated", **days}).status_code == 302

    terms = TransmissionTerms.objects.get()
    assert (terms.platform, str(terms.invoices_from), str(terms.reports_from)) == (
        "simulated",
        "2026-01-01",
        "2026-02-01",
    )
    asked = nora.post(url("platform_ask", edition), follow=True).content.decode()
    assert "asked within a minute" in asked
    assert "Ask the platform now" in asked


def test_what_suppliers_sent_is_listed_and_downloaded(nora: Client, edition: Edition) -> None:
    assert "Nothing received yet" in shown(nora, url("incoming_list", edition))
    path = store(CleanFile(b"%PDF-1.7 bill", "pdf"))
    words: dict[str, Any] = {"platform": "manual", "key": "k", "name": "bill.pdf", "path": path, "sha256": ""}
    row = IncomingInvoice.objects.create(**words, received_at=NOON, keep_until=TODAY)

    assert "bill.pdf" in shown(nora, url("incoming_list", edition))
    file = nora.get(url("incoming_file", edition, row.pk))
    assert b"".join(file.streaming_content) == b"%PDF-1.7 bill"  # type: ignore[attr-defined]
    assert "Received by the platform" in shown(nora, url("transmission_list", edition))


def test_a_dispute_is_set_and_lifted_on_the_invoice(nora: Client, edition: Edition) -> None:
    invoice = make_issued(edition)
    here = url("invoice_detail", edition, invoice.pk)
    assert "The company contests this invoice" in shown(nora, here)

    wrong = nora.post(url("dispute_open", edition, invoice.pk), {"reason": "", "page": "invoice"})
    assert wrong.status_code == 422
    assert "The company contests this invoice" in wrong.content.decode()
    saved = nora.post(url("dispute_open", edition, invoice.pk), {"reason": "Wrong booth", "page": "invoice"})
    assert saved["Location"] == here
    assert "Wrong booth" in shown(nora, here)
    assert nora.post(url("dispute_close", edition, invoice.pk), {"page": "invoice"})["Location"] == here
    assert Dispute.objects.get().closed_at
    elsewhere = nora.post(url("dispute_close", edition, invoice.pk))["Location"]
    assert elsewhere == url("reminder_list", edition)
