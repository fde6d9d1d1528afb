"""The team's pages of invoices and payments."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from parvis.companies.tests.factories import make_contact
from parvis.editions.models import Edition
from parvis.editions.tests.factories import client_in, make_edition
from parvis.outbox.models import Message
from parvis.treasury.models import Invoice, InvoiceSeries, InvoicingTerms, Payment
from parvis.treasury.tests.factories import (
    credit,
    fill_association,
    make_billing_edition,
    make_buyer,
    make_draft,
    make_issued,
    pay,
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


def test_invoice_list_says_how_much_and_filters(nora: Client, edition: Edition) -> None:
    invoice = issued_today(edition, company=make_buyer("Nubelis"))
    make_draft(edition, make_buyer("Élan"))
    pay(invoice, 88_000)

    page = nora.get(url("invoice_list", edition))
    assert page.context["table"].total == "2 invoices: €5,760.00, of which €2,000.00 to be paid"
    for query, names in {
        "state=draft": ["Élan"],
        "state=part": ["Nubelis"],
        "state=unpaid": ["Nubelis"],
        "state=late": [],
        "state=paid": [],
        "q=elan": ["Élan"],
        f"q={invoice.number}": ["Nubelis"],
    }.items():
        table = nora.get(f"{url('invoice_list', edition)}?{query}").context["table"]
        assert [row.exhibitor.company.name for row in table.queryset] == names, query


def test_invoice_list_keeps_its_number_of_queries(
    nora: Client, edition: Edition, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for rows in (1, 2):
        for _ in range(rows):
            issued_today(edition)
        with django_assert_max_num_queries(12):
            nora.get(url("invoice_list", edition))


def test_invoice_list_is_exported_with_amounts_as_numbers(nora: Client, edition: Edition) -> None:
    issued_today(edition, company=make_buyer("=Nubelis"))

    sheet = nora.get(url("invoice_list", edition) + "?export=csv").content.decode("utf-8-sig")

    assert "F" in sheet
    assert "2880" in sheet
    assert ";=Nubelis" not in sheet
    assert nora.get(url("invoice_list", edition) + "?export=xlsx").status_code == 200


def test_ticked_drafts_are_issued_and_the_others_say_why(nora: Client, edition: Edition) -> None:
    good = make_draft(edition)
    bad = [make_draft(edition, make_buyer(f"Nubelis {place}", siren="")) for place in range(6)]
    address = url("invoice_list", edition) + "?state=draft"

    answer = nora.post(address, {"action": "issue", "ids": [good.pk, *(row.pk for row in bad)]}, follow=True)

    assert answer.redirect_chain == [(address, 302)]
    sentences = [str(message) for message in answer.context["messages"]]
    good.refresh_from_db()
    assert sentences[0] == f"1 invoice done: {good.number}."
    assert "Nubelis 0: Nubelis 0 has no SIREN" in sentences[1]
    assert good.is_issued


def test_ticked_invoices_are_sent(nora: Client, edition: Edition) -> None:
    invoices = [issued_today(edition) for _ in range(2)]
    drafts = [make_draft(edition) for _ in range(6)]
    ids = [row.pk for row in [*invoices, *drafts]]

    answer = nora.post(url("invoice_list", edition), {"action": "send", "ids": ids}, follow=True)

    assert Message.objects.count() == 2
    assert "…: A draft is not sent" in str(list(answer.context["messages"])[1])


def test_a_batch_needs_an_action_and_rows_of_this_edition(nora: Client, edition: Edition) -> None:
    foreign, mine = make_draft(make_billing_edition()), make_draft(edition)

    for data in ({"action": "issue"}, {"action": "issue", "ids": [foreign.pk]}, {"action": "x", "ids": [mine.pk]}):
        assert nora.post(url("invoice_list", edition), data).status_code == 409
    assert not Invoice.objects.issued().exists()


def test_company_relations_read_and_write_nothing(edition: Edition) -> None:
    ada = client_in(edition, pole="company_relations", role="lead")
    draft, invoice = make_draft(edition), issued_today(edition)
    payment = pay(invoice, 100)

    page = ada.get(url("invoice_detail", edition, draft.pk))
    assert "Issue this invoice" not in page.content.decode()
    assert ada.get(url("invoice_list", edition)).context["table"].table.bulk == []
    assert "Enter a payment" not in ada.get(url("invoice_detail", edition, invoice.pk)).content.decode()
    assert ada.get(url("payment_list", edition)).status_code == 200
    for name, pk in (
        ("invoice_issue", draft.pk),
        ("invoice_send", invoice.pk),
        ("payment_enter", invoice.pk),
        ("payment_take_back", payment.pk),
    ):
        assert ada.post(url(name, edition, pk)).status_code == 403
    assert ada.post(url("invoice_list", edition), {"action": "issue", "ids": [draft.pk]}).status_code == 403
    assert ada.get(url("invoice_credit", edition, invoice.pk)).status_code == 403
    assert ada.get(url("invoicing", edition)).status_code == 403


@pytest.mark.parametrize(("pole", "role"), [("logistics", "lead"), ("treasury", "volunteer")])
def test_others_see_no_money(edition: Edition, pole: str, role: str) -> None:
    invoice = issued_today(edition)
    leo = client_in(edition, pole=pole, role=role)

    for name, ids in (("invoice_list", []), ("payment_list", []), ("invoice_pdf", [invoice.pk])):
        assert leo.get(url(name, edition, *ids)).status_code == 403


def test_the_company_page_shows_its_invoices_to_who_may_see_them(nora: Client, edition: Edition) -> None:
    company = make_buyer()
    panel = url("company_panel", edition, company.pk)
    assert "No invoice in this edition yet" in nora.get(panel).content.decode()
    make_draft(edition, company)
    invoice = issued_today(edition)

    assert "Draft" in nora.get(panel).content.decode()
    other = nora.get(url("company_panel", edition, invoice.exhibitor.company_id)).content.decode()
    assert str(invoice.number) in other
    assert client_in(edition, pole="logistics").get(panel).content == b""


def test_another_editions_invoice_is_not_found(nora: Client, edition: Edition) -> None:
    invoice = issued_today(make_billing_edition())
    note, payment = credit(invoice, 100), pay(invoice, 100)

    for name, pk in (("invoice_detail", invoice.pk), ("invoice_pdf", invoice.pk), ("credit_note_pdf", note.pk)):
        assert nora.get(url(name, edition, pk)).status_code == 404
    for name, pk in (("invoice_issue", invoice.pk), ("payment_take_back", payment.pk), ("credit_note_send", note.pk)):
        assert nora.post(url(name, edition, pk)).status_code == 404


def test_the_page_of_a_draft_shows_what_is_missing(nora: Client, edition: Edition) -> None:
    fill_association(siren="")
    InvoicingTerms.objects.create(starts_on=timezone.localdate() - timedelta(days=1), exemption="")
    draft = make_draft(edition, make_buyer("Nubelis", siren=""), lines=(("Stand", 1, 100, 2000), ("Don", 1, 100, 0)))

    page = nora.get(url("invoice_detail", edition, draft.pk)).content.decode()

    assert "Nubelis has no SIREN" in page
    assert "The association has no SIREN" in page
    assert "A line bears no VAT" in page
    assert "Issue this invoice" not in page


def test_a_draft_is_changed_issued_and_sent_from_its_page(nora: Client, edition: Edition) -> None:
    draft = make_draft(edition)
    make_contact(draft.exhibitor.company, email="compta@nubelis.example", is_billing=True)
    edit = url("invoice_edit", edition, draft.pk)
    assert nora.get(edit).status_code == 200
    assert nora.post(edit, {"due_on": "2020-01-01"}).status_code == 422
    detail = url("invoice_detail", edition, draft.pk)
    assert nora.post(edit, {"purchase_order": " PO  7 ", "due_on": ""})["Location"] == detail
    assert "compta@nubelis.example" in nora.get(detail).content.decode()

    answer = nora.post(url("invoice_issue", edition, draft.pk), {"send": "1"}, follow=True)

    assert answer.redirect_chain[0][0] == detail
    draft.refresh_from_db()
    assert (draft.is_issued, draft.purchase_order) == (True, "PO 7")
    assert Message.objects.get().to_address == "compta@nubelis.example"
    page = answer.content.decode()
    assert "compta@nubelis.example" in page
    assert "Send by mail" not in page
    assert nora.post(edit, {"purchase_order": "x"}).status_code == 422


def test_issuing_without_the_tick_sends_nothing_until_asked(nora: Client, edition: Edition) -> None:
    draft = make_draft(edition)

    nora.post(url("invoice_issue", edition, draft.pk))
    assert not Message.objects.exists()
    nora.post(url("invoice_send", edition, draft.pk))

    assert Message.objects.count() == 1


def test_a_refused_issue_says_why(nora: Client, edition: Edition) -> None:
    draft = make_draft(edition, make_buyer("Nubelis", siren=""))

    answer = nora.post(url("invoice_issue", edition, draft.pk))

    assert answer.status_code == 409
    assert "Nubelis has no SIREN" in answer.content.decode()


def test_the_pdf_is_downloaded_as_it_was_issued(nora: Client, edition: Edition) -> None:
    invoice = issued_today(edition)
    draft = make_draft(edition)

    answer = nora.get(url("invoice_pdf", edition, invoice.pk))

    assert answer["Content-Disposition"] == f'attachment; filename="{invoice.number}.pdf"'
    assert answer.getvalue().startswith(b"%PDF-")
    assert nora.get(url("invoice_pdf", edition, draft.pk)).status_code == 404


def test_a_payment_is_entered_once_however_often_it_is_clicked(nora: Client, edition: Edition) -> None:
    invoice = issued_today(edition)
    data = {
        "amount_cents": "1 000,00",
        "received_on": str(timezone.localdate()),
        "method": "transfer",
        "reference": "VIR",
        "request_key": "a" * 32,
    }

    for _ in range(2):
        assert nora.post(url("payment_enter", edition, invoice.pk), data).status_code == 302

    payment = Payment.objects.get()
    assert (payment.amount_cents, payment.reference) == (100_000, "VIR")
    assert "Part-paid" in nora.get(url("invoice_detail", edition, invoice.pk)).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("amount_cents", "abc", "is not an amount"),
        ("amount_cents", "0", "more than zero"),
        ("received_on", "2199-01-01", "still to come"),
        ("received_on", "", "required"),
        ("request_key", "", "required"),
    ],
)
def test_a_payment_that_cannot_be_is_shown_again(
    nora: Client, edition: Edition, field: str, value: str, words: str
) -> None:
    invoice = issued_today(edition)
    data = {"amount_cents": "10", "received_on": str(timezone.localdate()), "method": "card", "request_key": "k"}

    answer = nora.post(url("payment_enter", edition, invoice.pk), {**data, field: value})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Payment.objects.exists()


def test_a_payment_above_what_is_due_is_asked_about_first(nora: Client, edition: Edition) -> None:
    invoice = issued_today(edition)
    address, tick = url("payment_enter", edition, invoice.pk), "accept_overpayment"
    data = {"amount_cents": "3000", "received_on": str(timezone.localdate()), "method": "card", "request_key": "k"}
    assert tick not in nora.get(url("invoice_detail", edition, invoice.pk)).content.decode()

    asked = nora.post(address, data)

    assert (asked.status_code, Payment.objects.count()) == (422, 0)
    assert "€2,880.00 is due, and this is €120.00 more." in asked.content.decode()
    assert tick in asked.content.decode()
    assert nora.post(address, {**data, tick: "on"}).status_code == 302
    assert Payment.objects.get().amount_cents == 300_000


def test_a_payment_is_taken_back_and_both_lines_stay(nora: Client, edition: Edition) -> None:
    payment = pay(issued_today(edition, company=make_buyer("Nubelis")), 100)

    for _ in range(2):
        nora.post(url("payment_take_back", edition, payment.pk))

    page = nora.get(url("payment_list", edition))
    assert page.context["table"].total == "2 payments"
    for words in ("Taken back", "Takes back an entry", "Nubelis"):
        assert words in page.content.decode()
    pay(payment.invoice, 200)
    assert "Received" in nora.get(url("payment_list", edition) + "?q=nubelis").content.decode()


def test_invoices_to_credit_are_announced_on_the_list(nora: Client, edition: Edition) -> None:
    invoice = issued_today(edition)
    contract = invoice.contract
    assert contract is not None
    type(contract).objects.filter(pk=contract.pk).update(status="withdrawn")

    page = nora.get(url("invoice_list", edition)).content.decode()

    assert "1 invoice of a withdrawn contract" in page
    table = nora.get(url("invoice_list", edition) + "?state=to_credit").context["table"]
    assert list(table.queryset) == [invoice]


def test_terms_and_first_numbers_are_set_on_one_page(nora: Client, edition: Edition) -> None:
    page = url("invoicing", edition)
    terms = {
        "starts_on": "2026-01-01",
        "term_days": "45",
        "longest_days": "60",
        "recovery_cents": "40",
        "most_fee_cents": "25",
        "discount": "Pas d’escompte.",
        "penalty": "12 % par an.",
        "exemption": "",
    }
    assert nora.get(page).status_code == 200
    assert nora.post(page, terms).status_code == 302
    assert nora.post(page, {**terms, "term_days": "61"}).status_code == 422
    assert nora.post(page, {**terms, "longest_days": "30"}).status_code == 422
    assert nora.post(page, {**terms, "recovery_cents": "-1"}).status_code == 422
    assert nora.post(page, {**terms, "exemption": "art. 293 B"}).status_code == 302
    assert InvoicingTerms.objects.get().exemption == "art. 293 B"

    start = url("series_start", edition)
    year = timezone.localdate().year
    assert nora.post(start, {"letter": "F", "year": year, "first_number": "118"}, follow=True).status_code == 200
    assert InvoiceSeries.objects.get().last_number == 117
    assert nora.post(start, {"letter": "F", "year": year, "first_number": ""}).status_code == 422
    assert issued_today(edition).number == f"F{year}-0118"
    assert nora.post(start, {"letter": "F", "year": year, "first_number": "5"}).status_code == 422
    assert "45 days to pay" in nora.get(page).content.decode()


def test_a_closed_edition_is_read_only() -> None:
    edition = make_edition()
    fill_association()
    nora = client_in(edition, pole="treasury")
    invoice = issued_today(edition)
    Edition.objects.filter(pk=edition.pk).update(state=Edition.State.CLOSED, closed_at=timezone.now())

    assert "Enter a payment" not in nora.get(url("invoice_detail", edition, invoice.pk)).content.decode()
    assert nora.post(url("payment_enter", edition, invoice.pk), {}).status_code == 403
