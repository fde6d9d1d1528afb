"""Messages as pages show them."""

from datetime import timedelta

import pytest

from parvis.outbox.actions import send_later
from parvis.outbox.models import Message
from parvis.outbox.queries import messages_for, queue_age
from parvis.outbox.tests.factories import ADA, NOON, make_message

pytestmark = pytest.mark.django_db


def test_messages_for_lists_those_about_the_object_latest_first() -> None:
    main, other = make_message(1), make_message(2)
    written = [
        send_later(kind="k", cause=str(number), to="g@example.org", subject="s", text="t", about=main, by=ADA, at=at)
        for number, at in enumerate([NOON, NOON + timedelta(hours=1)])
    ]

    assert list(messages_for(main)) == written[::-1]
    assert list(messages_for(other)) == []


def test_queue_age_is_that_of_the_oldest_due_message() -> None:
    assert queue_age(NOON) == timedelta()
    make_message(1, at=NOON - timedelta(minutes=5))
    make_message(2, at=NOON - timedelta(hours=5), state="sent")

    assert queue_age(NOON) == timedelta(minutes=5)


def test_a_message_tried_in_vain_waits_since_it_was_written() -> None:
    make_message(1, at=NOON - timedelta(hours=2))
    Message.objects.update(attempts_count=6, due_at=NOON + timedelta(minutes=55))
    make_message(2, at=NOON + timedelta(hours=1))

    assert queue_age(NOON) == timedelta(hours=2)


def test_need_attention_lists_what_a_person_must_decide() -> None:
    for number, state in enumerate(["new", "sending", "sent", "unsure", "failed", "held", "suppressed"]):
        make_message(number, state=state)

    assert sorted(Message.objects.need_attention().values_list("state", flat=True)) == ["failed", "held", "unsure"]
