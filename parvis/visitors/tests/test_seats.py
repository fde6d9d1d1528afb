"""Seats: given back, given on in order, released, added."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from parvis.core.errors import Refused
from parvis.editions.actions import copy_edition
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import FAIR_ON, NOON, make_actor, make_edition
from parvis.outbox.models import Message
from parvis.visitors.actions import (
    cancel_registration,
    change_capacity,
    give_seat,
    register_visitors,
    release_unconfirmed,
)
from parvis.visitors.models import Admission, Registration
from parvis.visitors.queries import waiting_position
from parvis.visitors.signals import registration_cancelled, registration_promoted
from parvis.visitors.tests.factories import make_admission, make_entry, make_registration

pytestmark = pytest.mark.django_db
ADA = make_actor()


def full_edition(*, waiting: int = 2) -> tuple[Edition, list[Registration]]:
    """One seat, taken; then people who wait."""
    edition = make_admission(capacity=1).edition
    rows = [make_registration(edition)] + [make_registration(edition, status="waiting") for _ in range(waiting)]
    return edition, rows


def test_a_seat_given_back_goes_to_the_first_who_waits() -> None:
    _edition, (seated, first, second) = full_edition()
    heard: list[tuple[str, Registration]] = []

    def hear(sender: object, *, registration: Registration, signal: object, **_more: object) -> None:
        heard.append(("promoted" if signal is registration_promoted else "cancelled", registration))

    for signal in (registration_promoted, registration_cancelled):
        signal.connect(hear)
    try:
        cancel_registration(seated, by=ADA, at=NOON)
    finally:
        for signal in (registration_promoted, registration_cancelled):
            signal.disconnect(hear)

    for row in (seated, first, second):
        row.refresh_from_db()
    assert [row.status for row in (seated, first, second)] == ["cancelled", "confirmed", "waiting"]
    assert (first.seat_taken_at, first.waiting_number, waiting_position(second)) == (NOON, None, 1)
    assert Admission.objects.get().taken_count == 1
    assert heard == [("cancelled", seated), ("promoted", first)]
    sent = {(message.to_address, message.kind) for message in Message.objects.filter(kind__startswith="registration")}
    assert sent == {
        (seated.visitor.email, "registration_cancelled"),
        (first.visitor.email, "registration_promoted"),
    }
    lines = LogEntry.objects.filter(verb__startswith="registration.").order_by("pk")
    assert list(lines.values_list("verb", flat=True)) == [
        "registration.cancelled",
        "registration.promoted",
    ]


def test_leaving_the_waiting_list_frees_no_seat() -> None:
    _edition, (_seated, first, second) = full_edition()

    cancel_registration(first, by=ADA, at=NOON)

    assert Admission.objects.get().taken_count == 1
    assert waiting_position(second) == 1


def test_cancelling_twice_is_cancelling_once() -> None:
    _edition, (seated, _first, _second) = full_edition()

    for _ in range(2):
        cancel_registration(seated, by=ADA, at=NOON)

    assert Admission.objects.get().taken_count == 1
    assert LogEntry.objects.filter(verb="registration.cancelled").count() == 1


def test_new_seats_go_to_those_who_wait_in_their_order() -> None:
    edition, (_seated, first, second) = full_edition(waiting=2)

    change_capacity(edition, 2, by=ADA, at=NOON)

    first.refresh_from_db()
    assert first.is_confirmed
    assert waiting_position(second) == 1
    seats = Admission.objects.get()
    assert (seats.capacity, seats.taken_count) == (2, 2)


@pytest.mark.parametrize("capacity", [0, -1, 1_000_001])
def test_an_absurd_number_of_seats_is_refused(capacity: int) -> None:
    edition, _rows = full_edition()

    with pytest.raises(Refused, match="between 1 and"):
        change_capacity(edition, capacity, by=ADA, at=NOON)


def test_there_are_never_fewer_seats_than_taken() -> None:
    edition = make_edition()
    for _ in range(2):
        make_registration(edition)

    with pytest.raises(Refused, match="2 seats are taken"):
        change_capacity(edition, 1, by=ADA, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Admission.objects.filter(edition=edition).update(capacity=1)


def test_a_seat_out_of_turn_is_one_more_than_planned() -> None:
    _edition, (_seated, first, second) = full_edition()

    give_seat(second, by=ADA, at=NOON)

    second.refresh_from_db()
    seats = Admission.objects.get()
    assert second.is_confirmed
    assert (seats.capacity, seats.taken_count, waiting_position(first)) == (2, 2, 1)
    lines = LogEntry.objects.exclude(verb__startswith="badge.")
    assert set(lines.values_list("verb", flat=True)) == {"seats.changed", "registration.promoted"}


def test_a_seat_out_of_turn_takes_one_that_is_left() -> None:
    edition = make_admission(capacity=5).edition
    waiting = make_registration(edition, status="waiting")

    give_seat(waiting, by=ADA, at=NOON)

    assert Admission.objects.get().capacity == 5


def test_only_somebody_who_waits_is_given_a_seat() -> None:
    with pytest.raises(Refused, match="waiting list"):
        give_seat(make_registration(), by=ADA, at=NOON)


def test_a_seat_nobody_confirmed_is_released_after_two_days() -> None:
    edition, (late, first, _second) = full_edition()
    Registration.objects.filter(pk=late.pk).update(email_confirmed_at=None)

    assert release_unconfirmed(edition, by=ADA, at=NOON + timedelta(hours=47)) == 0
    assert release_unconfirmed(edition, by=ADA, at=NOON + timedelta(hours=48)) == 1

    late.refresh_from_db()
    first.refresh_from_db()
    assert (late.status, first.status) == ("cancelled", "confirmed")
    assert Message.objects.filter(kind="registration_released").get().to_address == late.visitor.email


@pytest.mark.parametrize("source", ["import", "api", "team"])
def test_people_the_team_brought_in_keep_their_seat(source: str) -> None:
    row = make_registration(is_proven=False, source=source)

    assert release_unconfirmed(row.edition, by=ADA, at=NOON + timedelta(days=30)) == 0


def test_somebody_promoted_has_two_days_from_then() -> None:
    edition = make_admission(capacity=1).edition
    seated, waiting = (
        outcome.registration
        for outcome in register_visitors(edition, [make_entry(), make_entry()], source="site", by=ADA, at=NOON)
    )
    later = NOON + timedelta(hours=47)
    cancel_registration(seated, by=ADA, at=later)

    assert release_unconfirmed(edition, by=ADA, at=later + timedelta(hours=24)) == 0
    assert release_unconfirmed(edition, by=ADA, at=later + timedelta(hours=48)) == 1

    waiting.refresh_from_db()
    assert waiting.is_cancelled


def test_the_nightly_command_releases_in_open_editions_only(capsys: pytest.CaptureFixture[str]) -> None:
    late = make_registration(make_edition("now"), is_proven=False)
    over = make_registration(make_edition("past", state="closed"), is_proven=False)

    call_command("release_unconfirmed")

    late.refresh_from_db()
    over.refresh_from_db()
    assert (late.status, over.status) == ("cancelled", "confirmed")
    assert capsys.readouterr().out == "now: 1 released\n"


def test_the_next_edition_has_as_many_seats_and_no_visitor() -> None:
    row = make_registration()
    Admission.objects.update(capacity=1240)

    target = copy_edition(row.edition, slug="next", name="Next", fair_on=FAIR_ON.replace(year=2027), by=ADA, at=NOON)

    seats = Admission.objects.get(edition=target)
    assert (seats.capacity, seats.taken_count, seats.waiting_number) == (1240, 0, 0)
    assert not Registration.objects.in_edition(target).exists()


def test_an_edition_without_seats_copies_none() -> None:
    target = copy_edition(make_edition(), slug="next", name="Next", fair_on=FAIR_ON, by=ADA, at=NOON)

    assert not Admission.objects.filter(edition=target).exists()
