"""Activities and their slots, for tests."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from parvis.editions.models import Edition
from parvis.editions.tests.factories import make_edition
from parvis.programme.models import Activity, ActivitySlot

NINE = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
_numbers = count(1)


def make_activity(edition: Edition | None = None, title: str = "", **fields: Any) -> Activity:
    title = title or f"Conférence {next(_numbers)}"
    return Activity.objects.create(edition=edition or make_edition(), kind="talk", title_fr=title, **fields)


def make_slot(
    activity: Activity | None = None, *, room: str = "Amphi 1", starts_at: datetime = NINE, hours: int = 1
) -> ActivitySlot:
    ends_at = starts_at + timedelta(hours=hours)
    return ActivitySlot.objects.create(
        activity=activity or make_activity(), room=room, starts_at=starts_at, ends_at=ends_at, seats_count=80
    )
