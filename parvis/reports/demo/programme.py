"""Talks, workshops and coaching of the demo, most of them published."""

import csv
from datetime import date, datetime, timedelta

from parvis.core.actor import Actor
from parvis.core.dates import local_moment
from parvis.editions.models import Edition
from parvis.exhibitors.models import Exhibitor
from parvis.programme.actions import create_activity, publish_activity, schedule_slot
from parvis.reports.demo.names import HERE
from parvis.reports.demo.world import World

WORDS = ("kind", "title_fr", "title_en", "summary_fr", "language")


def write_programme(world: World, slug: str, *, by: str, at: datetime) -> None:
    """The activities of programme.csv; some are given by exhibitors, in turn."""
    edition, member = world.editions[slug], world.actor(by)
    givers = list(Exhibitor.objects.in_edition(edition).confirmed().order_by("pk"))
    with (HERE / "programme.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    for number, row in enumerate(rows):
        giver = givers[number * 7 % len(givers)] if givers and row["given"] == "yes" else None
        _write(edition, row, giver, by=member, at=at)


def _write(edition: Edition, row: dict[str, str], giver: Exhibitor | None, *, by: Actor, at: datetime) -> None:
    words = {name: row[name] for name in WORDS} | {"exhibitor": giver}
    activity = create_activity(edition, words=words, by=by, at=at)
    for text in row["starts"].split():
        starts_at = _moment(edition.fair_on, text)
        ends_at = starts_at + timedelta(minutes=int(row["minutes"]))
        seats = int(row["seats"])
        schedule_slot(activity, room=row["room"], starts_at=starts_at, ends_at=ends_at, seats_count=seats, by=by, at=at)
    if row["published"] == "yes":
        publish_activity(activity, by=by, at=at)


def _moment(day: date, text: str) -> datetime:
    return local_moment(day, datetime.strptime(text, "%H:%M").time())  # noqa: DTZ007  (a time of day)
