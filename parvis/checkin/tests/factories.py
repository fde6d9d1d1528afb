"""Badges, places, phones and scans for tests."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from parvis.accounts.models import User
from parvis.checkin import actions
from parvis.checkin.actions import ScanResult, record_scans
from parvis.checkin.documents import badge_text
from parvis.checkin.holders import Holder
from parvis.checkin.models import Badge, Device, Place
from parvis.core.actor import Actor, ActorKind
from parvis.editions.models import Edition, Membership
from parvis.editions.tests.factories import make_actor, make_edition
from parvis.visitors.tests.factories import make_registration, make_visitor

DURING = datetime(2026, 10, 20, 10, 0, tzinfo=UTC)  # the fair of make_edition is open from 9:00 to 17:00 UTC


def make_places(edition: Edition) -> dict[str, Place]:
    return {place.slug: place for place in actions.ensure_places(edition, by=make_actor(), at=DURING)}


def make_device(
    edition: Edition | None = None,
    *,
    name: str = "Omar’s phone",
    place: str = "door-a",
    enrolled_by: User | None = None,
) -> Device:
    device, _plain, _url = actions.enrol_device(
        edition or make_edition(), name=name, place=place, enrolled_by=enrolled_by, by=make_actor(), at=DURING
    )
    return device


def make_badge(edition: Edition | None = None, *, holder: Holder | None = None, name: str = "Sam Petit") -> Badge:
    """The badge of a confirmed visitor unless somebody else is given."""
    if holder is None:
        first_name, _blank, last_name = name.partition(" ")
        visitor = make_visitor(first_name=first_name, last_name=last_name)
        holder = make_registration(edition or make_edition(), visitor=visitor)
    return actions.issue_badge(holder, by=make_actor(), at=DURING)


def make_event(badge: Badge | str, **fields: Any) -> dict[str, Any]:
    """What a phone sends."""
    code = badge if isinstance(badge, str) else badge_text(badge)
    usual = {"id": str(uuid4()), "place": "door-a", "kind": "entry", "badge": code, "sequence": 1, "offline": False}
    return {**usual, "device_time": DURING.isoformat(), **fields}


def phone(device: Device) -> Actor:
    return Actor(ActorKind.DEVICE, str(device.pk), device.name)


def scan(scanner: Device | Membership, badge: Badge | str, *, at: datetime = DURING, **fields: Any) -> ScanResult:
    """One reading, answered."""
    by = phone(scanner) if isinstance(scanner, Device) else make_actor(scanner.user)
    (result,) = record_scans(scanner, [make_event(badge, **fields)], by=by, at=at)
    return result
