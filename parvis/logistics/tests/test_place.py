"""Drawing the place, and copying it into the next edition."""

from datetime import date

import pytest
from django.utils import translation

from parvis.core.errors import Refused
from parvis.editions.actions import copy_edition
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.exhibitors.tests.factories import make_exhibitor
from parvis.logistics.actions import place
from parvis.logistics.models import Booth, Hall, Venue
from parvis.logistics.tests.factories import make_booth, make_hall

pytestmark = pytest.mark.django_db
HALL = {"slug": "nef", "name": "Nef", "width_cm": 3000, "depth_cm": 2000}


def draw(hall: Hall, **words: object) -> Booth:
    shape = {"number": "A01", "x_cm": 0, "y_cm": 0, "width_cm": 300, "depth_cm": 300, **words}
    return place.draw_booths(hall, [Booth(hall=hall, **shape)], by=make_actor(), at=NOON)[0]


def test_set_venue_keeps_one_venue_an_edition() -> None:
    edition = make_edition()

    for name in ("Palaiseau", "Saclay"):
        words = {"name": name, "access_fr": "RER B", "access_en": ""}
        place.set_venue(edition, words=words, by=make_actor(), at=NOON)

    assert str(Venue.objects.get()) == "Saclay"
    with translation.override("en"):
        assert Venue.objects.get().access == "RER B"


def test_create_hall_names_the_venue_after_the_editions_place() -> None:
    edition = make_edition(place_name="19 place Marguerite Perey")

    hall = place.create_hall(edition, words=HALL, by=make_actor(), at=NOON)
    place.create_hall(edition, words={**HALL, "slug": "hall-b"}, by=make_actor(), at=NOON)

    assert (str(hall), hall.venue.name) == ("Nef", "19 place Marguerite Perey")
    assert list(Hall.objects.in_edition(edition).values_list("slug", "position")) == [("nef", 0), ("hall-b", 1)]


def test_two_halls_have_two_addresses() -> None:
    edition = make_edition()
    hall = place.create_hall(edition, words=HALL, by=make_actor(), at=NOON)
    make_hall(edition, "hall-b")

    with pytest.raises(Refused, match="already a hall"):
        place.create_hall(edition, words=HALL, by=make_actor(), at=NOON)
    with pytest.raises(Refused, match="already a hall"):
        place.change_hall(hall, words={**HALL, "slug": "hall-b"}, by=make_actor(), at=NOON)


def test_change_hall_keeps_every_booth_inside() -> None:
    hall = make_hall()
    make_booth(hall, x_cm=2700)

    with pytest.raises(Refused, match="does not fit"):
        place.change_hall(hall, words={**HALL, "width_cm": 2900}, by=make_actor(), at=NOON)
    place.change_hall(hall, words={**HALL, "depth_cm": 300}, by=make_actor(), at=NOON)

    assert LogEntry.objects.about(hall).get().changes["depth_cm"] == [2000, 300]


def test_a_grid_stands_back_to_back_with_aisles() -> None:
    hall = make_hall()
    grid = place.Grid("A", rows=3, columns=2, width_cm=300, depth_cm=200, aisle_cm=400, x_cm=100, y_cm=50)

    place.draw_booths(hall, grid.booths(hall), by=make_actor(), at=NOON)

    assert list(Booth.objects.order_by("number").values_list("number", "x_cm", "y_cm")) == [
        ("A01", 100, 50),
        ("A02", 400, 50),
        ("B01", 100, 250),
        ("B02", 400, 250),
        ("C01", 100, 850),
        ("C02", 400, 850),
    ]


def test_draw_booths_draws_none_when_one_does_not_fit() -> None:
    hall = make_hall()
    grid = place.Grid("A", rows=1, columns=11, width_cm=300, depth_cm=300, aisle_cm=0)

    with pytest.raises(Refused, match="A11 does not fit"):
        place.draw_booths(hall, grid.booths(hall), by=make_actor(), at=NOON)

    assert not Booth.objects.exists()


@pytest.mark.parametrize(("x_cm", "y_cm"), [(299, 0), (0, 299), (100, 100)])
def test_booths_do_not_stand_on_each_other(x_cm: int, y_cm: int) -> None:
    hall = make_hall()
    draw(hall)

    with pytest.raises(Refused, match="A02 would stand on booth A01"):
        draw(hall, number="A02", x_cm=x_cm, y_cm=y_cm)


@pytest.mark.parametrize(("x_cm", "y_cm"), [(300, 0), (0, 300)])
def test_booths_may_touch(x_cm: int, y_cm: int) -> None:
    hall = make_hall()
    draw(hall)

    assert str(draw(hall, number="A02", x_cm=x_cm, y_cm=y_cm)) == "A02"


def test_a_number_stands_once_in_a_hall() -> None:
    hall = make_hall()
    draw(hall)
    twice = [Booth(hall=hall, number="B01", x_cm=x, y_cm=900, width_cm=300, depth_cm=300) for x in (0, 300)]

    with pytest.raises(Refused, match="already a booth A01"):
        draw(hall, x_cm=600)
    with pytest.raises(Refused, match="already a booth B01"):
        place.draw_booths(hall, twice, by=make_actor(), at=NOON)
    draw(make_hall(hall.venue.edition, "hall-b"))


def test_a_hall_holds_no_more_booths_than_a_page_can_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "MOST_BOOTHS", 1)
    hall = make_hall()
    draw(hall)

    with pytest.raises(Refused, match="at most"):
        draw(hall, number="A02", x_cm=600)


def test_change_booth_moves_it_with_its_exhibitor() -> None:
    edition = make_edition()
    hall, exhibitor = make_hall(edition), make_exhibitor(edition)
    booth = make_booth(hall, exhibitor=exhibitor)
    make_booth(hall, "A02", x_cm=600)
    words = {"number": "A01", "x_cm": 300, "y_cm": 0, "width_cm": 300, "depth_cm": 450}

    place.change_booth(booth, words=words, by=make_actor(), at=NOON)
    with pytest.raises(Refused, match="would stand on"):
        place.change_booth(booth, words={**words, "x_cm": 400}, by=make_actor(), at=NOON)
    with pytest.raises(Refused, match="already a booth A02"):
        place.change_booth(booth, words={**words, "number": "A02"}, by=make_actor(), at=NOON)

    booth.refresh_from_db()
    assert (booth.x_cm, booth.exhibitor, booth.area_dm2) == (300, exhibitor, 1350)
    with translation.override("en"):
        assert booth.dimensions == "3 × 4.5 m"


def test_a_booth_is_removed_when_it_is_free() -> None:
    edition = make_edition()
    hall = make_hall(edition)
    taken, free = make_booth(hall, exhibitor=make_exhibitor(edition)), make_booth(hall, "A02", x_cm=600)

    place.remove_booth(free, by=make_actor(), at=NOON)
    with pytest.raises(Refused, match="free it first"):
        place.remove_booth(taken, by=make_actor(), at=NOON)

    assert list(Booth.objects.all()) == [taken]


def test_the_next_edition_has_the_same_place_with_nobody_on_it() -> None:
    source = make_edition()
    hall = make_hall(source, ceiling_count=1200)
    make_booth(hall, exhibitor=make_exhibitor(source))
    make_booth(hall, "A02", x_cm=300)

    by = make_actor()
    target = copy_edition(source, slug="next", name="Forum 2027", fair_on=date(2027, 10, 19), by=by, at=NOON)

    copy = Hall.objects.in_edition(target).get()
    assert (copy.venue.name, copy.name, copy.ceiling_count) == ("Palaiseau", "Hall A", 1200)
    booths = Booth.objects.in_edition(target).order_by("number")
    placed = [(booth.number, booth.x_cm, booth.exhibitor_id) for booth in booths]
    assert placed == [("A01", 0, None), ("A02", 300, None)]


def test_an_edition_without_a_place_copies_none() -> None:
    copy_edition(make_edition(), slug="next", name="Forum 2027", fair_on=date(2027, 10, 19), by=make_actor(), at=NOON)

    assert not Venue.objects.exists()
