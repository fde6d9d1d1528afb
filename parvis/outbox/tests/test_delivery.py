"""Sending what is due: once, in order, and honest about what is not known."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from parvis.core import media
from parvis.outbox.actions import Attachment, send_later, suppress_address
from parvis.outbox.delivery import DELAYS, GIVE_UP, LEASE, Delivery, deliver_due
from parvis.outbox.models import Attempt, Message, Suppression
from parvis.outbox.post import Fate, answer
from parvis.outbox.signals import message_failed, message_sent, message_unsure
from parvis.outbox.tests.factories import ADA, NOON, make_message
from parvis.outbox.tests.sink import Sink, open_sink

pytestmark = pytest.mark.django_db


def states() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def last_attempt() -> tuple[str, str]:
    attempt = Attempt.objects.latest("pk")
    return attempt.outcome, attempt.detail


def test_due_messages_are_sent_oldest_first_and_no_more_than_the_limit(sink: Sink) -> None:
    for number in (1, 2, 3):
        make_message(number, at=NOON - timedelta(minutes=number))
    make_message(4, at=NOON + timedelta(minutes=1))

    assert deliver_due(2, NOON) == Delivery(2, is_connected=True)
    assert [mail["To"] for mail in sink.mails] == ["grace3@example.org", "grace2@example.org"]
    assert states() == ["new", "sent", "sent", "new"]
    assert deliver_due(5, NOON) == Delivery(1, is_connected=True)


def test_a_sent_message_says_when_and_is_announced(sink: Sink) -> None:
    make_message()
    announced: list[Message] = []

    def note(sender: object, message: Message, **_more: object) -> None:
        announced.append(message)

    message_sent.connect(note)
    deliver_due(5, NOON)
    message_sent.disconnect(note)

    message = Message.objects.get()
    assert (message.sent_at, message.attempts_count, message.leased_until) == (NOON, 1, None)
    assert last_attempt() == ("sent", "")
    assert announced == [message]


def test_the_mail_that_leaves(sink: Sink, settings: Settings) -> None:
    settings.MAIL_FROM = {"transactional": "Forum des métiers <contact@forum.example>"}
    message = make_message(to_name="Zoé, Grace", html="<p>Ici</p>")
    deliver_due(5, NOON)

    (mail,) = sink.mails
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert mail["From"] == "Forum des métiers <contact@forum.example>"
    assert mail["To"] == '"Zoé, Grace" <grace1@example.org>'
    assert (mail["Message-ID"], mail["Auto-Submitted"]) == (message.message_id, "auto-generated")
    assert plain is not None
    assert html is not None
    assert (plain.get_content(), html.get_content()) == ("Here it is.\r\n", "<p>Ici</p>\r\n")


@pytest.mark.parametrize("kind", ["FileSystemStorage", "InMemoryStorage"])
def test_an_attachment_leaves_as_it_was_stored(sink: Sink, settings: Settings, tmp_path: Path, kind: str) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": f"django.core.files.storage.{kind}"}}
    media.write("devis.pdf", b"%PDF-1.7 \xff")
    paper = Attachment("devis.pdf", "Devis n° 12.pdf", hashlib.sha256(b"%PDF-1.7 \xff").hexdigest())
    for cause in ("whole", "changed", "gone"):
        send_later(
            kind="k", cause=cause, to="g@example.org", subject="s", text="t", attachments=[paper], by=ADA, at=NOON
        )

    deliver_due(1, NOON)
    (attachment,) = sink.mails[0].iter_attachments()
    assert (attachment.get_filename(), attachment.get_content()) == ("Devis n° 12.pdf", b"%PDF-1.7 \xff")
    media.delete("devis.pdf")
    media.write("devis.pdf", b"other")
    deliver_due(1, NOON)
    assert last_attempt() == ("refused", "Devis n° 12.pdf: the file is no longer the one of the message")
    media.delete("devis.pdf")
    deliver_due(1, NOON)
    assert states() == ["sent", "failed", "failed"]


def test_an_address_blocked_meanwhile_gets_nothing(sink: Sink) -> None:
    make_message(1, to="gone@example.org")
    make_message(2)
    suppress_address("gone@example.org", reason="hard_bounce", by=ADA, at=NOON)

    assert deliver_due(5, NOON).taken == 1
    assert states() == ["suppressed", "sent"]


def test_a_server_that_is_away_stops_the_round_and_the_message_waits_longer_each_time(
    settings: Settings,
) -> None:
    with open_sink() as gone:
        settings.MAILERS = gone.mailers
    make_message(1)
    make_message(2, at=NOON + timedelta(seconds=1))

    assert deliver_due(5, NOON + timedelta(seconds=1)) == Delivery(1, is_connected=False)
    assert states() == ["new", "new"]
    first = Message.objects.earliest("pk")
    assert (first.due_at - NOON, last_attempt()[0]) == (timedelta(seconds=1) + DELAYS[0], "later")
    deliver_due(1, first.due_at + timedelta(hours=1))
    deliver_due(1, first.due_at + timedelta(hours=2))
    waits = [message.due_at for message in Message.objects.order_by("pk")]
    assert waits[0] > first.due_at + timedelta(hours=1)


def test_what_waited_is_sent_when_the_server_is_back(sink: Sink, settings: Settings) -> None:
    with open_sink() as gone:
        settings.MAILERS = gone.mailers
    make_message()
    deliver_due(5, NOON)

    settings.MAILERS = sink.mailers
    deliver_due(5, NOON + DELAYS[0])

    assert states() == ["sent"]
    assert len(sink.taken) == 1


def test_a_temporary_refusal_is_tried_again_and_a_final_one_fails(sink: Sink, caplog: pytest.LogCaptureFixture) -> None:
    sink.answers = ["451 come back", "550 no such user"]
    make_message(1)
    failures: list[Message] = []

    def note(sender: object, message: Message, **_more: object) -> None:
        failures.append(message)

    message_failed.connect(note)
    assert deliver_due(1, NOON).is_connected
    assert (states(), last_attempt()) == (["new"], ("later", "451 come back"))
    deliver_due(1, NOON + timedelta(minutes=1))
    message_failed.disconnect(note)

    assert (states(), last_attempt()) == (["failed"], ("refused", "550 no such user"))
    assert failures == [Message.objects.get()]
    assert sink.taken == []


def test_one_refused_recipient_does_not_stop_the_others(sink: Sink) -> None:
    sink.answers = ["550 no such user"]
    for number in (1, 2):
        make_message(number)

    deliver_due(5, NOON)

    assert states() == ["failed", "sent"]


def test_two_days_of_temporary_refusals_are_a_failure(sink: Sink) -> None:
    sink.answers = ["451 come back"]
    make_message()

    deliver_due(1, NOON + GIVE_UP + timedelta(seconds=1))

    assert states() == ["failed"]


def test_a_line_cut_before_the_message_means_surely_not_sent(sink: Sink) -> None:
    sink.hang_up_at = "recipient"
    make_message()

    assert not deliver_due(1, NOON).is_connected
    assert states() == ["new"]


def test_a_line_cut_after_the_message_is_unsure_and_is_not_tried_again(sink: Sink) -> None:
    sink.hang_up_at = "data"
    make_message()
    unsure: list[Message] = []

    def note(sender: object, message: Message, **_more: object) -> None:
        unsure.append(message)

    message_unsure.connect(note)
    deliver_due(1, NOON)
    deliver_due(1, NOON + timedelta(days=1))
    message_unsure.disconnect(note)

    assert (states(), len(sink.taken), len(unsure)) == (["unsure"], 1, 1)


def test_a_message_of_a_dead_worker_becomes_unsure_when_its_lease_ends(sink: Sink) -> None:
    message = make_message(state="sending")
    Message.objects.update(leased_until=NOON + LEASE)

    deliver_due(5, NOON + LEASE - timedelta(seconds=1))
    assert states() == ["sending"]
    deliver_due(5, NOON + LEASE)

    assert states() == ["unsure"]
    assert list(message.attempts.values_list("outcome", flat=True)) == ["unsure"]
    assert sink.taken == []


def test_an_address_the_mail_cannot_carry_fails_that_message_alone(sink: Sink) -> None:
    for number, address in enumerate(["zoé@example.org", "a@b@c", "grace@example.org"]):
        message = make_message(number)
        Message.objects.filter(pk=message.pk).update(to_address=address)

    deliver_due(5, NOON)

    assert states() == ["failed", "failed", "sent"]


@pytest.mark.parametrize(
    ("code", "fate"), [(421, Fate.LATER), (552, Fate.REFUSED), (250, Fate.UNSURE), (-1, Fate.UNSURE)]
)
def test_what_the_server_answered(code: int, fate: Fate) -> None:
    assert answer(code, b"caf\xe9").fate == fate


def test_a_demonstration_writes_files_and_sends_nothing(settings: Settings, tmp_path: Path) -> None:
    settings.MAIL_ROOT = tmp_path / "mail"
    settings.MAILERS = {"default": {"BACKEND": "parvis.outbox.backends.FolderBackend"}}
    make_message()

    deliver_due(5, NOON)

    (mail,) = (tmp_path / "mail").iterdir()
    assert mail.suffix == ".eml"
    assert b"Here it is." in mail.read_bytes()
    assert states() == ["sent"]


@pytest.mark.parametrize(
    ("said", "is_blocked"),
    [
        ("550 5.1.1 no such user", True),
        ("550 no such user", True),
        ("553 mailbox name not allowed", True),
        ("550 5.2.1 mailbox disabled", True),
        ("550 5.7.1 rejected by policy", False),
        ("552 5.2.2 mailbox full", False),
        ("550 relaying denied", False),
        ("554 no", False),
    ],
)
def test_an_address_that_is_none_is_blocked_at_once(sink: Sink, said: str, *, is_blocked: bool) -> None:
    sink.answers = [said]
    make_message()

    deliver_due(1, NOON)

    blocks = [(one.address, one.reason, one.at) for one in Suppression.objects.all()]
    assert states() == ["failed"]
    assert blocks == ([("grace1@example.org", "hard_bounce", NOON)] if is_blocked else [])
