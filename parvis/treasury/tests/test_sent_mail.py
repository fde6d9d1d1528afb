"""The list of sent mail calls an invoice by its number."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parvis.editions.tests.factories import NOON, client_in, make_actor
from parvis.outbox.models import Message
from parvis.treasury.actions.invoices import send_invoice
from parvis.treasury.tests.factories import make_billing_edition, make_issued

pytestmark = pytest.mark.django_db


def test_mails_name_invoices_by_number_with_one_query_for_a_page() -> None:
    edition = make_billing_edition()
    client, page = client_in(edition, pole="treasury"), reverse("editions:mail_list", args=[edition.slug])
    numbers, queries = [], []
    for _time in range(2):
        invoice = make_issued(edition)
        send_invoice(invoice, by=make_actor(), at=NOON)
        numbers.append(str(invoice.number))
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            shown = client.get(page).text
        queries.append(len(asked))
        assert [number for number in numbers if f"Invoice {number}</a>" not in shown] == []

    assert queries[0] == queries[1]
    file = client.get(page, {"export": "csv"}).getvalue().decode()
    assert [number for number in numbers if number not in file] == []
    mail = Message.objects.order_by("pk").last()
    assert mail
    assert f"Invoice {numbers[1]}" in client.get(reverse("editions:mail_detail", args=[edition.slug, mail.pk])).text
