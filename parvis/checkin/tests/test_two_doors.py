"""Two doors read one badge at the same moment: one entry."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from parvis.checkin.actions import record_scans
from parvis.checkin.models import Badge, Conflict, Device, Entry, Scan
from parvis.checkin.tests.factories import DURING, make_badge, make_device, make_event, phone

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def at_once(act: Callable[[Any], str], things: list[Any]) -> list[str]:
    """Each in a thread with a connection of its own."""

    def alone(thing: Any) -> str:
        try:
            return act(thing)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(things)) as pool:
        return sorted(pool.map(alone, things))


def test_two_doors_at_once_make_one_entry() -> None:
    one = make_device()
    two = make_device(one.edition, name="Door B", place="door-b")
    for number in range(ROUNDS):
        badge, start = make_badge(one.edition), Barrier(2)

        def read(device: Device, badge: Badge = badge, start: Barrier = start) -> str:
            event = make_event(badge, place=device.place.slug)
            start.wait()
            return record_scans(device, [event], by=phone(device), at=DURING)[0].verdict.value

        assert at_once(read, [one, two]) == ["already-in", "ok"]
        assert Entry.objects.count() == number + 1
    assert (Scan.objects.count(), Conflict.objects.count()) == (2 * ROUNDS, 0)


def test_one_event_sent_twice_at_once_is_one_scan_and_two_equal_answers() -> None:
    device = make_device()
    for number in range(ROUNDS):
        event, start = make_event("no badge of ours"), Barrier(4)

        def send(_time: int, event: dict[str, Any] = event, start: Barrier = start) -> str:
            start.wait()
            return record_scans(device, [event], by=phone(device), at=DURING)[0].verdict.value

        assert at_once(send, [1, 2, 3, 4]) == ["unknown"] * 4
        assert Scan.objects.count() == number + 1


def test_control_without_the_lock_both_doors_see_nobody_inside() -> None:
    device = make_device()
    badge, looked = make_badge(device.edition), Barrier(2)

    def careless(_door: int) -> str:
        is_inside = Entry.objects.filter(badge=badge).exists()
        looked.wait()
        try:
            with transaction.atomic():
                scan = Scan.objects.create(
                    event=uuid4(),
                    edition=device.edition,
                    place=device.place,
                    badge=badge,
                    kind="entry",
                    verdict="ok",
                    received_at=DURING,
                    keep_until=DURING.date(),
                )
                Entry.objects.create(badge=badge, purpose="door:2026-10-20", scan=scan, at=DURING)
        except IntegrityError:
            return "stopped by the constraint"
        return f"let in, inside before: {is_inside}"

    assert at_once(careless, [1, 2]) == ["let in, inside before: False", "stopped by the constraint"]
