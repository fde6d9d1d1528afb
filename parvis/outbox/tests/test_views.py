"""`/dev/mail/`: a demonstration's mails, and their HTML kept apart from the site."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from parvis.outbox.models import Webhook
from parvis.outbox.tests.factories import NOON, make_message

pytestmark = pytest.mark.django_db


def test_mail_list_shows_the_mails(client: Client) -> None:
    assert "No mail yet" in client.get(reverse("outbox:mail_list")).text
    make_message()

    assert "grace1@example.org" in client.get(reverse("outbox:mail_list")).text


def test_mail_detail_shows_the_text_with_its_links(client: Client) -> None:
    message = make_message(html="<p>Here</p>")
    message.text = "Go to https://parvis.example/q/abc"
    message.attachments = [{"name": "devis.pdf", "path": "x", "sha256": "", "type": "application/pdf"}]
    message.save()

    page = client.get(reverse("outbox:mail_detail", args=[message.pk]))

    assert 'href="https://parvis.example/q/abc"' in page.text
    assert "devis.pdf" in page.text
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]


def test_mail_html_may_run_nothing(client: Client) -> None:
    message = make_message(html="<p>Here</p><script>alert(1)</script>")

    page = client.get(reverse("outbox:mail_html", args=[message.pk]))

    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy


def test_outside_a_demonstration_there_is_no_such_page(client: Client, settings: Settings) -> None:
    settings.DEMO_OPEN = False

    assert client.get(reverse("outbox:mail_list")).status_code == 404


def test_a_webhook_is_known_by_its_address() -> None:
    assert str(Webhook(url="https://example.org/hook", created_at=NOON)) == "https://example.org/hook"
