"""The plan as it is drawn, and its numbers."""

import pytest
from pytest_django import DjangoAssertNumQueries

from parvis.companies.past import past_of
from parvis.companies.tests.factories import make_company
from parvis.editions.rules import Member
from parvis.editions.tests.factories import make_edition
from parvis.exhibitors.tests.factories import make_entitlement, make_exhibitor, make_profile
from parvis.logistics import queries, rules
from parvis.logistics.queries import PlacedBooth
from parvis.logistics.tests.factories import make_booth, make_hall

pytestmark = pytest.mark.django_db


def test_plan_has_each_hall_with_its_booths_by_number() -> None:
    edition = make_edition()
    late, early = make_hall(edition, "b", position=1), make_hall(edition, "a", position=0)
    named, plain = make_exhibitor(edition), make_exhibitor(edition)
    make_profile(named, public_name="Nubelis")
    make_booth(early, "A02", exhibitor=named)
    make_booth(early, "A01", x_cm=600, exhibitor=plain)
    make_booth(early, "A03", x_cm=900)
    make_booth(early, "A04", x_cm=1200, exhibitor=make_exhibitor(edition, status="prospective"))
    make_booth()

    halls = queries.plan(edition, link=lambda booth: f"/{booth.number}")

    assert [(hall.hall, hall.given_count) for hall in halls] == [(early, 3), (late, 0)]
    assert halls[0].view_box == "-30 -30 3060 2060"
    assert [(placed.booth.number, placed.name, placed.state, placed.href) for placed in halls[0].booths] == [
        ("A01", str(plain), "taken", "/A01"),
        ("A02", "Nubelis", "taken", "/A02"),
        ("A03", "", "free", "/A03"),
        ("A04", "", "taken", "/A04"),
    ]


def test_plan_of_an_exhibitor_marks_its_own_and_names_no_other() -> None:
    edition = make_edition()
    hall, mine, other = make_hall(edition), make_exhibitor(edition), make_exhibitor(edition)
    make_booth(hall, "A01", exhibitor=mine)
    make_booth(hall, "A02", exhibitor=other)
    make_booth(hall, "A03")

    (shown,) = queries.plan(edition, mine=mine, with_names=False)

    assert [(placed.state, placed.label, placed.href) for placed in shown.booths] == [
        ("mine", "Booth A01, yours", ""),
        ("taken", "Booth A02, taken", ""),
        ("free", "Booth A03, free", ""),
    ]


def test_plan_marks_the_booth_chosen() -> None:
    edition = make_edition()
    hall = make_hall(edition)
    booth = make_booth(hall, exhibitor=make_exhibitor(edition))
    make_booth(hall, "A02")

    (shown,) = queries.plan(edition, chosen=booth)

    assert [placed.is_chosen for placed in shown.booths] == [True, False]
    assert shown.booths[0].label == f"Booth A01, {booth.exhibitor}"


def test_plan_costs_two_queries_whatever_its_size(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    edition = make_edition()
    for slug in ("a", "b", "c"):
        hall = make_hall(edition, slug)
        for number in ("1", "2"):
            exhibitor = make_exhibitor(edition)
            make_profile(exhibitor)
            make_booth(hall, number, exhibitor=exhibitor)

    with django_assert_num_queries(2):
        assert [placed.label for hall in queries.plan(edition) for placed in hall.booths]


def test_a_name_is_cut_to_two_lines_of_its_booth() -> None:
    booth = make_booth(x_cm=600, y_cm=900)

    placed = PlacedBooth(booth, "Compagnie générale, télécommunications")

    assert placed.shape.lines == ["Compagnie", "générale,…"]
    assert (placed.shape.centre, placed.shape.number_y) == (750, 1031)
    assert placed.shape.placed_lines == [(1075, "Compagnie"), (1113, "générale,…")]
    assert PlacedBooth(booth, "").shape.lines == []


def test_booths_of_an_exhibitor_are_in_order() -> None:
    edition = make_edition()
    hall, exhibitor = make_hall(edition), make_exhibitor(edition)
    second, first = make_booth(hall, "B01", exhibitor=exhibitor), make_booth(hall, "A01", exhibitor=exhibitor)
    make_booth(hall, "C01", exhibitor=make_exhibitor(edition))

    assert list(queries.booths_of(exhibitor)) == [first, second]


def test_exhibitors_without_a_booth_come_first_with_their_area() -> None:
    edition = make_edition()
    placed, waiting = make_exhibitor(edition), make_exhibitor(edition)
    make_exhibitor(edition, status="prospective")
    make_entitlement(waiting, "area_dm2", 900)
    make_entitlement(waiting, "area_dm2", 300, source="C2026-0002")
    make_booth(make_hall(edition), exhibitor=placed)

    rows = queries.exhibitors_to_place(edition)

    assert [(row, row.booths_count, row.area_dm2) for row in rows] == [(waiting, 0, 1200), (placed, 1, 0)]


def test_counts_of_the_edition() -> None:
    edition = make_edition()
    hall = make_hall(edition)
    make_booth(hall, "A01", exhibitor=make_exhibitor(edition))
    make_booth(hall, "A02")
    make_booth(hall, "A03")
    make_exhibitor(edition)
    make_exhibitor(edition, status="prospective")
    make_booth()

    assert queries.counts(edition) == {"booths": 3, "given": 1, "free": 2, "exhibitors_without": 1}


@pytest.mark.parametrize(
    ("pole", "role", "sees", "manages"),
    [
        ("logistics", "lead", True, True),
        ("logistics", "member", True, True),
        ("logistics", "reader", True, False),
        ("logistics", "volunteer", False, False),
        ("presidency", "member", True, True),
        ("company_relations", "lead", True, False),
        ("treasury", "reader", True, False),
    ],
)
def test_every_pole_sees_the_plan_and_logistics_draws_it(pole: str, role: str, sees: bool, manages: bool) -> None:
    member = Member({pole: role})

    assert (rules.can_see_plan(member), rules.can_manage_plan(member)) == (sees, manages)


def test_the_file_of_a_company_says_where_it_stood_in_each_edition() -> None:
    company, before, now = make_company("Nubelis"), make_edition(), make_edition()
    lyon = make_company("Nubelis Lyon", parent=company)
    for edition, owner, number in ((before, company, "A12"), (now, company, "B01"), (now, lyon, "C03")):
        make_booth(make_hall(edition, number.lower()), number, exhibitor=make_exhibitor(edition, owner))
    make_booth(make_hall(now, "hall-b"), "D04")

    said = {
        one.edition: [fact.words for fact in dict(one.groups)["Got"] if "Booth" in fact.words]
        for one in past_of(company, Member())
    }

    assert said == {before: ["Booth A12"], now: ["Booth B01"]}
