"""The day in numbers."""

from datetime import UTC, datetime, timedelta

import pytest

from parvis.accounts.tests.factories import make_school
from parvis.checkin import actions
from parvis.checkin.models import Conflict, Scan
from parvis.checkin.queries import (
    ceiling_of,
    conflicts_of,
    entries_by_hour,
    entries_by_school,
    entries_per_five_minutes,
    inside_count,
    last_door_day,
    live_counts,
    live_version,
)
from parvis.checkin.tests.factories import DURING, make_badge, make_device, scan
from parvis.editions.models import EditionDay
from parvis.editions.tests.factories import make_actor, make_edition, make_member
from parvis.logistics.models import Hall, Venue
from parvis.visitors.models import Admission
from parvis.visitors.tests.factories import make_registration

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def test_inside_are_those_whose_last_reading_at_a_door_was_an_entry() -> None:
    device = make_device(place="desk")
    badges = [make_badge(device.edition) for _number in range(4)]
    for badge in badges[:3]:
        scan(device, badge)
    scan(device, badges[0], kind="exit")
    scan(device, badges[1], kind="exit")
    scan(device, badges[1])
    scan(device, badges[1])
    scan(device, badges[3], place="lunch", kind="meal")
    scan(device, "nobody")
    other = make_device()
    scan(other, make_badge(other.edition))

    assert inside_count(device.edition) == 2
    assert live_counts(device.edition).entries == 3


def test_nobody_is_inside_before_the_first_scan() -> None:
    edition = make_edition()

    assert (inside_count(edition), last_door_day(edition), entries_by_hour(edition)) == (0, None, {})
    assert entries_per_five_minutes(edition, on=DURING.date()) == []


def test_who_stayed_overnight_is_not_inside_the_next_day() -> None:
    device = make_device()
    badges = [make_badge(device.edition) for _number in range(2)]
    EditionDay.objects.create(
        edition=device.edition,
        on=DURING.date() + DAY,
        doors_open_at=DURING + DAY,
        doors_close_at=DURING + DAY + timedelta(hours=8),
    )
    for badge in badges:
        scan(device, badge)
    scan(device, badges[0], at=DURING + DAY)

    assert (inside_count(device.edition), last_door_day(device.edition)) == (1, DURING.date() + DAY)
    assert live_counts(device.edition).entries == 3
    assert entries_by_school(device.edition) == {"Télécom Paris": 2}


def test_entries_by_hour_are_in_the_fair_s_own_time() -> None:
    device = make_device()
    for minutes in (0, 59, 60, 180):
        scan(device, make_badge(device.edition), at=DURING + minutes * MINUTE)

    found = {f"{hour:%d %H:%M}": count for hour, count in entries_by_hour(device.edition).items()}

    assert found == {"20 12:00": 2, "20 13:00": 1, "20 15:00": 1}


def test_entries_by_school_put_the_most_numerous_first_and_leave_out_who_has_no_school() -> None:
    device = make_device()
    for school, count in (("ensta", 1), ("mines", 2), ("agro", 1)):
        for _number in range(count):
            holder = make_registration(device.edition, school=make_school(school, name=school.title()))
            scan(device, make_badge(holder=holder))
    scan(device, make_badge(holder=make_member(device.edition)))

    assert list(entries_by_school(device.edition).items()) == [("Mines", 2), ("Agro", 1), ("Ensta", 1)]


def test_steps_of_five_minutes_have_no_gaps() -> None:
    device = make_device()
    for minutes in (1, 4, 13):
        scan(device, make_badge(device.edition), at=DURING + minutes * MINUTE)

    found = entries_per_five_minutes(device.edition, on=DURING.date())

    assert found == [
        (datetime(2026, 10, 20, 10, 0, tzinfo=UTC), 2),
        (datetime(2026, 10, 20, 10, 5, tzinfo=UTC), 0),
        (datetime(2026, 10, 20, 10, 10, tzinfo=UTC), 1),
    ]


def test_the_ceiling_is_what_the_halls_allow_else_the_seats() -> None:
    edition = make_edition()
    assert ceiling_of(edition) is None
    assert not live_counts(edition).is_nearly_full

    Admission.objects.create(edition=edition, capacity=2000)
    assert ceiling_of(edition) == 2000

    venue = Venue.objects.create(edition=edition, name="Palais")
    for number in range(2):
        Hall.objects.create(
            venue=venue, slug=f"h{number}", name="Hall", width_cm=9, depth_cm=9, ceiling_count=5 * number
        )
    assert ceiling_of(edition) == 5


def test_it_is_nearly_full_from_nine_in_ten() -> None:
    device = make_device()
    venue = Venue.objects.create(edition=device.edition, name="Palais")
    Hall.objects.create(venue=venue, slug="h", name="Hall", width_cm=9, depth_cm=9, ceiling_count=2)

    for expected in (False, True):
        scan(device, make_badge(device.edition))
        assert live_counts(device.edition).is_nearly_full is expected


def test_the_version_changes_with_each_scan_and_each_settled_conflict() -> None:
    device = make_device()
    badge = make_badge(device.edition)
    versions = [live_version(device.edition)]
    scan(device, badge)
    versions.append(live_version(device.edition))
    scan(make_device(device.edition), badge, offline=True)
    versions += [live_version(device.edition)] * 2
    actions.resolve_conflict(Conflict.objects.get(), note="ok", by=make_actor(), at=DURING)
    versions.append(live_version(device.edition))

    assert len(set(versions)) == len(versions) - 1
    assert live_counts(device.edition).conflicts == 0


def test_open_conflicts_come_before_settled_ones() -> None:
    device = make_device()
    other = make_device(device.edition)
    for _number in range(2):
        badge = make_badge(device.edition)
        scan(device, badge)
        scan(other, badge, offline=True)
    first, second = Conflict.objects.order_by("pk")

    assert list(conflicts_of(device.edition)) == [second, first]
    actions.resolve_conflict(second, note="ok", by=make_actor(), at=DURING)
    assert list(conflicts_of(device.edition)) == [first, second]


def test_the_reader_of_a_scan_is_the_phone_else_the_member() -> None:
    device = make_device()
    member = make_member(device.edition)
    scan(device, "x")
    scan(member, "x")

    assert [row.scanner_name for row in Scan.objects.order_by("pk")] == ["Omar’s phone", "Ada Roy"]
    assert Scan().scanner_name == ""
