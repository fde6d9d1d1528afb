"""Writing a message, and deciding about one by hand."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from parvis.core.errors import Refused
from parvis.outbox import actions
from parvis.outbox.actions import Attachment, send_later
from parvis.outbox.layout import Draft
from parvis.outbox.models import Attempt, Message, Suppression
from parvis.outbox.signals import address_suppressed, message_resent, message_resolved, suppression_lifted
from parvis.outbox.tests.factories import ADA, NOON, make_message

pytestmark = pytest.mark.django_db


def test_send_later_writes_the_message_and_sends_nothing() -> None:
    message = make_message(to=" Grace.Hopper@Example.ORG ", to_name="Grace Hopper")

    assert Message.objects.get() == message
    assert (message.to_address, message.state, message.due_at) == ("grace.hopper@example.org", "new", NOON)
    assert str(message) == "grace.hopper@example.org: Your quote"


def test_send_later_gives_the_same_message_for_the_same_cause_and_address() -> None:
    first = make_message(state="sent")

    assert make_message(to="GRACE1@example.org") == first
    assert Message.objects.count() == 1
    assert make_message(to="nora@example.org") != first


def test_send_later_takes_a_draft_an_object_headers_and_files() -> None:
    about = make_message(7)
    draft = Draft("Votre devis", "Le voici.\n", "<p>Le voici.</p>", "fr")
    paper = Attachment("quotes/12.pdf", "devis.pdf", "00" * 32)

    message = send_later(
        kind="k",
        cause="c",
        to="g@example.org",
        draft=draft,
        attachments=[paper],
        headers={"Reply-To": "ada@example.org"},
        about=about,
        due_at=NOON + timedelta(hours=1),
        by=ADA,
        at=NOON,
    )

    message.refresh_from_db()
    assert (message.subject, message.html, message.language) == ("Votre devis", "<p>Le voici.</p>", "fr")
    assert message.attachments == [
        {"path": "quotes/12.pdf", "name": "devis.pdf", "sha256": "00" * 32, "type": "application/pdf"}
    ]
    assert (message.headers, message.due_at) == ({"Reply-To": "ada@example.org"}, NOON + timedelta(hours=1))
    assert (message.object_type, message.object_id) == ("outbox.message", str(about.pk))


def test_a_message_goes_with_its_cause_when_the_transaction_fails() -> None:
    with transaction.atomic():
        make_message()
        transaction.set_rollback(True)

    assert not Message.objects.exists()


@pytest.mark.parametrize("value", ["a\nBcc: eve@example.org", "a\r\nb", "a\0b", "a\tb"])
def test_send_later_refuses_line_breaks_in_what_becomes_a_header(value: str) -> None:
    plain = {"kind": "k", "cause": "c", "to": "g@example.org", "subject": "s", "by": ADA, "at": NOON}

    for change in ({"subject": value}, {"to_name": value}, {"headers": {"X-A": value}}, {"headers": {value: "a"}}):
        with pytest.raises(Refused):
            send_later(**{**plain, **change})  # type: ignore[arg-type]


@pytest.mark.parametrize("address", ["", "grace", "a@b\nc", "a@example.org,b@example.org", "x" * 260 + "@example.org"])
def test_send_later_refuses_what_is_no_address(address: str) -> None:
    with pytest.raises(Refused):
        make_message(to=address)


def test_a_blocked_address_gets_nothing_an_opt_out_stops_marketing_only() -> None:
    actions.suppress_address("gone@example.org", reason="hard_bounce", by=ADA, at=NOON)
    actions.suppress_address("calm@example.org", reason="opt_out", by=ADA, at=NOON)

    assert make_message(1, to="gone@example.org").state == "suppressed"
    assert make_message(2, to="calm@example.org").state == "new"
    assert make_message(3, to="calm@example.org", stream="marketing").state == "suppressed"


def test_each_reason_blocks_an_address_once_and_is_lifted_by_itself() -> None:
    announced: list[str] = []

    def note(sender: object, address: str, **_more: object) -> None:
        announced.append(address)

    address_suppressed.connect(note)
    reasons = ("opt_out", "hard_bounce", "opt_out")
    row = [actions.suppress_address("Grace@example.org", reason=reason, by=ADA, at=NOON) for reason in reasons][-1]
    address_suppressed.disconnect(note)
    actions.lift_suppression("grace@example.org", reason="hard_bounce", by=ADA, at=NOON)

    assert (str(row), Suppression.objects.get().reason) == ("grace@example.org", "opt_out")
    assert announced == ["grace@example.org"] * 3


def test_a_lifted_block_lets_messages_pass_again() -> None:
    lifted: list[str] = []

    def note(sender: object, address: str, **_more: object) -> None:
        lifted.append(address)

    suppression_lifted.connect(note)
    actions.suppress_address("g@example.org", reason="complaint", by=ADA, at=NOON)
    answers = [actions.lift_suppression("G@example.org", reason="complaint", by=ADA, at=NOON) for _time in range(2)]
    suppression_lifted.disconnect(note)

    assert answers == [True, False]
    assert lifted == ["g@example.org"]
    assert make_message(to="g@example.org").state == "new"


@pytest.mark.parametrize("state", ["unsure", "failed", "held"])
def test_resend_queues_the_message_again_under_the_same_message_id(state: str) -> None:
    message = make_message(state=state)
    announced: list[object] = []

    def note(sender: object, by: object, **_more: object) -> None:
        announced.append(by)

    message_resent.connect(note)
    again = actions.resend(message, by=ADA, at=NOON + timedelta(days=1))
    message_resent.disconnect(note)

    assert (again.state, again.due_at) == ("new", NOON + timedelta(days=1))
    assert again.message_id == message.message_id
    assert announced == [ADA]


@pytest.mark.parametrize("state", ["new", "sending", "sent"])
def test_resend_refuses_what_waits_or_was_sent(state: str) -> None:
    with pytest.raises(Refused):
        actions.resend(make_message(state=state), by=ADA, at=NOON)


def test_resend_refuses_a_blocked_address() -> None:
    message = make_message(state="failed", to="gone@example.org")
    actions.suppress_address("gone@example.org", reason="hard_bounce", by=ADA, at=NOON)

    with pytest.raises(Refused):
        actions.resend(message, by=ADA, at=NOON)


@pytest.mark.parametrize(("was_sent", "state"), [(True, "sent"), (False, "failed")])
def test_mark_resolved_closes_an_unsure_message(was_sent: bool, state: str) -> None:
    message = make_message(state="unsure")
    announced: list[Message] = []

    def note(sender: object, message: Message, **_more: object) -> None:
        announced.append(message)

    message_resolved.connect(note)
    actions.mark_resolved(message, was_sent=was_sent, by=ADA, at=NOON)
    message_resolved.disconnect(note)

    message.refresh_from_db()
    assert (message.state, message.sent_at) == (state, NOON if was_sent else None)
    assert [(attempt.outcome, attempt.detail) for attempt in Attempt.objects.all()] == [("by_hand", "Ada")]
    assert announced == [message]


def test_mark_resolved_refuses_what_is_certain() -> None:
    with pytest.raises(Refused):
        actions.mark_resolved(make_message(state="sent"), was_sent=True, by=ADA, at=NOON)


def test_after_a_restore_nothing_that_waited_is_sent_by_itself() -> None:
    for number, state in enumerate(["new", "sending", "sent", "failed"]):
        make_message(number, state=state)

    assert actions.hold_waiting(at=NOON) == 2
    assert sorted(Message.objects.values_list("state", flat=True)) == ["failed", "held", "sent", "unsure"]


def test_the_database_keeps_states_and_dates_together() -> None:
    message = make_message()

    for change in ({"state": "sent"}, {"sent_at": NOON}, {"state": "sending"}, {"state": "lost"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.filter(pk=message.pk).update(**change)
