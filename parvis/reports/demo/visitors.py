"""Visitors of the demo: they sign up in a burst, then in a stream; most confirm their address and get a badge."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from parvis.checkin.actions import issue_badges
from parvis.core.actor import Actor, ActorKind
from parvis.reports.demo.names import weighted
from parvis.reports.demo.world import World
from parvis.reports.demo.year import FAIR_IN
from parvis.visitors.actions import cancel_registration, confirm_email, register_visitors
from parvis.visitors.entries import Entry
from parvis.visitors.models import Registration

SOURCE = Registration.Source
SAM = Entry("sam@demo.example", "Sam", "Petit", "telecom-paris", "2a", ("cybersecurite", "cloud"), ("stage",))
MAIL_DOMAINS = {"autre": "mail.example"}


def entries(world: World, count: int) -> list[Entry]:
    """So many invented students."""
    dice, made = world.dice("students"), []
    for _turn in range(count):
        school = weighted(dice, "schools")
        person = world.people.person(MAIL_DOMAINS.get(school, f"{school}.example"))
        made.append(
            Entry(
                email=person.email,
                first_name=person.first_name,
                last_name=person.last_name,
                school=school,
                year=weighted(dice, "study_years"),
                fields=tuple(sorted({weighted(dice, "fields") for _n in range(dice.randint(1, 4))})),
                seeks=tuple(sorted({weighted(dice, "seeks") for _n in range(dice.randint(1, 2))})),
                language="en" if dice.random() < 0.14 else "fr",
            )
        )
    return made


def days_of(count: int, first: int, last: int, step: int) -> list[tuple[int, int]]:
    """Half of them on the first day, then fewer and fewer: (day, how many)."""
    left, days = count, []
    for day in range(first, last, step):
        share = left // 2 if day == first else -(-left * step // 9)
        days.append((day, min(share, left)))
        left -= min(share, left)
    return [*days, (last, left)]


def sign_up(
    world: World, slug: str, people: Sequence[Entry], days: Iterable[tuple[int, int]], *, proven: float
) -> None:
    """Plan their sign-ups on these days (of `days_of`); that share of them confirms the address."""
    start, late = 0, FAIR_IN[slug] - FAIR_IN["demo"]
    for day, number in days:
        crowd = people[start : start + number]
        start += number
        if crowd:
            at = world.moment(day + late, 20)
            world.calendar.plan(at, partial(_arrive, world, slug, crowd, proven))


def _arrive(world: World, slug: str, crowd: Sequence[Entry], proven: float, at: datetime) -> None:
    """One import a day, without mail; badges are made before the addresses are proven, so that none is mailed."""
    edition, dice = world.editions[slug], world.dice(f"{slug}:{at:%Y%m%d}")
    outcomes = register_visitors(edition, crowd, source=SOURCE.IMPORT, by=Actor.system("demo"), at=at)
    ready = [outcome.registration for outcome in outcomes if dice.random() < proven]
    if not ready:
        return
    issue_badges(edition, ready, by=Actor.system("badges"), at=at + timedelta(minutes=5))
    for registration in ready:
        confirm_email(registration, by=visitor(registration), at=at + timedelta(minutes=dice.randint(6, 40)))


def sign_up_alone(world: World, slug: str, entry: Entry, *, days: int, is_proven: bool) -> None:
    """One person on the public site, with the mail that asks for confirmation."""

    def arrive(at: datetime) -> None:
        by = Actor(ActorKind.VISITOR, "site", "Registration page", "192.0.2.80")
        outcome = register_visitors(world.editions[slug], [entry], source=SOURCE.SITE, by=by, at=at)[0]
        if is_proven:
            confirm_email(outcome.registration, by=visitor(outcome.registration), at=at + timedelta(minutes=4))

    world.calendar.plan(world.moment(days, 19), arrive)


def change_minds(world: World, slug: str, count: int, *, days: int) -> None:
    """Some cannot come after all."""

    def cancel(at: datetime) -> None:
        coming = Registration.objects.in_edition(world.editions[slug]).confirmed().exclude(visitor__email=SAM.email)
        for registration in coming.select_related("visitor", "edition").order_by("-pk")[:count]:
            cancel_registration(registration, by=visitor(registration), at=at)

    world.calendar.plan(world.moment(days, 21), cancel)


def visitor(registration: Registration) -> Actor:
    person = registration.visitor
    return Actor(ActorKind.VISITOR, str(registration.visitor_id), person.full_name, "192.0.2.81")
