"""One exhibitor a booth: who gets it, who is refused, and when it is free again."""

import pytest
from django.db import IntegrityError, transaction

from parvis.core.errors import Refused
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.exhibitors.actions.standing import withdraw_exhibitor
from parvis.exhibitors.tests.factories import make_entitlement, make_exhibitor
from parvis.logistics.actions.booths import free_booth, give_booth
from parvis.logistics.models import Booth
from parvis.logistics.queries import missing_area_dm2
from parvis.logistics.tests.factories import make_booth, make_hall

pytestmark = pytest.mark.django_db


def test_give_booth_puts_a_confirmed_exhibitor_on_it() -> None:
    edition = make_edition()
    booth, exhibitor = make_booth(make_hall(edition)), make_exhibitor(edition)

    give_booth(booth, exhibitor=exhibitor, by=make_actor(), at=NOON)

    booth.refresh_from_db()
    assert (booth.exhibitor, booth.assigned_at) == (exhibitor, NOON)
    entry = LogEntry.objects.about(booth).get()
    assert (entry.verb, entry.changes) == ("booth.given", {"exhibitor": [None, str(exhibitor)]})
    assert list(exhibitor.done_steps.values_list("step", flat=True)) == ["logistics"]


def test_give_booth_names_who_has_it() -> None:
    edition = make_edition()
    first, second = make_exhibitor(edition), make_exhibitor(edition)
    booth = make_booth(make_hall(edition), exhibitor=first)

    with pytest.raises(Refused) as refused:
        give_booth(booth, exhibitor=second, by=make_actor(), at=NOON)

    assert refused.value.message == f"Booth A01 is already taken by {first}."
    booth.refresh_from_db()
    assert booth.exhibitor == first


def test_give_booth_twice_is_giving_it_once() -> None:
    edition = make_edition()
    booth, exhibitor = make_booth(make_hall(edition)), make_exhibitor(edition)

    for _time in range(2):
        give_booth(booth, exhibitor=exhibitor, by=make_actor(), at=NOON)

    assert LogEntry.objects.filter(verb="booth.given").count() == 1


@pytest.mark.parametrize("status", ["prospective", "withdrawn"])
def test_give_booth_asks_for_a_confirmed_exhibitor(status: str) -> None:
    edition = make_edition()
    exhibitor = make_exhibitor(edition, status=status)

    with pytest.raises(Refused, match="has not signed"):
        give_booth(make_booth(make_hall(edition)), exhibitor=exhibitor, by=make_actor(), at=NOON)


def test_give_booth_stays_within_the_edition() -> None:
    with pytest.raises(Refused, match="another edition"):
        give_booth(make_booth(), exhibitor=make_exhibitor(), by=make_actor(), at=NOON)


def test_free_booth_takes_the_exhibitor_off_and_undoes_its_step_with_the_last_one() -> None:
    edition = make_edition()
    hall, exhibitor = make_hall(edition), make_exhibitor(edition)
    booths = [make_booth(hall, number) for number in ("A01", "A02")]
    for booth in booths:
        give_booth(booth, exhibitor=exhibitor, by=make_actor(), at=NOON)

    free_booth(booths[0], by=make_actor(), at=NOON)
    assert exhibitor.done_steps.exists()
    free_booth(booths[1], by=make_actor(), at=NOON)
    free_booth(booths[1], by=make_actor(), at=NOON)

    assert list(Booth.objects.free().order_by("number")) == booths
    assert not exhibitor.done_steps.exists()
    assert LogEntry.objects.filter(verb="booth.freed").count() == 2


def test_an_exhibitor_who_withdraws_leaves_its_booths() -> None:
    edition = make_edition()
    hall, stays, goes = make_hall(edition), make_exhibitor(edition), make_exhibitor(edition)
    make_booth(hall, "A01", exhibitor=goes)
    make_booth(hall, "A02", exhibitor=goes)
    kept = make_booth(hall, "A03", exhibitor=stays)

    withdraw_exhibitor(goes, by=make_actor(), at=NOON)

    assert list(Booth.objects.exclude(exhibitor=None)) == [kept]


def test_the_database_refuses_an_exhibitor_without_a_date() -> None:
    booth = make_booth()

    with pytest.raises(IntegrityError), transaction.atomic():
        Booth.objects.filter(pk=booth.pk).update(exhibitor=make_exhibitor(booth.hall.venue.edition))


def test_a_booth_smaller_than_ordered_is_said_and_not_refused() -> None:
    edition = make_edition()
    exhibitor = make_exhibitor(edition)
    make_entitlement(exhibitor, "area_dm2", 1800)
    assert missing_area_dm2(exhibitor) == 1800

    give_booth(make_booth(make_hall(edition)), exhibitor=exhibitor, by=make_actor(), at=NOON)
    assert missing_area_dm2(exhibitor) == 900

    make_booth(make_hall(edition, "b"), "B01", exhibitor=exhibitor, width_cm=600)
    assert missing_area_dm2(exhibitor) == 0
