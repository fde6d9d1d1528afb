"""Positions, shifts, and who takes them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connections
from django.utils import translation

from parvis.core.errors import Refused
from parvis.editions.actions import copy_edition
from parvis.editions.models import LogEntry, Membership
from parvis.editions.rules import Member
from parvis.editions.tests.factories import NOON, make_actor, make_edition, make_member
from parvis.staffing import actions, queries, rules
from parvis.staffing.models import Position, Shift, ShiftAssignment
from parvis.staffing.tests.factories import NINE, make_assignment, make_position, make_shift

pytestmark = pytest.mark.django_db
WORDS = {"name_fr": "Vestiaire", "name_en": "Cloakroom", "place": "Hall A"}


def test_create_position_once_by_name() -> None:
    edition = make_edition()

    position = actions.create_position(edition, words=WORDS, by=make_actor(), at=NOON)
    with pytest.raises(Refused, match="already a position"):
        actions.create_position(edition, words=WORDS, by=make_actor(), at=NOON)
    actions.create_position(make_edition(), words=WORDS, by=make_actor(), at=NOON)

    with translation.override("fr"):
        assert str(position) == "Vestiaire"
    with translation.override("en"):
        assert str(position) == "Cloakroom"


def test_add_shift_once_at_a_time_and_the_right_way_round() -> None:
    position, later = make_position(), NINE + timedelta(hours=2)

    shift = actions.add_shift(position, starts_at=NINE, ends_at=later, needed_count=3, by=make_actor(), at=NOON)
    with pytest.raises(Refused, match="already has a shift"):
        actions.add_shift(position, starts_at=NINE, ends_at=later, needed_count=3, by=make_actor(), at=NOON)
    with pytest.raises(Refused, match="ends after"):
        actions.add_shift(position, starts_at=later, ends_at=NINE, needed_count=3, by=make_actor(), at=NOON)

    assert list(position.shifts.all()) == [shift]
    assert str(shift) == f"{position} 09:00"


def test_remove_shift_frees_those_on_it() -> None:
    shift = make_shift()
    make_assignment(shift, make_member(shift.position.edition))

    actions.remove_shift(shift, by=make_actor(), at=NOON)

    assert not Shift.objects.exists()
    assert LogEntry.objects.get(verb="shift.removed").changes == {"starts_at": [NINE.isoformat(), None]}


def test_assign_shift_as_many_as_it_needs() -> None:
    edition = make_edition()
    shift = make_shift(make_position(edition), needed_count=1)
    member = make_member(edition, role="volunteer")

    assignment = actions.assign_shift(shift, membership=member, by=make_actor(), at=NOON)
    with pytest.raises(Refused, match="everyone it needs"):
        actions.assign_shift(shift, membership=make_member(edition), by=make_actor(), at=NOON)

    assert list(shift.assignments.all()) == [assignment]
    assert str(assignment) == f"{shift} {member}"
    assert LogEntry.objects.get(verb="shift.assigned").changes == {"member": []}


@pytest.mark.parametrize(("offset", "is_free"), [(-2, True), (-1, False), (0, False), (1, False), (2, True)])
def test_nobody_is_on_two_shifts_at_a_time(offset: int, is_free: bool) -> None:
    edition = make_edition()
    member = make_member(edition)
    other_place = make_member(edition, pole="logistics", user=member.user)
    make_assignment(make_shift(make_position(edition)), member)
    second = make_shift(make_position(edition), starts_at=NINE + timedelta(hours=offset), needed_count=9)

    if is_free:
        actions.assign_shift(second, membership=other_place, by=make_actor(), at=NOON)
    else:
        with pytest.raises(Refused, match="already on a shift"):
            actions.assign_shift(second, membership=other_place, by=make_actor(), at=NOON)

    assert second.assignments.exists() == is_free


def test_assign_shift_stays_within_the_team_of_the_edition() -> None:
    with pytest.raises(Refused, match="not in the team"):
        actions.assign_shift(make_shift(), membership=make_member(make_edition()), by=make_actor(), at=NOON)


def test_unassign_shift_leaves_the_place() -> None:
    shift = make_shift()
    member = make_member(shift.position.edition)

    actions.unassign_shift(make_assignment(shift, member), by=make_actor(), at=NOON)
    actions.assign_shift(shift, membership=member, by=make_actor(), at=NOON)

    assert ShiftAssignment.objects.count() == 1


def test_the_next_edition_has_the_same_shifts_as_long_from_its_fair_and_nobody_on_them() -> None:
    source = make_edition(fair_on=date(2026, 10, 20))
    shift = make_shift(make_position(source, "Porte"), needed_count=4)
    make_assignment(shift, make_member(source))

    by = make_actor()
    target = copy_edition(source, slug="next", name="Forum 2027", fair_on=date(2027, 10, 19), by=by, at=NOON)

    copy = Shift.objects.in_edition(target).get()
    assert (copy.position.name_fr, copy.needed_count) == ("Porte", 4)
    assert copy.starts_at == NINE + timedelta(days=364)
    assert not copy.assignments.exists()


def test_staffed_positions_say_who_is_missing() -> None:
    edition = make_edition()
    door, desk = make_position(edition, "Porte"), make_position(edition, "Bureau")
    make_position(name="Autre")
    late = make_shift(door, starts_at=NINE + timedelta(hours=4), needed_count=1)
    early = make_shift(door, needed_count=3)
    assignment = make_assignment(early, make_member(edition))

    rows = queries.staffed_positions(edition)

    assert [(row.position, row.missing_count) for row in rows] == [(desk, 0), (door, 3)]
    assert [(one.shift, one.assignments, one.missing_count) for one in rows[1].shifts] == [
        (early, [assignment], 2),
        (late, [], 1),
    ]


def test_available_members_are_those_of_the_team_who_are_free() -> None:
    edition = make_edition()
    shift = make_shift(make_position(edition), needed_count=5)
    busy, free, gone = (make_member(edition) for _number in range(3))
    Membership.objects.filter(pk=gone.pk).update(ended_at=NOON)
    make_member(make_edition())
    make_assignment(make_shift(make_position(edition)), busy)

    assert list(queries.available_members(shift, at=NOON)) == [free]


@pytest.mark.parametrize(
    ("pole", "role", "sees", "manages"),
    [
        ("logistics", "member", True, True),
        ("visitors", "lead", True, True),
        ("presidency", "lead", True, True),
        ("logistics", "reader", True, False),
        ("company_relations", "lead", True, False),
        ("logistics", "volunteer", True, False),
    ],
)
def test_everyone_sees_the_shifts_and_two_poles_manage_them(pole: str, role: str, sees: bool, manages: bool) -> None:
    member = Member({pole: role})

    assert (rules.can_see_shifts(member), rules.can_manage_shifts(member)) == (sees, manages)
    assert not rules.can_see_shifts(Member())


@pytest.mark.django_db(transaction=True)
def test_two_leads_at_once_put_no_more_people_on_a_shift_than_it_needs() -> None:
    edition = make_edition()
    shift = make_shift(Position.objects.get(pk=make_position(edition).pk), needed_count=1)
    members = [make_member(edition) for _member in range(4)]
    start = Barrier(len(members))

    def act(member: Membership) -> str:
        try:
            start.wait(10)
            actions.assign_shift(shift, membership=member, by=make_actor(), at=NOON)
        except Refused as refused:
            return refused.code
        else:
            return "assigned"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(members)) as threads:
        answers = sorted(threads.map(act, members))

    assert answers == ["assigned", "full", "full", "full"]
    assert shift.assignments.count() == 1
