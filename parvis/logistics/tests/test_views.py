"""Pages of the place: the team's and the exhibitor's."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parvis.editions.models import Edition
from parvis.editions.tests.factories import client_in, make_edition
from parvis.exhibitors.tests.factories import client_for, make_entitlement, make_exhibitor
from parvis.logistics.models import Booth, Hall, Venue
from parvis.logistics.tests.factories import make_booth, make_hall

pytestmark = pytest.mark.django_db
HALL = {"name": "Nef", "slug": "nef", "width_cm": 3000, "depth_cm": 2000, "ceiling_count": 800}
BOOTH = {"number": "A01", "x_cm": 0, "y_cm": 0, "width_cm": 300, "depth_cm": 300}
GRID = {
    "first_row": "A",
    "rows": 2,
    "columns": 3,
    "width_cm": 300,
    "depth_cm": 300,
    "aisle_cm": 300,
    "x_cm": 0,
    "y_cm": 0,
}


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def client(edition: Edition) -> Client:
    return client_in(edition, pole="logistics")


def url(name: str, edition: Edition, *ids: int) -> str:
    return reverse(f"logistics:{name}", args=[edition.slug, *ids])


def test_floor_plan_starts_with_a_hall_to_draw(client: Client, edition: Edition) -> None:
    assert "No hall yet" in client.get(url("floor_plan", edition)).content.decode()


def test_floor_plan_draws_each_booth_as_a_link_with_its_name(client: Client, edition: Edition) -> None:
    exhibitor = make_exhibitor(edition)
    hall = make_hall(edition)
    make_booth(hall, "A01", exhibitor=exhibitor)
    make_booth(hall, "A02", x_cm=300)
    make_hall(edition, "b", name="Galerie", position=2)

    page = client.get(url("floor_plan", edition)).content.decode()

    assert f'aria-label="Booth A01, {exhibitor}"' in page
    assert 'aria-label="Booth A02, free"' in page
    assert "2 booths: 1 given, 1 free" in page
    assert "?hall=b" in page
    assert "Galerie" in client.get(url("floor_plan", edition), {"hall": "b"}).content.decode()


def test_floor_plan_shows_the_booth_of_the_address(client: Client, edition: Edition) -> None:
    hall = make_hall(edition)
    free, taken = make_booth(hall, "A01"), make_booth(hall, "A02", exhibitor=make_exhibitor(edition))

    on_free = client.get(url("floor_plan", edition), {"hall": "hall-a", "booth": "A01"}).content.decode()
    on_taken = client.get(url("floor_plan", edition), {"hall": "hall-a", "booth": "A02"}).content.decode()

    assert url("booth_give", edition, free.pk) in on_free
    assert 'aria-current="true"' in on_free
    assert url("booth_free", edition, taken.pk) in on_taken
    assert url("booth_give", edition, taken.pk) not in on_taken


def test_other_poles_read_the_plan_and_change_nothing(edition: Edition) -> None:
    booth = make_booth(make_hall(edition))
    ada = client_in(edition, pole="company_relations")

    page = ada.get(url("floor_plan", edition), {"hall": "hall-a", "booth": "A01"}).content.decode()

    assert url("booth_give", edition, booth.pk) not in page
    assert ada.post(url("booth_give", edition, booth.pk), {"exhibitor": 1}).status_code == 403


def test_booth_give_warns_of_a_booth_too_small_and_can_be_undone(client: Client, edition: Edition) -> None:
    booth, exhibitor = make_booth(make_hall(edition)), make_exhibitor(edition)
    make_entitlement(exhibitor, "area_dm2", 1800)

    answer = client.post(url("booth_give", edition, booth.pk), {"exhibitor": exhibitor.pk}, follow=True)

    page = answer.content.decode()
    assert f"Booth A01 is for {exhibitor}." in page
    assert "has ordered 9 m² more" in page
    assert url("booth_free", edition, booth.pk) in page
    freed = client.post(url("booth_free", edition, booth.pk), follow=True).content.decode()
    assert Booth.objects.get().exhibitor is None
    back = f"{url('booth_give', edition, booth.pk)}?exhibitor={exhibitor.pk}"
    assert back in freed
    client.post(back)
    assert Booth.objects.get().exhibitor == exhibitor


def test_booth_give_says_no_more_when_the_booth_is_large_enough(client: Client, edition: Edition) -> None:
    booth, exhibitor = make_booth(make_hall(edition)), make_exhibitor(edition)
    make_entitlement(exhibitor, "area_dm2", 900)

    answer = client.post(url("booth_give", edition, booth.pk), {"exhibitor": exhibitor.pk}, follow=True)

    assert "has ordered" not in answer.content.decode()


def test_booth_give_refuses_a_taken_booth_and_an_empty_choice(client: Client, edition: Edition) -> None:
    taken = make_booth(make_hall(edition), exhibitor=make_exhibitor(edition))

    other = client.post(url("booth_give", edition, taken.pk), {"exhibitor": make_exhibitor(edition).pk})
    nobody = client.post(url("booth_give", edition, taken.pk), {"exhibitor": ""})

    assert (other.status_code, nobody.status_code) == (409, 422)
    assert f"already taken by {taken.exhibitor}" in other.content.decode()


@pytest.mark.parametrize("asked", ["x", "9" * 30, "-1", "٣"])
def test_booth_give_finds_no_such_exhibitor(client: Client, edition: Edition, asked: str) -> None:
    booth = make_booth(make_hall(edition))

    assert client.post(url("booth_give", edition, booth.pk), {"exhibitor": asked}).status_code == 404


def test_booth_free_of_a_free_booth_changes_nothing(client: Client, edition: Edition) -> None:
    booth = make_booth(make_hall(edition))

    assert client.post(url("booth_free", edition, booth.pk)).status_code == 302


def test_booth_list_filters_searches_and_exports(client: Client, edition: Edition) -> None:
    exhibitor = make_exhibitor(edition)
    exhibitor.company.name = "Énergis"
    exhibitor.company.save()
    hall = make_hall(edition)
    make_booth(hall, "A01", exhibitor=exhibitor)
    make_booth(hall, "A02")

    taken = client.get(url("booth_list", edition), {"given": "yes"}).content.decode()
    found = client.get(url("booth_list", edition), {"q": "energis"}).content.decode()
    number = client.get(url("booth_list", edition), {"q": "a02"}).content.decode()
    csv = client.get(url("booth_list", edition), {"given": "no", "export": "csv"}).content.decode("utf-8-sig")

    assert [("A01" in page, "A02" in page) for page in (taken, found, number)] == [
        (True, False),
        (True, False),
        (False, True),
    ]
    assert len(csv.strip().splitlines()) == 2


def test_pages_cost_the_same_queries_with_one_and_three_rows(
    client: Client, edition: Edition, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for number in ("A", "B"):
        hall = make_hall(edition, number.lower())
        for place in range(1 if number == "A" else 2):
            make_booth(hall, f"{number}0{place}", exhibitor=make_exhibitor(edition))
        seen = []
        for name in ("floor_plan", "booth_list"):
            with django_assert_max_num_queries(14) as captured:
                client.get(url(name, edition))
            seen.append(len(captured.captured_queries))
        counts.append(seen)

    assert counts[0] == counts[1]


def test_the_place_is_drawn_from_nothing(client: Client, edition: Edition) -> None:
    words = {"name": "Palaiseau", "access_fr": "RER B", "access_en": "RER B"}
    assert client.post(url("venue_edit", edition), words).status_code == 302
    drawn = client.post(url("hall_new", edition), HALL)
    hall = Hall.objects.get()
    assert drawn["Location"] == url("grid_new", edition, hall.pk)
    assert client.post(drawn["Location"], GRID).status_code == 302
    assert client.post(url("booth_new", edition, hall.pk), {**BOOTH, "number": "Z1", "y_cm": 900}).status_code == 302
    booth = Booth.objects.get(number="Z1")
    moved = client.post(url("booth_edit", edition, booth.pk), {**BOOTH, "number": "Z1", "y_cm": 1200})
    changed = client.post(url("hall_edit", edition, hall.pk), {**HALL, "name": "Grande nef"})
    assert (moved.status_code, changed.status_code) == (302, 302)
    assert client.post(url("booth_remove", edition, booth.pk)).status_code == 302
    assert Venue.objects.get().name == "Palaiseau"
    assert Booth.objects.count() == 6


def test_a_form_that_is_refused_keeps_what_was_typed(client: Client, edition: Edition) -> None:
    hall = make_hall(edition)
    other = make_hall(edition, "nef")
    booth = make_booth(hall, "A01")
    make_booth(hall, "A02", x_cm=300)
    tries = [
        ("venue_edit", [], {"name": ""}),
        ("hall_new", [], {**HALL, "width_cm": -1}),
        ("hall_new", [], HALL),
        ("hall_edit", [hall.pk], {**HALL, "slug": "nef"}),
        ("hall_edit", [other.pk], {**HALL, "width_cm": "x"}),
        ("grid_new", [hall.pk], {**GRID, "first_row": "Z"}),
        ("grid_new", [hall.pk], {**GRID, "rows": ""}),
        ("grid_new", [hall.pk], GRID),
        ("booth_new", [hall.pk], {**BOOTH, "width_cm": 0}),
        ("booth_new", [hall.pk], BOOTH),
        ("booth_edit", [booth.pk], {**BOOTH, "number": "A02"}),
        ("booth_edit", [booth.pk], {**BOOTH, "x_cm": "1e9"}),
    ]

    answers = [client.post(url(name, edition, *ids), words).status_code for name, ids, words in tries]

    assert answers == [422] * len(tries)


def test_forms_open(client: Client, edition: Edition) -> None:
    hall = make_hall(edition)
    booth = make_booth(hall)
    pages = [("venue_edit", []), ("hall_new", []), ("hall_edit", [hall.pk]), ("grid_new", [hall.pk])]
    pages += [("booth_new", [hall.pk]), ("booth_edit", [booth.pk])]

    assert [client.get(url(name, edition, *ids)).status_code for name, ids in pages] == [200] * 6


def test_rows_of_another_edition_are_not_found(client: Client, edition: Edition) -> None:
    foreign = make_booth()
    mine = make_booth(make_hall(edition))
    hall = foreign.hall
    addresses = [url(name, edition, hall.pk) for name in ("hall_edit", "grid_new", "booth_new")]
    names = ("booth_edit", "booth_give", "booth_free", "booth_remove")
    addresses += [url(name, edition, foreign.pk) for name in names]
    addresses += [url("exhibitor_booths", edition, make_exhibitor().pk)]

    for address in addresses:
        answers = {client.get(address).status_code, client.post(address, {"exhibitor": "1"}).status_code}
        assert answers <= {404, 405}, address
    stranger = client.post(url("booth_give", edition, mine.pk), {"exhibitor": make_exhibitor().pk})
    assert stranger.status_code == 404


def test_exhibitor_booths_is_a_panel_of_the_exhibitors_file(client: Client, edition: Edition) -> None:
    exhibitor = make_exhibitor(edition)
    make_entitlement(exhibitor, "area_dm2", 1800)
    page = url("exhibitor_booths", edition, exhibitor.pk)
    assert "None yet" in client.get(page).content.decode()

    make_booth(make_hall(edition), exhibitor=exhibitor)

    shown = client.get(page).content.decode()
    assert "A01" in shown
    assert "Smaller than what was ordered" in shown
    assert "<html" not in shown


def test_an_exhibitor_sees_its_own_booth_and_no_name_of_another(edition: Edition) -> None:
    mine, other = make_exhibitor(edition), make_exhibitor(edition)
    other.company.name = "MARKER"
    other.company.save()
    hall = make_hall(edition)
    make_booth(hall, "A02", exhibitor=other)
    client = client_for(mine)
    pages = [url("portal_booth", edition), url("exhibitor_panel", edition)]
    assert ["not chosen yet" in client.get(page).content.decode() for page in pages] == [True, True]

    make_booth(hall, "A01", exhibitor=mine, x_cm=300)

    for page in pages:
        shown = client.get(page).content.decode()
        assert "Booth A01, yours" in shown
        assert "MARKER" not in shown
    assert client_for(make_exhibitor()).get(pages[0]).status_code == 404


@pytest.mark.parametrize("place", ["venue", "address", "none"])
def test_the_exhibitors_page_says_how_to_get_there(place: str) -> None:
    edition = make_edition(place_name="Palaiseau" if place == "address" else "")
    if place == "venue":
        Venue.objects.create(edition=edition, name="Saclay", access_fr="RER B", access_en="RER B")

    page = client_for(make_exhibitor(edition)).get(url("portal_booth", edition)).content.decode()

    assert {"venue": "RER B", "address": "Palaiseau", "none": "announced here"}[place] in page
