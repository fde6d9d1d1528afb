"""Taking back what was issued: never more than is left, to the cent."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from parvis.companies.tests.factories import make_contact
from parvis.core.errors import Refused
from parvis.core.tests.pdf_reading import codes_of, text_of
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, make_actor
from parvis.outbox.models import Message
from parvis.sales.pricing import VatShare
from parvis.treasury.actions.credit_notes import send_credit_note
from parvis.treasury.crediting import spread
from parvis.treasury.documents import stored_bytes
from parvis.treasury.models import CreditNote, Invoice
from parvis.treasury.queries import left_to_credit
from parvis.treasury.tests.factories import STAND, credit, make_draft, make_issued, pay, with_amounts

BY = make_actor()
db = pytest.mark.django_db


def test_an_amount_is_spread_in_proportion_to_the_cent() -> None:
    left = [VatShare(550, 100, 6), VatShare(1000, 100, 10), VatShare(2000, 100, 20)]

    assert spread(left, 100) == [VatShare(550, 34, 2), VatShare(1000, 33, 3), VatShare(2000, 33, 7)]
    assert spread(left, 1) == [VatShare(550, 1, 0)]
    assert spread(left, 300) == left


def test_a_share_never_has_more_vat_than_is_left() -> None:
    assert spread([VatShare(2000, 9, 0)], 8) == [VatShare(2000, 8, 0)]


@db
def test_a_whole_credit_note_takes_back_the_whole_invoice() -> None:
    invoice = make_issued(lines=(STAND, ("Repas", 3, 1_999, 1000)))

    note = credit(invoice)

    assert (note.number, note.total_cents) == ("A2026-0001", invoice.total_cents)
    assert note.shares == [[1000, 5_997, 600], [2000, 240_000, 48_000]]
    assert (note.buyer, note.seller["name"]) == (invoice.buyer, invoice.seller["name"])
    assert with_amounts(invoice).standing(NOON.date()).key == "credited"
    assert LogEntry.objects.get(verb="credit_note.issued").object_id == str(note.pk)


@db
def test_credit_notes_have_a_series_of_their_own_and_stop_at_the_total() -> None:
    invoice = make_issued()

    numbers = [credit(invoice, cents).number for cents in (100_000, 100_000)]
    with pytest.raises(Refused, match=r"400\.00 without VAT can still be credited"):
        credit(invoice, 40_001)
    last = credit(invoice)

    assert [*numbers, last.number] == ["A2026-0001", "A2026-0002", "A2026-0003"]
    assert last.net_cents == 40_000
    assert sum(note.total_cents for note in CreditNote.objects.all()) == invoice.total_cents
    assert left_to_credit(invoice) == []
    with pytest.raises(Refused, match=r"€0\.00 without VAT"):
        credit(invoice)


@db
@pytest.mark.parametrize("cents", [0, -1])
def test_a_credit_note_of_nothing_is_refused(cents: int) -> None:
    with pytest.raises(Refused, match="can still be credited"):
        credit(make_issued(), cents)


@db
def test_the_parts_of_an_invoice_have_together_its_vat() -> None:
    """Nine cents bear 1.8 of VAT, three times three would bear 0.6 each."""
    invoice = make_issued(lines=(("Stylo", 9, 1, 2000),))

    notes = [credit(invoice, 3) for _ in range(3)]

    assert [note.vat_cents for note in notes] == [1, 1, 0]
    assert invoice.vat_cents == 2


@db
def test_the_same_key_is_one_credit_note_and_on_another_invoice_another() -> None:
    first, second = make_issued(), make_issued()

    notes = [credit(invoice, 100, request_key="k") for invoice in (first, first, second)]

    assert [note.number for note in notes] == ["A2026-0001", "A2026-0001", "A2026-0002"]


@db
def test_a_draft_is_not_credited() -> None:
    with pytest.raises(Refused, match="not issued yet"):
        credit(make_draft())


@db
def test_the_paper_names_the_invoice_and_the_reason() -> None:
    invoice = make_issued()

    pdf = stored_bytes(credit(invoice, 100_000, reason="Stand réduit"))

    text = text_of(pdf).replace("\u00a0", " ")
    for words in (
        "Avoir A2026-0001",
        "Annule tout ou partie de la facture F2026-0001 du 15 septembre 2026.",
        "Stand réduit",
        "TVA 20 % sur 1 000,00 € 200,00 €",
        "Total de l’avoir TTC 1 200,00 €",
        "SIREN",
    ):
        assert words in text
    assert "Régler par virement" not in text
    assert codes_of(pdf) == []


@db
def test_it_goes_to_who_receives_the_invoice_once() -> None:
    invoice = make_issued()
    contact = make_contact(invoice.exhibitor.company, is_billing=True)
    note = credit(invoice)

    send_credit_note(note, by=BY, at=NOON)
    send_credit_note(note, by=BY, at=NOON + timedelta(hours=1))

    message = Message.objects.get()
    assert (message.to_address, message.attachments[0]["name"]) == (contact.email, "A2026-0001.pdf")
    assert "invoice F2026-0001" in message.text
    assert LogEntry.objects.filter(verb="credit_note.sent").count() == 1


@db
def test_it_needs_a_contact_to_be_sent() -> None:
    with pytest.raises(Refused, match="no contact"):
        send_credit_note(credit(make_issued(is_active=False)), by=BY, at=NOON)


@db
def test_a_credited_and_paid_invoice_is_overpaid() -> None:
    invoice = make_issued()
    pay(invoice, invoice.total_cents)

    credit(invoice)

    assert with_amounts(invoice).amounts == (288_000, 288_000, -288_000)
    assert with_amounts(invoice).standing(NOON.date()).key == "overpaid"


@db
def test_the_database_refuses_a_sum_above_the_invoice() -> None:
    invoice = make_issued()
    note = credit(invoice, 200_000)
    fields = {name: getattr(note, name) for name in ("reason", "created_at", "series", "issued_on", "pdf_sha256")}

    with pytest.raises(IntegrityError, match="beyond its total"), transaction.atomic():
        CreditNote.objects.create(
            invoice=invoice, status="issued", number="A2026-0002", sequence=2, net_cents=50_000, vat_cents=0, **fields
        )
    draft = CreditNote.objects.create(invoice=invoice, net_cents=50_000, vat_cents=50_000, reason="x", created_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditNote.objects.filter(pk=draft.pk).update(
            status="issued",
            number="A2026-0002",
            sequence=2,
            series=note.series,
            issued_on=note.issued_on,
            pdf_sha256="x",
        )


@db
def test_an_issued_credit_note_is_neither_changed_nor_deleted() -> None:
    note = credit(make_issued())

    for change in (
        lambda: CreditNote.objects.update(reason="Autre"),
        lambda: CreditNote.objects.update(shares=[]),
        lambda: note.delete(),
        lambda: Invoice.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
