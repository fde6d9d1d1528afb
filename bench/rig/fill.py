"""Fills the database of a measured installation; run in a process of its own, prints what a client needs as JSON."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.rig.floors import Row  # noqa: E402
from parvis.accounts.models import School, User  # noqa: E402
from parvis.accounts.tests.factories import make_school, make_user  # noqa: E402
from parvis.checkin import actions as checkin  # noqa: E402
from parvis.checkin.documents import badge_text  # noqa: E402
from parvis.checkin.models import Badge  # noqa: E402
from parvis.companies.actions import ensure_stages  # noqa: E402
from parvis.companies.models import Company, Opportunity  # noqa: E402
from parvis.core.actor import Actor  # noqa: E402
from parvis.core.dates import day_bounds, local_date  # noqa: E402
from parvis.editions.models import Edition, EditionDay, Membership  # noqa: E402
from parvis.editions.tests.factories import make_edition  # noqa: E402
from parvis.visitors.models import Admission, Registration, Visitor  # noqa: E402

SHELL = Actor.system("bench")
FIRST = ("Sam", "Ada", "Leo", "Nora", "Grace", "Élodie", "Inès", "Omar", "Vera", "Carl")
LAST = ("Petit", "Roy", "Martin", "Lefèvre", "Nguyen", "Diallo", "Moreau", "Garcia", "Kaya", "Blanc")
TOWNS = ("Massy", "Lyon", "Nantes", "Lille", "Rennes")


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("companies", "opportunities", "visitors", "badges"):
        parser.add_argument(f"--{name}", type=int, default=0)
    parser.add_argument("--seats", type=int, default=1_000_000)
    asked = parser.parse_args()
    with redirect_stdout(sys.stderr):
        answer = fill(asked, now=timezone.now())
    print(json.dumps(answer))


def fill(asked: argparse.Namespace, *, now: datetime) -> dict[str, Any]:
    floor_rows(now)
    edition = open_fair(now, seats=asked.seats)
    school = make_school()
    known = many(Company, companies(asked.companies, now))
    many(Opportunity, opportunities(edition, known[: asked.opportunities], now))
    registrations = visitors(edition, school, asked.visitors, now)
    badges = give_badges(edition, registrations[: asked.badges], now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    _phone, secret, _url = checkin.enrol_device(edition, name="Door A", place="door-a", by=SHELL, at=now)
    return {
        "edition": edition.slug,
        "school": school.slug,
        "session": session_of(president(edition, now)),
        "device": secret,
        "badges": [badge_text(badge) for badge in badges],
    }


def floor_rows(now: datetime) -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Row)
    many(Row, (Row(at=now, name="Sam Petit", note="a line of history", number=n) for n in range(1000)))


def open_fair(now: datetime, *, seats: int) -> Edition:
    """An edition whose doors are open the whole day."""
    today = local_date(now)
    edition = make_edition("bench", fair_on=today, name="Forum Bench")
    start, end = day_bounds(today)
    EditionDay.objects.filter(edition=edition).update(doors_open_at=start, doors_close_at=end + timedelta(hours=6))
    Admission.objects.create(edition=edition, capacity=seats)
    return edition


def president(edition: Edition, now: datetime) -> User:
    user = make_user("president@bench.example", first_name="Paul", last_name="Bench")
    Membership.objects.create(
        user=user, edition=edition, pole="presidency", role="lead", started_at=now - timedelta(days=30)
    )
    return user


def session_of(user: User) -> str:
    """The cookie of a browser in which this user is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def many[M: models.Model](model: type[M], rows: Iterator[M]) -> list[M]:
    made: list[M] = []
    with transaction.atomic():
        for some in batched(rows, 2000):
            made += model._default_manager.bulk_create(some)
    return made


def person(number: int) -> tuple[str, str]:
    return FIRST[number % 10], f"{LAST[number // 10 % 10]} {number:06d}"


def companies(count: int, now: datetime) -> Iterator[Company]:
    for number in range(count):
        yield Company(
            name=f"{LAST[number % 10]} {TOWNS[number % 5]} {number:06d}",
            kind="sme",
            sector=("Energy", "Software", "Transport")[number % 3],
            city=TOWNS[number % 5],
            postcode="91300",
            last_contact_on=local_date(now) - timedelta(days=number % 400),
            created_at=now,
        )


def opportunities(edition: Edition, known: list[Company], now: datetime) -> Iterator[Opportunity]:
    """Spread over the usual stages, a next step for two in three."""
    stages = ensure_stages(edition)
    for number, company in enumerate(known):
        yield Opportunity(
            company=company,
            edition=edition,
            stage=stages[number % len(stages)],
            expected_cents=250_000 + number,
            next_step="Call back" if number % 3 else "",
            next_step_on=local_date(now) + timedelta(days=number % 60) if number % 3 else None,
            moved_at=now - timedelta(days=number % 90),
        )


def visitors(edition: Edition, school: School, count: int, now: datetime) -> list[Registration]:
    names = [(f"visitor{number}@mail.example", *person(number)) for number in range(count)]
    users = many(User, (User(email=mail, first_name=f, last_name=n, password="!") for mail, f, n in names))  # noqa: S106
    people = many(
        Visitor,
        (
            Visitor(user=user, email=user.email, first_name=user.first_name, last_name=user.last_name, created_at=now)
            for user in users
        ),
    )
    rows = many(Registration, (registration(edition, school, visitor, now) for visitor in people))
    Admission.objects.filter(edition=edition).update(taken_count=count)
    return rows


def registration(edition: Edition, school: School, visitor: Visitor, now: datetime) -> Registration:
    at = now - timedelta(minutes=visitor.pk % 50_000)
    return Registration(
        visitor=visitor,
        edition=edition,
        school=school,
        status="confirmed",
        study_year="m1",
        registered_at=at,
        seat_taken_at=at,
        email_confirmed_at=at,
    )


def give_badges(edition: Edition, registrations: list[Registration], now: datetime) -> list[Badge]:
    return checkin.issue_badges(edition, registrations, by=SHELL, at=now) if registrations else []


if __name__ == "__main__":
    main()
