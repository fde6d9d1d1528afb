"""From a signed contract to an issued, frozen, sent invoice."""

import hashlib
from datetime import date, timedelta
from typing import Any

import pytest

from parvis.companies.models import Company
from parvis.companies.tests.factories import make_contact
from parvis.core.errors import Refused
from parvis.core.tests.pdf_reading import codes_of, standards_of, text_of
from parvis.editions.models import Association, LogEntry
from parvis.editions.tests.factories import NOON, make_actor
from parvis.exhibitors.models import DoneStep
from parvis.exhibitors.tests.factories import make_exhibitor
from parvis.outbox.models import Message
from parvis.sales.actions import withdraw_contract
from parvis.sales.signals import contract_signed, contract_withdrawn
from parvis.sales.tests.factories import make_signed
from parvis.treasury.actions.invoices import change_draft, draft_invoice, issue_each, issue_invoice, send_invoice
from parvis.treasury.documents import invoice_paper, stored_bytes
from parvis.treasury.models import Invoice, InvoiceLine, InvoiceSeries, InvoicingTerms
from parvis.treasury.queries import lines_of
from parvis.treasury.tests.factories import (
    IBAN,
    STAND,
    credit,
    fill_association,
    make_billing_edition,
    make_buyer,
    make_draft,
    make_issued,
    make_signed_contract,
    pay,
)

pytestmark = pytest.mark.django_db
BY = make_actor()


def test_a_signed_contract_drafts_an_invoice_with_its_lines() -> None:
    contract = make_signed_contract(lines=(STAND, ("Repas", 3, 1_999, 1000)))

    contract_signed.send(type(contract), contract=contract, by=BY, at=NOON)

    invoice = Invoice.objects.get()
    assert (invoice.contract, invoice.kind, invoice.status, invoice.number) == (contract, "full", "draft", None)
    assert [(line.position, line.name, line.quantity, line.net_cents) for line in lines_of(invoice)] == [
        (1, "Stand 9 m²", 1, 240_000),
        (2, "Repas", 3, 5_997),
    ]
    assert (invoice.net_cents, invoice.vat_cents) == (245_997, 48_000 + 600)


def test_signing_and_withdrawing_a_real_contract_makes_and_drops_its_draft() -> None:
    contract = make_signed()
    assert [invoice.contract for invoice in Invoice.objects.all()] == [contract]

    withdraw_contract(contract, reason="Budget", by=BY, at=NOON)

    assert not Invoice.objects.exists()


def test_a_contract_signed_twice_has_one_draft() -> None:
    contract = make_signed_contract()

    first, second = (draft_invoice(contract, by=BY, at=NOON) for _ in range(2))

    assert first == second
    assert InvoiceLine.objects.count() == 1
    assert LogEntry.objects.filter(verb="invoice.drafted").count() == 1


def test_a_contract_of_gifts_has_no_invoice() -> None:
    contract = make_signed_contract(lines=(("Stand offert", 1, 0, 2000),))

    assert draft_invoice(contract, by=BY, at=NOON) is None
    assert not Invoice.objects.exists()


def test_vat_is_computed_once_on_the_sum_of_a_rate() -> None:
    """Three times 0.08 of VAT would be 0.24; on the sum it is 0.25."""
    invoice = make_draft(lines=(("A", 1, 41, 2000), ("B", 1, 41, 2000), ("C", 1, 41, 2000)))

    assert invoice.vat_cents == 25


def test_a_withdrawn_contract_drops_its_draft_and_keeps_what_was_issued() -> None:
    draft, issued = make_draft(), make_issued()

    for invoice in (draft, issued):
        contract_withdrawn.send(Invoice, contract=invoice.contract, by=BY, at=NOON)

    assert list(Invoice.objects.all()) == [issued]
    assert LogEntry.objects.get(verb="invoice.dropped").object_id == str(draft.pk)


def test_issuing_a_dropped_draft_is_refused() -> None:
    invoice = make_draft()
    Invoice.objects.get(pk=invoice.pk).delete()

    with pytest.raises(Refused, match="no longer there"):
        issue_invoice(invoice, by=BY, at=NOON)


def test_the_draft_takes_order_number_and_due_date() -> None:
    invoice = make_draft()

    for _ in range(2):
        change_draft(invoice, purchase_order="PO-7", due_on=date(2026, 10, 1), by=BY, at=NOON)

    invoice.refresh_from_db()
    assert (invoice.purchase_order, invoice.due_on) == ("PO-7", date(2026, 10, 1))
    assert LogEntry.objects.filter(verb="invoice.changed").count() == 1


@pytest.mark.parametrize("due_on", [date(2026, 9, 14), date(2026, 11, 15)])
def test_a_due_date_is_within_the_longest_term(due_on: date) -> None:
    with pytest.raises(Refused, match="to 60 days later"):
        change_draft(make_draft(), purchase_order="", due_on=due_on, by=BY, at=NOON)


def test_a_due_date_that_has_passed_keeps_the_draft_from_issue() -> None:
    invoice = change_draft(make_draft(), purchase_order="", due_on=date(2026, 9, 20), by=BY, at=NOON)

    with pytest.raises(Refused, match="due date"):
        issue_invoice(invoice, by=BY, at=NOON + timedelta(days=10))

    assert not InvoiceSeries.objects.exists()


def test_an_issued_invoice_has_number_date_term_and_paper() -> None:
    invoice = make_issued()

    invoice.refresh_from_db()
    assert (invoice.number, invoice.sequence, invoice.status) == ("F2026-0001", 1, "issued")
    assert (invoice.issued_on, invoice.due_on) == (date(2026, 9, 15), date(2026, 10, 15))
    assert hashlib.sha256(stored_bytes(invoice)).hexdigest() == invoice.pdf_sha256
    assert LogEntry.objects.get(verb="invoice.issued").changes["number"] == [None, "F2026-0001"]


def test_issuing_again_gives_the_same_invoice_and_burns_no_number() -> None:
    invoice = make_draft()

    first, second = (issue_invoice(invoice, by=BY, at=NOON) for _ in range(2))

    assert (first.number, first.pdf_sha256) == (second.number, second.pdf_sha256)
    assert InvoiceSeries.objects.get().last_number == 1
    assert LogEntry.objects.filter(verb="invoice.issued").count() == 1


def test_an_issued_invoice_keeps_the_parties_of_its_day() -> None:
    invoice = make_issued(company=make_buyer("Nubelis", legal_name="Nubelis SAS"))
    Company.objects.update(name="Autre", legal_name="")
    Association.objects.update(legal_name="Autre association", iban="")

    invoice.refresh_from_db()
    assert invoice.buyer["name"] == "Nubelis SAS"
    assert invoice.seller["name"] == "Association Forum Exemple"
    assert invoice.seller["iban"] == IBAN


def test_the_paper_says_all_that_the_law_wants() -> None:
    invoice = change_draft(
        make_draft(company=make_buyer("Nubelis", siren="552081317", vat_number="FR03552081317")),
        purchase_order="PO-778",
        due_on=None,
        by=BY,
        at=NOON,
    )

    pdf = stored_bytes(issue_invoice(invoice, by=BY, at=NOON))

    text = text_of(pdf)
    for words in (
        "Facture F2026-0001",
        "15 septembre 2026",
        "20 octobre 2026",
        "15 octobre 2026",
        "PO-778",
        "Association Forum Exemple",
        "association loi 1901",
        "SIREN : 732 829 320",
        "RNA : W751234567",
        "FR44732829320",
        "Nubelis",
        "SIREN : 552 081 317",
        "FR03552081317",
        "Stand 9 m²",
        "TVA 20 % sur 2 400,00 € 480,00 €",
        "Net à payer 2 880,00 €",
        "Prestations de services",
        "Pas d’escompte",
        "majoré de 10 points",
        "Indemnité forfaitaire pour frais de recouvrement en cas de retard : 40 €",
        "FR76 3000 6000 0112 3456 7890 189",
    ):
        assert words in text.replace("\u00a0", " "), words
    assert standards_of(pdf) == {"A-3A", "UA-1"}
    assert codes_of(pdf) == [
        f"BCD\n002\n1\nSCT\nAGRIFRPP\nAssociation Forum Exemple\n{IBAN}\nEUR2880.00\n\n\nF2026-0001"
    ]


def test_a_line_without_vat_prints_why() -> None:
    edition = make_billing_edition()
    fill_association(vat_number="", iban="")
    InvoicingTerms.objects.create(starts_on=date(2026, 1, 1), exemption="TVA non applicable, art. 293 B du CGI")

    text = text_of(stored_bytes(make_issued(edition, lines=(("Stand", 1, 100_000, 0),))))

    assert "TVA non applicable, art. 293 B du CGI" in text
    assert "Régler par virement" not in text


def test_a_wrong_account_number_prints_no_code() -> None:
    edition = make_billing_edition()
    fill_association(iban="FR7630006000011234567890188")

    pdf = stored_bytes(make_issued(edition))

    assert codes_of(pdf) == []
    assert "0188" not in text_of(pdf).split("FR76")[0]


def test_a_deposit_invoice_says_so() -> None:
    invoice = make_draft()
    invoice.kind = Invoice.Kind.DEPOSIT
    invoice.contract = None
    invoice.save()

    assert "Facture d’acompte" in text_of(stored_bytes(issue_invoice(invoice, by=BY, at=NOON)))


def test_the_same_invoice_and_time_give_the_same_bytes() -> None:
    invoice = make_issued()

    again = Invoice.objects.get(pk=invoice.pk)
    again.pdf_sha256 = again.xml_sha256 = ""
    invoice_paper(again, lines_of(again), [], at=NOON)

    assert (again.pdf_sha256, again.xml_sha256) == (invoice.pdf_sha256, invoice.xml_sha256)


@pytest.mark.parametrize(
    ("association", "company", "words"),
    [
        ({}, {"siren": ""}, "Nubelis has no SIREN"),
        ({}, {"address": ""}, "Nubelis has no whole address"),
        ({}, {"city": ""}, "Nubelis has no whole address"),
        ({}, {"country": ""}, "Nubelis has no country, and VAT depends on it"),
        ({"siren": ""}, {}, "association has no SIREN"),
        ({"address": ""}, {}, "association has no address"),
        ({"vat_number": ""}, {}, "no VAT number"),
    ],
)
def test_an_invoice_waits_for_what_is_missing(association: dict[str, Any], company: dict[str, Any], words: str) -> None:
    edition = make_billing_edition()
    fill_association(**association)
    invoice = make_draft(edition, make_buyer("Nubelis", **company))

    with pytest.raises(Refused, match=words):
        issue_invoice(invoice, by=BY, at=NOON)

    assert not InvoiceSeries.objects.exists()
    assert Invoice.objects.get().status == "draft"


def test_a_line_without_vat_waits_for_its_reason() -> None:
    with pytest.raises(Refused, match="reason to print"):
        make_issued(lines=(STAND, ("Don", 1, 100, 0)))


def test_a_foreign_buyer_needs_no_siren() -> None:
    invoice = make_issued(company=make_buyer("Foo GmbH", siren="", country="DE", city="Berlin", postcode="10115"))

    assert invoice.number == "F2026-0001"
    assert "DE" in invoice.buyer["address"]


def test_a_division_has_the_siren_of_its_company() -> None:
    parent = make_buyer("Nubelis", siren="552081317")

    invoice = make_issued(company=make_buyer("Nubelis Défense", siren="", parent=parent))

    assert invoice.buyer["siren"] == "552081317"


def test_a_batch_issues_what_it_can_and_says_why_of_the_rest() -> None:
    edition = make_billing_edition()
    good, bad = make_draft(edition), make_draft(edition, make_buyer("Nubelis", siren=""))

    result = issue_each([bad, good], by=BY, at=NOON)

    assert [Invoice.objects.get(pk=invoice.pk).number for invoice in result.done] == ["F2026-0001"]
    assert {sentence[:20]: rows for sentence, rows in result.refused.items()} == {"Nubelis has no SIREN": [bad]}


def test_issued_and_settled_is_a_step_of_the_exhibitor() -> None:
    invoice = make_issued()
    steps = DoneStep.objects.filter(exhibitor=invoice.exhibitor, step="invoice")
    assert not steps.exists()

    pay(invoice, 288_000)

    assert steps.exists()


def test_a_second_invoice_undoes_the_step() -> None:
    first = make_issued()
    pay(first, 288_000)

    make_issued(exhibitor=make_exhibitor(first.exhibitor.edition, make_buyer()))
    assert DoneStep.objects.filter(step="invoice").count() == 1
    second = Invoice.objects.create(exhibitor=first.exhibitor, created_at=NOON, net_cents=100, vat_cents=20)
    amounts = {"unit_price_cents": 100, "net_cents": 100, "vat_basis_points": 2000}
    InvoiceLine.objects.create(invoice=second, position=1, name="Badge", quantity=1, **amounts)
    issue_invoice(second, by=BY, at=NOON)

    assert not DoneStep.objects.filter(step="invoice").exists()


def test_the_invoice_goes_to_the_billing_contacts_once() -> None:
    invoice = make_issued()
    company = invoice.exhibitor.company
    billing = make_contact(company, email="compta@nubelis.example", is_billing=True)
    make_contact(company, email="gone@nubelis.example", is_billing=True, is_active=False)

    for _ in range(2):
        send_invoice(invoice, by=BY, at=NOON)
    send_invoice(invoice, by=BY, at=NOON + timedelta(hours=1))

    message = Message.objects.get()
    assert message.to_address == billing.email
    assert "F2026-0001" in message.subject
    assert "October" in message.text
    assert [(file["name"], file["sha256"]) for file in message.attachments] == [("F2026-0001.pdf", invoice.pdf_sha256)]
    assert (message.object_type, message.object_id) == ("treasury.invoice", str(invoice.pk))


def test_a_later_send_leaves_no_second_line_of_history() -> None:
    invoice = make_issued()

    send_invoice(invoice, by=BY, at=NOON)
    send_invoice(invoice, by=BY, at=NOON + timedelta(hours=1))

    assert LogEntry.objects.filter(verb="invoice.sent").count() == 1


def test_without_billing_contact_the_parents_then_the_quotes_is_written_to() -> None:
    parent = make_buyer()
    invoice = make_issued(company=make_buyer(parent=parent), email="grace@nubelis.example")
    assert [mail.to_address for mail in send_invoice(invoice, by=BY, at=NOON)] == ["grace@nubelis.example"]

    make_contact(parent, email="groupe@nubelis.example", is_billing=True)

    assert [mail.to_address for mail in send_invoice(invoice, by=BY, at=NOON)] == ["groupe@nubelis.example"]


def test_an_invoice_without_contact_is_not_sent() -> None:
    with pytest.raises(Refused, match="no contact for invoices"):
        send_invoice(make_issued(is_active=False), by=BY, at=NOON)


def test_a_draft_is_neither_sent_nor_changed_once_issued() -> None:
    with pytest.raises(Refused, match="draft is not sent"):
        send_invoice(make_draft(), by=BY, at=NOON)
    with pytest.raises(Refused, match="no longer change"):
        change_draft(make_issued(), purchase_order="x", due_on=None, by=BY, at=NOON)


def test_a_withdrawn_contract_of_an_invoice_credited_is_settled() -> None:
    invoice = make_issued()

    credit(invoice)

    assert DoneStep.objects.filter(exhibitor=invoice.exhibitor, step="invoice").exists()
