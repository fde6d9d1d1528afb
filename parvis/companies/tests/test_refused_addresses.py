"""Addresses that take no mail: found by a report in the mailbox, blocked, and shown to the team with the way out."""

from typing import Any

import pytest
from django.urls import reverse

from parvis.companies import actions, queries
from parvis.companies.actions.answers import read_mailbox
from parvis.companies.models import Contact
from parvis.companies.tests.factories import make_company, make_contact, make_opportunity
from parvis.core.mail_reports import Bounce
from parvis.core.tests.imap_server import imap_server
from parvis.core.tests.test_mail_reports import report
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, client_in, make_actor, make_edition, make_member
from parvis.outbox.actions import lift_suppression, note_bounce
from parvis.outbox.delivery import deliver_due
from parvis.outbox.models import Attempt, Message, Suppression

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": make_actor(), "at": NOON}


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def sent(edition: Edition) -> Message:
    """A mail to Grace that left."""
    company = make_company("Nubelis")
    make_opportunity(company=company, edition=edition)
    contact = make_contact(company, email="Grace@nubelis.example")
    author = make_member(edition).user
    actions.write_to_contact(contact, subject="Forum", body="Come?", author=author, edition=edition, **BY)
    deliver_due(5, NOON)
    return Message.objects.get(state="sent")


def came_back(message: Message, **replaced: str) -> bytes:
    return report(**{"<abc@forum.example>": message.message_id, **replaced})


def test_a_report_in_the_mailbox_blocks_the_address_and_the_mail_has_failed(sent: Message) -> None:
    with imap_server() as folder:
        read_mailbox(folder.address, at=NOON)
        folder.deliver(came_back(sent))
        folder.deliver(came_back(sent, Undelivered="Again undelivered"))
        assert read_mailbox(folder.address, at=NOON) == 2

    sent.refresh_from_db()
    assert (sent.state, sent.sent_at) == ("failed", None)
    attempt = Attempt.objects.filter(message=sent).latest("pk")
    assert (attempt.outcome, attempt.detail[:9]) == ("refused", "5.1.1 smt")
    assert Attempt.objects.filter(message=sent).count() == 2
    block = Suppression.objects.get()
    assert (block.address, block.reason) == ("grace@nubelis.example", "hard_bounce")


def bounce(message: Message, **fields: Any) -> Bounce:
    usual = {"message_id": message.message_id, "addresses": frozenset({message.to_address}), "status": "5.1.1"}
    return Bounce(**{**usual, **fields})


@pytest.mark.parametrize("number", ["", "<forged@forum.example>"])
def test_a_report_of_a_mail_we_never_sent_changes_nothing(sent: Message, number: str) -> None:
    assert note_bounce(bounce(sent, message_id=number), **BY) is None
    sent.refresh_from_db()
    assert sent.state == "sent"
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("fields", [{"status": "5.2.2"}, {"addresses": frozenset({"mallory@evil.example"})}])
def test_a_full_mailbox_or_an_address_behind_fails_the_mail_and_blocks_nobody(
    sent: Message, fields: dict[str, Any]
) -> None:
    note_bounce(bounce(sent, **fields), **BY)

    sent.refresh_from_db()
    assert sent.state == "failed"
    assert not Suppression.objects.exists()


def test_the_team_sees_it_on_page_list_and_home_until_it_is_mended(edition: Edition, sent: Message) -> None:
    client, contact = client_in(edition), Contact.objects.get()
    other = make_company("Elsewhere")
    pages = {
        "page": reverse("companies:company_detail", args=[edition.slug, contact.company_id]),
        "list": reverse("companies:company_list", args=[edition.slug]) + "?mail=refused",
        "home": reverse("reports:home", args=[edition.slug]),
    }

    def shown() -> dict[str, str]:
        return {name: client.get(page).content.decode() for name, page in pages.items()}

    before = shown()
    note_bounce(bounce(sent), **BY)
    after = shown()

    assert ("there is no such address" in before["page"], "address refused" in before["home"]) == (False, False)
    assert "there is no such address" in after["page"]
    assert "/mail/?q=Grace%40nubelis.example" in after["page"]
    assert ("Nubelis" in after["list"], other.name in after["list"], "Nubelis" in before["list"]) == (
        True,
        False,
        False,
    )
    assert "1 address refused" in after["home"]
    assert [one.email for one in queries.refused_in(edition)] == [contact.email]
    lift_suppression(sent.to_address, reason="hard_bounce", **BY)
    assert not queries.refused_in(edition).exists()
