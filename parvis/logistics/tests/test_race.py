"""Two members give the same booth at the same moment: one gets it, the other is told who has it."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from parvis.core.errors import Refused
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.exhibitors.models import Exhibitor
from parvis.exhibitors.tests.factories import make_exhibitor
from parvis.logistics.actions.booths import give_booth
from parvis.logistics.models import Booth
from parvis.logistics.tests.factories import make_booth, make_hall

pytestmark = pytest.mark.django_db(transaction=True)
MEMBERS = 4


def careless_give(booth: Booth, exhibitor: Exhibitor) -> None:
    """What must not be written: look, then take, with nothing held in between."""
    free = Booth.objects.get(pk=booth.pk).exhibitor_id is None
    time.sleep(0.05)
    if not free:
        raise Refused("taken")
    Booth.objects.filter(pk=booth.pk).update(exhibitor=exhibitor, assigned_at=NOON)


def proper_give(booth: Booth, exhibitor: Exhibitor) -> None:
    give_booth(booth, exhibitor=exhibitor, by=make_actor(), at=NOON)


def at_once(give: Callable[[Booth, Exhibitor], None]) -> tuple[list[str], Booth, list[Exhibitor]]:
    """Every member gives the booth to another exhibitor, all at the same moment."""
    edition = make_edition()
    booth = make_booth(make_hall(edition))
    exhibitors = [make_exhibitor(edition) for _member in range(MEMBERS)]
    start = Barrier(MEMBERS)

    def act(exhibitor: Exhibitor) -> str:
        try:
            start.wait(10)
            give(booth, exhibitor)
        except Refused as refused:
            return refused.message
        else:
            return "given"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(MEMBERS) as threads:
        answers = list(threads.map(act, exhibitors))
    booth.refresh_from_db()
    return answers, booth, exhibitors


def test_the_database_of_this_test_is_shared_by_threads() -> None:
    assert ":memory:" not in str(connection.settings_dict["NAME"])


def test_one_member_gives_the_booth_and_the_others_are_told_who_has_it() -> None:
    answers, booth, exhibitors = at_once(proper_give)

    winner = exhibitors[answers.index("given")]
    assert booth.exhibitor == winner
    assert sorted(answers) == sorted(["given", *[f"Booth A01 is already taken by {winner}."] * (MEMBERS - 1)])


def test_control_without_the_lock_several_members_believe_they_gave_it() -> None:
    answers, _booth, _exhibitors = at_once(careless_give)

    assert answers.count("given") > 1
