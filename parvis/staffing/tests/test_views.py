"""The team's pages about shifts."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parvis.editions.models import Edition
from parvis.editions.tests.factories import client_in, make_edition, make_member
from parvis.staffing.models import Position, Shift
from parvis.staffing.tests.factories import make_assignment, make_position, make_shift

pytestmark = pytest.mark.django_db
TIMES = {"starts_at": "2026-10-20T08:00", "ends_at": "2026-10-20T10:00", "needed_count": 2}


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def client(edition: Edition) -> Client:
    return client_in(edition, pole="logistics")


def url(name: str, edition: Edition, *ids: int) -> str:
    return reverse(f"staffing:{name}", args=[edition.slug, *ids])


def test_shift_list_starts_with_a_position_to_name(client: Client, edition: Edition) -> None:
    assert "No position yet" in client.get(url("shift_list", edition)).content.decode()


def test_positions_shifts_and_people_from_nothing(client: Client, edition: Edition) -> None:
    member = make_member(edition)
    first = client.post(url("position_new", edition), {"name_fr": "Porte", "name_en": "Door"})
    position = Position.objects.get()
    assert first["Location"] == url("shift_new", edition, position.pk)
    assert client.post(first["Location"], TIMES).status_code == 302
    shift = Shift.objects.get()
    assert client.post(url("shift_assign", edition, shift.pk), {"membership": member.pk}).status_code == 302

    page = client.get(url("shift_list", edition)).content.decode()

    assert member.user.full_name in page
    assert "1 person is still missing" in page
    off = client.post(url("assignment_remove", edition, shift.assignments.get().pk))
    gone = client.post(url("shift_remove", edition, shift.pk))
    assert (off.status_code, gone.status_code, Shift.objects.count()) == (302, 302, 0)


def test_shift_list_can_show_only_what_is_missing(client: Client, edition: Edition) -> None:
    full, lacking = make_position(edition, "Vestiaire"), make_position(edition, "Porte")
    make_assignment(make_shift(full), make_member(edition))
    shift = make_shift(lacking)

    page = client.get(url("shift_list", edition), {"missing": "1"}).content.decode()
    assert ("Vestiaire" in page, "Porte" in page) == (False, True)

    other = make_member(edition)
    make_assignment(shift, other)
    assert "Nobody is missing" in client.get(url("shift_list", edition), {"missing": "1"}).content.decode()


def test_a_volunteer_sees_the_shifts_and_no_button(edition: Edition) -> None:
    shift = make_shift(make_position(edition))
    volunteer = client_in(edition, pole="logistics", role="volunteer")

    page = volunteer.get(url("shift_list", edition)).content.decode()

    assert url("shift_assign", edition, shift.pk) not in page
    assert volunteer.get(url("position_new", edition)).status_code == 403


def test_a_form_that_is_refused_keeps_what_was_typed(client: Client, edition: Edition) -> None:
    position = make_position(edition, "Porte")
    shift = make_shift(position)
    busy = make_member(edition)
    make_assignment(make_shift(make_position(edition)), busy)
    client.post(url("shift_new", edition, position.pk), TIMES)
    full = make_shift(make_position(edition), needed_count=1, hours=1)
    make_assignment(full, make_member(edition))
    tries = [
        ("position_new", [], {"name_fr": ""}),
        ("position_new", [], {"name_fr": "Porte", "name_en": "Door"}),
        ("shift_new", [position.pk], {**TIMES, "ends_at": "2026-10-20T07:00"}),
        ("shift_new", [position.pk], {**TIMES, "needed_count": 0}),
        ("shift_new", [position.pk], TIMES),
        ("shift_assign", [shift.pk], {"membership": busy.pk}),
        ("shift_assign", [full.pk], {"membership": make_member(edition).pk}),
    ]

    answers = [client.post(url(name, edition, *ids), words).status_code for name, ids, words in tries]

    assert answers == [422] * len(tries)


def test_forms_open(client: Client, edition: Edition) -> None:
    position = make_position(edition)
    pages = [("position_new", []), ("shift_new", [position.pk]), ("shift_assign", [make_shift(position).pk])]

    assert [client.get(url(name, edition, *ids)).status_code for name, ids in pages] == [200] * 3


def test_rows_of_another_edition_are_not_found(client: Client, edition: Edition) -> None:
    shift = make_shift()
    assignment = make_assignment(shift, make_member(shift.position.edition))
    addresses = [url("shift_new", edition, shift.position_id), url("assignment_remove", edition, assignment.pk)]
    addresses += [url(name, edition, shift.pk) for name in ("shift_assign", "shift_remove")]

    for address in addresses:
        assert {client.get(address).status_code, client.post(address).status_code} <= {404, 405}, address
    mine = make_shift(make_position(edition))
    stranger = client.post(url("shift_assign", edition, mine.pk), {"membership": make_member(make_edition()).pk})
    assert stranger.status_code == 422


def test_the_list_costs_the_same_queries_with_one_and_three_rows(
    client: Client, edition: Edition, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for rows in (1, 2):
        for _row in range(rows):
            make_assignment(make_shift(make_position(edition)), make_member(edition))
        with django_assert_max_num_queries(9) as captured:
            client.get(url("shift_list", edition))
        counts.append(len(captured.captured_queries))

    assert counts[0] == counts[1]
