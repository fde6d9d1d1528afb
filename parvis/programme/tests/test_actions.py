"""Activities, their rooms, and what the public sees of them."""

from datetime import datetime, timedelta

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from parvis.core.errors import Refused
from parvis.editions.models import LogEntry
from parvis.editions.rules import Member
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.exhibitors.tests.factories import make_exhibitor, make_profile
from parvis.programme import actions, queries, rules
from parvis.programme.models import Activity, ActivitySlot
from parvis.programme.tests.factories import NINE, make_activity, make_slot

pytestmark = pytest.mark.django_db
WORDS = {"kind": "talk", "title_fr": "Le quantique", "title_en": "Quantum", "summary_fr": "Bits et qubits"}


def schedule(activity: Activity, *, room: str = "Amphi 1", starts_at: datetime = NINE) -> ActivitySlot:
    hour = timedelta(hours=1)
    return actions.schedule_slot(
        activity, room=room, starts_at=starts_at, ends_at=starts_at + hour, seats_count=80, by=make_actor(), at=NOON
    )


def test_create_activity_is_not_public_yet() -> None:
    exhibitor = make_exhibitor()

    activity = actions.create_activity(
        exhibitor.edition, words={**WORDS, "exhibitor": exhibitor}, by=make_actor(), at=NOON
    )

    assert (activity.is_published, activity.exhibitor) == (False, exhibitor)
    assert list(queries.public_programme(exhibitor.edition)) == []


def test_an_activity_speaks_the_readers_language_or_french() -> None:
    activity = make_activity(title="Le quantique", title_en="Quantum", summary_fr="Bits et qubits")

    with translation.override("en"):
        assert (str(activity), activity.summary) == ("Quantum", "Bits et qubits")
    with translation.override("fr"):
        assert activity.title == "Le quantique"


@pytest.mark.parametrize("who", ["prospective", "other"])
def test_only_a_confirmed_exhibitor_of_the_edition_gives_an_activity(who: str) -> None:
    edition = make_edition()
    exhibitor = make_exhibitor(edition, status="prospective") if who == "prospective" else make_exhibitor()
    activity = make_activity(edition)

    with pytest.raises(Refused, match="confirmed exhibitor"):
        actions.create_activity(edition, words={**WORDS, "exhibitor": exhibitor}, by=make_actor(), at=NOON)
    with pytest.raises(Refused, match="confirmed exhibitor"):
        actions.change_activity(activity, words={"exhibitor": exhibitor}, by=make_actor(), at=NOON)


def test_change_activity_keeps_both_values_in_history() -> None:
    activity = make_activity(title="Avant")

    actions.change_activity(activity, words={"title_fr": "Après"}, by=make_actor(), at=NOON)

    assert LogEntry.objects.about(activity).get().changes == {"title_fr": ["Avant", "Après"]}


@pytest.mark.parametrize(
    ("room", "minutes", "is_free"),
    [
        ("Amphi 1", 30, False),
        ("amphi 1", 0, False),
        ("Amphi 1", -30, False),
        ("Amphi 2", 0, True),
        ("Amphi 1", 60, True),
    ],
)
def test_a_room_holds_one_activity_at_a_time(room: str, minutes: int, is_free: bool) -> None:
    edition = make_edition()
    first, second = make_activity(edition, "Le quantique"), make_activity(edition)
    schedule(first)
    starts_at = NINE + timedelta(minutes=minutes)

    if is_free:
        assert str(schedule(second, room=room, starts_at=starts_at)).startswith(second.title)
    else:
        with pytest.raises(Refused, match="taken at that time by “Le quantique”"):
            schedule(second, room=room, starts_at=starts_at)


def test_rooms_of_two_editions_do_not_clash() -> None:
    schedule(make_activity())

    schedule(make_activity())

    assert ActivitySlot.objects.count() == 2


def test_a_slot_ends_after_it_starts() -> None:
    activity = make_activity()

    with pytest.raises(Refused, match="ends after"):
        actions.schedule_slot(
            activity, room="Amphi 1", starts_at=NINE, ends_at=NINE, seats_count=80, by=make_actor(), at=NOON
        )


def test_remove_slot_leaves_the_room() -> None:
    activity = make_activity()

    actions.remove_slot(schedule(activity), by=make_actor(), at=NOON)
    schedule(activity)

    assert activity.slots.count() == 1


def test_publish_activity_needs_a_time_and_a_room() -> None:
    activity = make_activity()

    with pytest.raises(Refused, match="a time and a room"):
        actions.publish_activity(activity, by=make_actor(), at=NOON)
    slot = schedule(activity)
    actions.publish_activity(activity, by=make_actor(), at=NOON)
    assert list(queries.public_programme(activity.edition)) == [slot]

    actions.unpublish_activity(activity, by=make_actor(), at=NOON)
    assert list(queries.public_programme(activity.edition)) == []


def test_the_public_programme_is_in_order_of_time_and_costs_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    edition = make_edition()
    slots = []
    for hour in (2, 0, 1):
        exhibitor = make_exhibitor(edition)
        make_profile(exhibitor)
        activity = make_activity(edition, exhibitor=exhibitor, is_published=True)
        slots.append(make_slot(activity, starts_at=NINE + timedelta(hours=hour)))
    make_slot(make_activity(is_published=True))

    with django_assert_num_queries(1):
        rows = list(queries.public_programme(edition))
        assert all(row.activity.exhibitor and row.activity.exhibitor.profile for row in rows)

    assert rows == [slots[1], slots[2], slots[0]]


def test_activities_come_by_title_with_their_slots() -> None:
    edition = make_edition()
    b, a = make_activity(edition, "B"), make_activity(edition, "A")
    late, early = make_slot(b, starts_at=NINE + timedelta(hours=3)), make_slot(b)
    make_activity()

    rows = list(queries.activities(edition))

    assert rows == [a, b]
    assert list(rows[1].slots.all()) == [early, late]


@pytest.mark.parametrize(
    ("pole", "role", "sees", "manages"),
    [
        ("activities", "member", True, True),
        ("presidency", "lead", True, True),
        ("activities", "reader", True, False),
        ("logistics", "lead", True, False),
        ("activities", "volunteer", False, False),
    ],
)
def test_every_pole_sees_the_programme_and_activities_write_it(pole: str, role: str, sees: bool, manages: bool) -> None:
    member = Member({pole: role})

    assert (rules.can_see_programme(member), rules.can_manage_programme(member)) == (sees, manages)
