"""Killed workers and many at once: nothing is lost in silence, and nothing is sent twice."""

import random
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.db import connection, transaction

from parvis.core.locks import lock_row
from parvis.outbox.delivery import LEASE, deliver_due
from parvis.outbox.models import Message
from parvis.outbox.tests.children import MAIL_LOOP, running
from parvis.outbox.tests.factories import NOON, make_message
from parvis.outbox.tests.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)
MESSAGES = 40
KILLS = 4
WRITERS = 32


@pytest.mark.slow
def test_a_mail_worker_killed_again_and_again_sends_nothing_twice(sink: Sink) -> None:
    for number in range(MESSAGES):
        make_message(number)
    sink.delay = 0.01
    chance = random.Random(7)

    for _kill in range(KILLS):
        with running(MAIL_LOOP, NOON.isoformat(), MAILERS=sink.mailers) as child:
            time.sleep(0.03 + 0.1 * chance.random())
            child.send_signal(signal.SIGKILL)
    while deliver_due(20, NOON + LEASE + timedelta(days=1)).taken:
        pass

    copies = Counter(mail["Message-ID"] for mail in sink.mails)
    states = Counter(Message.objects.values_list("state", flat=True))
    assert set(copies.values()) == {1}
    assert states["sent"] + states["unsure"] == MESSAGES
    assert states["unsure"] <= KILLS
    assert set(Message.objects.filter(state="sent").values_list("message_id", flat=True)) <= set(copies)


@pytest.mark.slow
def test_four_workers_at_once_send_each_message_once(sink: Sink) -> None:
    for number in range(MESSAGES):
        make_message(number)

    with ExitStack() as stack:
        loops = [running(MAIL_LOOP, NOON.isoformat(), MAILERS=sink.mailers) for _worker in range(4)]
        children = [stack.enter_context(loop) for loop in loops]
        ends = [child.wait(60) for child in children]

    assert ends == [0, 0, 0, 0]
    assert Counter(mail["Message-ID"] for mail in sink.mails).total() == MESSAGES
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_32_writers_of_the_same_cause_write_one_message() -> None:
    def write(_writer: int) -> int:
        try:
            return make_message().pk
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as threads:
        keys = set(threads.map(write, range(WRITERS)))

    assert keys == set(Message.objects.values_list("pk", flat=True))
    assert len(keys) == 1


def count_up(message: Message, *, is_locking: bool) -> None:
    """Read, wait, write: what every action that takes from a capacity does."""
    try:
        with transaction.atomic():
            rows = Message.objects.filter(pk=message.pk)
            row = lock_row(rows) if is_locking else rows.get()
            time.sleep(0.005)
            rows.update(attempts_count=row.attempts_count + 1)
    finally:
        connection.close()


def counted(*, is_locking: bool) -> int:
    message = make_message()
    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(lambda _writer: count_up(message, is_locking=is_locking), range(WRITERS)))
    return Message.objects.get().attempts_count


def test_lock_row_lets_32_writers_count_without_losing_one() -> None:
    assert counted(is_locking=True) == WRITERS


def test_control_without_the_lock_postgresql_loses_some_and_sqlite_none() -> None:
    count = counted(is_locking=False)

    assert (count == WRITERS) == (connection.vendor == "sqlite")
