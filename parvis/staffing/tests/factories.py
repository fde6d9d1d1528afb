"""Positions and shifts, for tests."""

from datetime import UTC, datetime, timedelta
from itertools import count

from parvis.editions.models import Edition, Membership
from parvis.editions.tests.factories import NOON, make_edition
from parvis.staffing.models import Position, Shift, ShiftAssignment

NINE = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
_numbers = count(1)


def make_position(edition: Edition | None = None, name: str = "") -> Position:
    name = name or f"Porte {next(_numbers)}"
    return Position.objects.create(edition=edition or make_edition(), name_fr=name, name_en=name)


def make_shift(
    position: Position | None = None, *, starts_at: datetime = NINE, hours: int = 2, needed_count: int = 1
) -> Shift:
    ends_at = starts_at + timedelta(hours=hours)
    return Shift.objects.create(
        position=position or make_position(), starts_at=starts_at, ends_at=ends_at, needed_count=needed_count
    )


def make_assignment(shift: Shift, membership: Membership) -> ShiftAssignment:
    return ShiftAssignment.objects.create(shift=shift, membership=membership, assigned_at=NOON)
