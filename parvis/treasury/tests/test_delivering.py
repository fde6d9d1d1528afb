"""Whether an issued invoice reached its buyer, in the list, on its page and on the treasurer's home."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from parvis.companies.tests.factories import make_contact
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, client_in, make_actor
from parvis.outbox.actions import suppress_address
from parvis.outbox.models import Message
from parvis.treasury.actions.invoices import send_invoice
from parvis.treasury.actions.transmissions import note_status
from parvis.treasury.delivering import undelivered_in, with_delivery
from parvis.treasury.models import Code, Invoice, Transmission
from parvis.treasury.queries import invoices_in
from parvis.treasury.tests.factories import credit, make_billing_edition, make_draft, make_issued
from parvis.treasury.tests.platforms import issued, way

pytestmark = pytest.mark.django_db
BY = make_actor()
LATER = NOON + timedelta(days=1)


@pytest.fixture
def edition() -> Edition:
    return make_billing_edition()


def delivery(invoice: Invoice) -> str:
    row = with_delivery(invoices_in(invoice.exhibitor.edition)).get(pk=invoice.pk)
    return str(vars(row)["delivery"])


def mails_become(state: str, **only: str) -> None:
    sent_at = NOON if state == "sent" else None
    Message.objects.filter(**only).update(state=state, sent_at=sent_at)


def test_it_is_delivered_once_one_contact_has_it(edition: Edition) -> None:
    invoice = make_issued(edition)
    make_contact(invoice.exhibitor.company, email="one@nubelis.example", is_billing=True)
    make_contact(invoice.exhibitor.company, email="two@nubelis.example", is_billing=True)
    assert (delivery(invoice), delivery(make_draft(edition))) == ("unsent", "")
    send_invoice(invoice, by=BY, at=NOON)
    assert delivery(invoice) == ""

    for state in ("failed", "unsure", "held", "suppressed"):
        mails_become(state)
        assert delivery(invoice) == "bounced", state
    assert list(undelivered_in(edition)) == [invoice]
    mails_become("sent", to_address="two@nubelis.example")

    assert delivery(invoice) == ""
    assert not undelivered_in(edition).exists()


def test_what_a_platform_took_is_delivered_what_it_rejected_or_never_got_is_not(
    edition: Edition, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    invoice = issued("manual")
    assert delivery(invoice) == ""  # somebody deposits it, which the home tells apart
    Transmission.objects.filter(invoice=invoice).update(problem="No answer")
    assert delivery(invoice) == "failed"
    Transmission.objects.filter(invoice=invoice).update(problem="")
    send_invoice(invoice, by=BY, at=NOON)
    mails_become("failed")
    assert delivery(invoice) == "bounced"

    for code, found in ((Code.DEPOSITED, ""), (Code.REJECTED, "failed")):
        note_status(way(invoice), code=code, on=LATER.date(), reason="x", by=BY, at=LATER)
        assert delivery(invoice) == found
    credit(invoice)

    assert delivery(invoice) == ""


def test_the_list_flags_and_filters_and_the_page_sends_again(edition: Edition) -> None:
    invoice, other = (make_issued(edition, at=timezone.now()) for _ in range(2))
    page = reverse("treasury:invoice_detail", args=[edition.slug, invoice.pk])
    listed, nora = reverse("treasury:invoice_list", args=[edition.slug]), client_in(edition, pole="treasury")
    send_invoice(invoice, by=BY, at=NOON)
    assert "Send by mail" not in nora.get(page).content.decode()
    mails_become("failed")

    for query, rows in {"delivery=undelivered": [invoice], "delivery=unsent": [other]}.items():
        assert list(nora.get(f"{listed}?{query}").context["table"].queryset) == rows, query
    assert "Not delivered: no mail arrived" in nora.get(listed).content.decode()
    shown = nora.get(page).content.decode()
    assert "Not delivered: no mail arrived" in shown
    assert "Send by mail" in shown
    assert "Not delivered" in nora.get(company_panel(edition, invoice)).content.decode()
    nora.post(reverse("treasury:invoice_send", args=[edition.slug, invoice.pk]))

    assert Message.objects.get().state == "new"
    assert delivery(invoice) == ""


def company_panel(edition: Edition, invoice: Invoice) -> str:
    return reverse("treasury:company_panel", args=[edition.slug, invoice.exhibitor.company_id])


def test_what_is_blocked_is_said_and_goes_nowhere(edition: Edition) -> None:
    invoice = make_issued(edition)
    (mail,) = send_invoice(invoice, by=BY, at=NOON)
    mails_become("suppressed")
    suppress_address(mail.to_address, reason="hard_bounce", by=BY, at=NOON)
    send = reverse("treasury:invoice_send", args=[edition.slug, invoice.pk])

    answer = client_in(edition, pole="treasury").post(send, follow=True)

    (said,) = answer.context["messages"]
    assert str(said).startswith(f"Nothing goes to {mail.to_address}: blocked.")
    assert Message.objects.get().state == "suppressed"
