"""Pages of e-invoices: XML and UBL handed out, deposits asked, regimes chosen, balances issued at once."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, client_of, make_actor, make_member
from parvis.treasury.actions.invoices import issue_invoice
from parvis.treasury.documents import xml_of
from parvis.treasury.models import Invoice, InvoiceLine, VatRegime
from parvis.treasury.tests.factories import (
    STAND,
    credit,
    make_billing_edition,
    make_buyer,
    make_draft,
    make_issued,
)

pytestmark = pytest.mark.django_db
BY = make_actor()


def nora(edition: Edition) -> Client:
    return client_of(make_member(edition, pole="treasury", role="lead").user)


def at(edition: Edition, name: str, *args: Any) -> str:
    return reverse(f"treasury:{name}", args=[edition.slug, *args])


def test_the_xml_is_handed_out_as_issued_and_as_ubl() -> None:
    invoice = make_issued()
    note = credit(invoice)
    edition = invoice.exhibitor.edition
    client = nora(edition)

    given = client.get(at(edition, "invoice_xml", invoice.pk))

    assert given.content == xml_of(invoice)
    assert given["Content-Disposition"] == 'attachment; filename="F2026-0001-factur-x.xml"'
    assert b"<Invoice" in client.get(at(edition, "invoice_ubl", invoice.pk)).content.replace(b"ubl:", b"")
    assert client.get(at(edition, "credit_note_xml", note.pk)).content == xml_of(note)
    assert b"CreditNote" in client.get(at(edition, "credit_note_ubl", note.pk)).content


def test_a_deposit_is_asked_on_its_page_and_dropped_again() -> None:
    draft = make_draft()
    edition = draft.exhibitor.edition
    client = nora(edition)
    page = at(edition, "deposit_ask", draft.pk)

    assert client.get(page).status_code == 200
    assert client.post(page, {"percent": "100"}).status_code == 422
    client.post(page, {"percent": "30"})

    deposit = Invoice.objects.get(kind="deposit")
    assert deposit.net_cents == 72_000
    assert "Drop the deposit" in client.get(at(edition, "invoice_detail", deposit.pk)).content.decode()
    assert client.post(at(edition, "deposit_ask", deposit.pk), {"percent": "30"}).status_code == 422
    client.post(at(edition, "deposit_drop", deposit.pk))
    assert [invoice.kind for invoice in Invoice.objects.all()] == ["full"]


def test_the_treasurer_chooses_how_a_line_is_taxed() -> None:
    edition = make_billing_edition()
    draft = make_draft(edition, make_buyer(country="CH", siren="", city="Genève", postcode="1200"))
    client = nora(edition)
    page = at(edition, "invoice_regimes", draft.pk)
    line = InvoiceLine.objects.get(invoice=draft)
    assert draft.vat_cents == 0

    assert STAND[0] in client.get(page).content.decode()
    assert client.post(page, {f"line-{line.pk}": "none of these"}).status_code == 422
    client.post(page, {f"line-{line.pk}": "normal"})

    draft.refresh_from_db()
    assert draft.vat_cents == 48_000
    issued = issue_invoice(draft, by=BY, at=NOON)
    assert "no longer" in client.post(page, {f"line-{line.pk}": ""}, follow=True).content.decode()
    assert issued.vat_cents == 48_000


def test_regimes_are_written_by_day() -> None:
    edition = make_billing_edition()
    client = nora(edition)
    page = at(edition, "vat_regimes")
    mentions = dict.fromkeys(("franchise_mention", "non_profit_mention", "eu_mention", "world_mention"), "x")

    assert "French VAT at the rates of the price list" in client.get(page).content.decode()
    assert client.post(page, {"starts_on": "2026-01-01", "regime": "eu", **mentions}).status_code == 422
    for regime in ("franchise", "normal", "normal"):
        client.post(page, {"starts_on": "2026-01-01", "regime": regime, **mentions})

    assert [row.regime for row in VatRegime.objects.all()] == ["normal"]
    assert "French VAT" in client.get(page).content.decode()
