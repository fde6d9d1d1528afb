"""The day of the past fair: badges for everybody, and who came when."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from parvis.checkin.actions import enrol_device, ensure_places, issue_badges, record_scans
from parvis.checkin.models import Badge, Device
from parvis.checkin.queries import badges_missing
from parvis.core.actor import Actor, ActorKind
from parvis.reports.demo.world import World
from parvis.reports.demo.year import FAIR_IN

HOURS = [(9, 46), (10, 18), (11, 11), (12, 5), (13, 6), (14, 7), (15, 4), (16, 2), (17, 1)]  # of 100 who came
STEPS = 4


def open_doors(world: World, slug: str, *, by: str, at: datetime) -> None:
    """Places where badges are read."""
    ensure_places(world.editions[slug], by=world.actor(by), at=at)


def print_badges(world: World, slug: str, *, by: str, at: datetime) -> None:
    """A badge for everybody who takes part and has none."""
    edition = world.editions[slug]
    issue_badges(edition, badges_missing(edition), by=world.actor(by), at=at)


def let_in(world: World, slug: str, *, by: str) -> None:
    """Four in five come, half of them in the first hour, by two doors; every tenth badge is shown twice."""
    edition, day = world.editions[slug], FAIR_IN[slug]
    dice = world.dice(f"{slug}:doors")
    badges = list(Badge.objects.valid().in_edition(edition).filter(registration__isnull=False).order_by("pk"))
    coming = dice.sample(badges, len(badges) * 4 // 5)
    early, member = world.moment(day, 7), world.actor(by)
    devices = [
        enrol_device(edition, name=name, place=door, enrolled_by=world.users[by], by=member, at=early)[0]
        for name, door in (("Téléphone A", "door-a"), ("Téléphone B", "door-b"))
    ]
    start = 0
    for hour, share in HOURS:
        crowd = coming[start : start + max(1, len(coming) * share // 100)]
        start += len(crowd)
        for step in range(STEPS):
            at = world.moment(day, hour, 1 + step * 14)
            for device, group in zip(devices, _halves(crowd[step::STEPS]), strict=True):
                _scan(device, group + group[::10], UUID(int=dice.getrandbits(128)), at)


def _halves(group: Sequence[Badge]) -> tuple[list[Badge], list[Badge]]:
    return list(group[::2]), list(group[1::2])


def _scan(device: Device, badges: Sequence[Badge], first: UUID, at: datetime) -> None:
    events = [
        {
            "id": str(UUID(int=(first.int + number) % 2**128)),
            "place": device.place.slug,
            "kind": "entry",
            "badge": badge.token,
            "device_time": (at - timedelta(seconds=5)).isoformat(),
            "sequence": number + 1,
            "offline": False,
        }
        for number, badge in enumerate(badges)
    ]
    if events:
        record_scans(device, events, by=Actor(ActorKind.DEVICE, str(device.pk), device.name), at=at)
