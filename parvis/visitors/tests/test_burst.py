"""Many at once: never one seat too many, never one person twice. Each writer has its own connection."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.test import Client

from parvis.accounts.models import User
from parvis.accounts.tests.factories import make_school
from parvis.core.actor import Actor, ActorKind
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, make_edition
from parvis.outbox.models import Message
from parvis.visitors.actions import cancel_registration, register_visitors
from parvis.visitors.models import Admission, Registration, Visitor
from parvis.visitors.queries import waiting_position
from parvis.visitors.tests.factories import make_admission, make_entry, make_registration

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 32
SITE = Actor(ActorKind.VISITOR, "site", "Registration page")


def all_at_once[T](writers: int, work: Callable[[int], T]) -> list[T]:
    """Run `work` in as many threads, started together."""
    start = Barrier(writers)

    def run(number: int) -> T:
        try:
            start.wait(30)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(writers) as pool:
        return list(pool.map(run, range(writers)))


def register_one(edition: Edition, number: int) -> Registration:
    entry = make_entry(f"sam{number}@mail.example", school="telecom-paris")
    return register_visitors(edition, [entry], source="site", by=SITE, at=NOON)[0].registration


def test_the_last_seats_are_given_exactly_once() -> None:
    edition = make_admission(capacity=10).edition
    make_school()

    rows = all_at_once(WRITERS, lambda number: register_one(edition, number))

    seats = Admission.objects.get()
    assert Counter(row.status for row in rows) == {"confirmed": 10, "waiting": 22}
    assert (seats.taken_count, Registration.objects.confirmed().count()) == (10, 10)
    assert sorted(waiting_position(row) or 0 for row in rows if row.is_waiting) == list(range(1, 23))


def test_without_the_lock_the_same_burst_oversells() -> None:
    """The control: counting, then writing, is what the test above would catch."""
    edition, school = make_edition(), make_school()
    people = [make_registration(make_edition()).visitor for _ in range(WRITERS)]
    together = Barrier(WRITERS)

    def count_then_write(number: int) -> None:
        free = Registration.objects.in_edition(edition).count() < 10
        together.wait(30)
        if free:
            row = {"status": "confirmed", "school": school, "registered_at": NOON}
            Registration.objects.create(edition=edition, visitor=people[number], **row)

    all_at_once(WRITERS, count_then_write)

    assert Registration.objects.in_edition(edition).confirmed().count() > 10


def test_the_database_itself_refuses_one_seat_too_many() -> None:
    admission = make_admission(capacity=1, taken=1)

    admission.taken_count = 2
    with pytest.raises(Exception, match="admission_not_oversold"), transaction.atomic():
        admission.save()


def test_forty_equal_posts_are_one_registration_with_forty_equal_answers() -> None:
    make_admission(capacity=30)
    make_school()
    body = {
        "first_name": "Sam",
        "last_name": "Petit",
        "email": "sam@mail.example",
        "school": "telecom-paris",
        "language": "fr",
    }

    answers = all_at_once(40, lambda _number: Client().post("/register/", body))

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, answers[0]["Location"])}
    assert answers[0]["Location"].startswith("/register/thanks/")
    assert User.objects.count() == Visitor.objects.count() == Registration.objects.count() == 1
    assert (Admission.objects.get().taken_count, Message.objects.count()) == (1, 1)


def test_cancelling_and_signing_up_together_lets_nobody_jump_the_queue() -> None:
    edition = make_admission(capacity=8).edition
    school = make_school()
    seated = [make_registration(edition, school=school) for _ in range(8)]
    waiting = [make_registration(edition, status="waiting", school=school) for _ in range(4)]

    def act(number: int) -> None:
        if number < 4:
            cancel_registration(seated[number], by=SITE, at=NOON)
        else:
            register_one(edition, number)

    all_at_once(12, act)

    for row in waiting:
        row.refresh_from_db()
    assert [row.status for row in waiting] == ["confirmed"] * 4
    seats = Admission.objects.get()
    assert (seats.taken_count, Registration.objects.confirmed().count(), Registration.objects.waiting().count()) == (
        8,
        8,
        8,
    )
