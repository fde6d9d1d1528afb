"""What an exhibitor sees of its invoices, and of nobody else's."""

import pytest
from django.urls import reverse

from parvis.editions.models import Edition
from parvis.editions.tests.factories import client_of
from parvis.exhibitors.models import Exhibitor
from parvis.exhibitors.tests.factories import make_exhibitor, make_representative
from parvis.treasury.tests.factories import credit, make_billing_edition, make_buyer, make_draft, make_issued, pay

pytestmark = pytest.mark.django_db


def url(name: str, edition: Edition, *ids: int) -> str:
    return reverse(f"treasury:{name}", args=[edition.slug, *ids])


def text(exhibitor: Exhibitor, name: str) -> str:
    user = make_representative(exhibitor).user
    assert user is not None
    return client_of(user).get(url(name, exhibitor.edition)).content.decode()


def test_an_exhibitor_sees_what_is_due_and_its_papers() -> None:
    invoice = make_issued()
    note = credit(invoice, 40_000)

    page = text(invoice.exhibitor, "portal_invoice_list")

    for words in ("F2026-0001", "A2026-0001", "€2,400.00 to be paid", "FR76 3000 6000 0112 3456 7890 189"):
        assert words in page
    assert "€2,400.00" in text(invoice.exhibitor, "exhibitor_panel")
    assert str(note.number) in page


def test_a_paid_invoice_asks_for_nothing() -> None:
    invoice = make_issued()
    pay(invoice, 288_000)

    assert "Everything is paid" in text(invoice.exhibitor, "portal_invoice_list")
    assert "Everything is paid" in text(invoice.exhibitor, "exhibitor_panel")


def test_a_draft_is_not_shown() -> None:
    draft = make_draft()

    assert "No invoice yet" in text(draft.exhibitor, "portal_invoice_list")
    assert "No invoice yet" in text(draft.exhibitor, "exhibitor_panel")


def test_nobody_reads_the_papers_of_another_exhibitor() -> None:
    edition = make_billing_edition()
    invoice = make_issued(edition)
    note = credit(invoice, 100)
    draft = make_draft(edition)
    mine, other = invoice.exhibitor, make_exhibitor(edition, make_buyer())
    papers = [("portal_invoice_pdf", invoice.pk), ("portal_credit_note_pdf", note.pk)]

    grace = client_of(make_representative(mine).user)  # type: ignore[arg-type]
    mallory = client_of(make_representative(other).user)  # type: ignore[arg-type]

    assert [grace.get(url(name, edition, pk)).getvalue()[:5] for name, pk in papers] == [b"%PDF-"] * 2
    assert [mallory.get(url(name, edition, pk)).status_code for name, pk in papers] == [404, 404]
    assert "F2026-0001" not in mallory.get(url("portal_invoice_list", edition)).content.decode()
    mine_draft = client_of(make_representative(draft.exhibitor).user)  # type: ignore[arg-type]
    assert mine_draft.get(url("portal_invoice_pdf", edition, draft.pk)).status_code == 404
