"""What became of the edition's mails, and what the team decides about them: on the list, on the page of one."""

from datetime import timedelta

import pytest
from django.test import Client

from parvis.core.errors import Refused
from parvis.editions import actions
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import NOON, client_in, make_actor, make_edition, make_member
from parvis.outbox.actions import Attachment, send_later, suppress_address
from parvis.outbox.models import Attempt, Message, Suppression

pytestmark = pytest.mark.django_db
BY = make_actor()
LATER = NOON + timedelta(days=1)


def make_mail(edition: Edition, number: int = 1, *, state: str = "unsure", stream: str = "service") -> Message:
    """A mail about somebody's place in the team, which the whole team may see."""
    mail = send_later(
        kind="invitation",
        cause=f"invited:{number}",
        to=f"grace{number}@example.org",
        to_name="Grace",
        subject=f"Invitation {number}",
        text="https://example.org/secret-link\n",
        stream=stream,
        attachments=[Attachment("a/b.pdf", "letter.pdf", "0" * 64)],
        about=make_member(edition, pole="it"),
        by=BY,
        at=NOON,
    )
    mail.state, mail.sent_at = state, NOON if state == "sent" else None
    mail.save()
    return mail


def page(edition: Edition, *parts: object) -> str:
    return "/".join(["/team", edition.slug, "mail", *map(str, parts), ""])


def states() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def verbs() -> list[str]:
    return list(LogEntry.objects.order_by("pk").values_list("verb", flat=True))


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def client(edition: Edition) -> Client:
    return client_in(edition, pole="it")


def test_the_page_tells_all_but_the_text(edition: Edition, client: Client) -> None:
    mail = make_mail(edition)
    Attempt.objects.create(message=mail, at=NOON, outcome="unsure", detail="451 try later")

    shown = client.get(page(edition, mail.pk)).content.decode()

    told = ["Invitation 1", "Grace grace1@example.org", "letter.pdf", "451 try later", "Unsure", "Place in the team"]
    assert [words for words in told if words not in shown] == []
    assert "secret-link" not in shown
    assert "The text is not shown here" in shown


def test_the_list_leads_to_the_page_of_each_mail(edition: Edition, client: Client) -> None:
    mail = make_mail(edition)

    assert f'<a href="{page(edition, mail.pk)}">Invitation 1</a>' in client.get(page(edition)).text


def test_a_mail_of_another_edition_or_about_nothing_is_not_found(edition: Edition, client: Client) -> None:
    other = make_mail(make_edition())
    code = send_later(kind="code", cause="c", to="g@example.org", subject="Code", text="123456", by=BY, at=NOON)

    answers = [client.get(page(edition, mail.pk)).status_code for mail in (other, code)]
    answers += [client.post(page(edition, other.pk, act)).status_code for act in ("decide", "unblock")]

    assert answers == [404] * 4


def test_a_reader_sees_and_decides_nothing(edition: Edition) -> None:
    mail = make_mail(edition)
    reader = client_in(edition, pole="it", role="reader")

    shown = reader.get(page(edition, mail.pk))

    assert (shown.status_code, "Send again" in shown.text) == (200, False)
    assert reader.post(page(edition, mail.pk, "decide"), {"action": "resend"}).status_code == 403
    assert reader.post(page(edition), {"action": "resend", "ids": [mail.pk]}).status_code == 403
    assert states() == ["unsure"]


@pytest.mark.parametrize(
    ("action", "state", "verb"),
    [("resend", "new", "mail.resent"), ("arrived", "sent", "mail.settled"), ("drop", "failed", "mail.settled")],
)
def test_a_decision_is_kept_once_however_often_it_is_posted(
    edition: Edition, client: Client, action: str, state: str, verb: str
) -> None:
    mail = make_mail(edition)

    for _time in range(2):
        client.post(page(edition, mail.pk, "decide"), {"action": action}, follow=True)

    entry = LogEntry.objects.get()
    assert states() == [state]
    assert (entry.verb, entry.edition, entry.changes) == (verb, edition, {"state": ["unsure", state]})
    assert "Ada" not in str(entry.changes)


def test_an_unknown_decision_is_refused(edition: Edition, client: Client) -> None:
    mail = make_mail(edition)

    assert client.post(page(edition, mail.pk, "decide"), {"action": "x"}).status_code == 409
    assert client.post(page(edition), {"action": "x", "ids": [mail.pk]}).status_code == 409


def test_ticked_mails_are_decided_together_and_the_others_left_alone(edition: Edition, client: Client) -> None:
    mails = [make_mail(edition, number, state=state) for number, state in enumerate(["unsure", "held", "sent"])]

    answer = client.post(page(edition), {"action": "arrived", "ids": [mail.pk for mail in mails]}, follow=True)

    assert "2 mails arrived." in answer.text
    assert states() == ["sent", "sent", "sent"]
    assert verbs() == ["mail.settled"] * 2


def test_one_blocked_address_among_ticked_mails_and_none_goes_out(edition: Edition) -> None:
    mails = [make_mail(edition, number, state="failed") for number in (1, 2)]
    suppress_address("grace2@example.org", reason="hard_bounce", by=BY, at=NOON)

    with pytest.raises(Refused, match=r"grace2@example\.org: This address is blocked"):
        actions.resend_mails(edition, mails, by=BY, at=LATER)

    assert (states(), verbs()) == (["failed", "failed"], [])


def test_a_closed_edition_decides_no_more() -> None:
    edition = make_edition(state="closed")
    mail, client = make_mail(edition), client_in(edition, pole="it")

    assert "Send again" not in client.get(page(edition, mail.pk)).text
    assert client.post(page(edition, mail.pk, "decide"), {"action": "resend"}).status_code == 403
    with pytest.raises(Refused):
        actions.settle_mails(edition, [mail], was_sent=True, by=BY, at=LATER)
    assert states() == ["unsure"]


def test_a_block_is_shown_lifted_once_and_written_down_without_the_address(edition: Edition, client: Client) -> None:
    mail = make_mail(edition, state="suppressed")
    suppress_address(mail.to_address, reason="complaint", by=BY, at=NOON)
    shown = client.get(page(edition, mail.pk)).text
    assert "This address is blocked" in shown
    assert "Complaint" in shown
    assert "Send again" not in shown

    for _time in range(2):
        assert client.post(page(edition, mail.pk, "unblock"), {"reason": "complaint"}).status_code == 302

    entry = LogEntry.objects.get()
    assert not Suppression.objects.exists()
    assert (entry.verb, entry.changes) == ("address.unblocked", {"to_address": [], "reason": ["complaint", None]})
    assert "Send again" in client.get(page(edition, mail.pk)).text


def test_the_team_never_takes_back_that_somebody_unsubscribed(edition: Edition, client: Client) -> None:
    mail = make_mail(edition, state="suppressed", stream="marketing")
    for reason in ("opt_out", "hard_bounce"):
        suppress_address(mail.to_address, reason=reason, by=BY, at=NOON)
    shown = client.get(page(edition, mail.pk)).text
    assert "This person unsubscribed" in shown
    assert 'value="opt_out"' not in shown

    unblock = page(edition, mail.pk, "unblock")
    answers = [client.post(unblock, {"reason": reason}) for reason in ("opt_out", "hard_bounce")]

    assert [answer.status_code for answer in answers] == [409, 302]
    assert [block.reason for block in Suppression.objects.all()] == ["opt_out"]
