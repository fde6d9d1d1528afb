"""Shifts with who takes them, and who could."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from parvis.editions.models import Edition, Membership
from parvis.staffing.models import Position, Shift, ShiftAssignment


@dataclass(frozen=True, slots=True)
class StaffedShift:
    """A shift and the members on it."""

    shift: Shift
    assignments: list[ShiftAssignment]

    @property
    def missing_count(self) -> int:
        return max(self.shift.needed_count - len(self.assignments), 0)


@dataclass(frozen=True, slots=True)
class StaffedPosition:
    """A position and its shifts in order of time."""

    position: Position
    shifts: list[StaffedShift]

    @property
    def missing_count(self) -> int:
        return sum(staffed.missing_count for staffed in self.shifts)


def staffed_positions(edition: Edition) -> list[StaffedPosition]:
    """Every position by name with its shifts and their people, in three queries."""
    positions = list(Position.objects.filter(edition=edition).order_by("name_fr"))
    assignments: dict[int, list[ShiftAssignment]] = {}
    rows = ShiftAssignment.objects.filter(shift__position__edition=edition).select_related("membership__user")
    for assignment in rows.order_by("membership__user__name_folded", "pk"):
        assignments.setdefault(assignment.shift_id, []).append(assignment)
    shifts: dict[int, list[StaffedShift]] = {position.pk: [] for position in positions}
    for shift in Shift.objects.in_edition(edition).order_by("starts_at", "pk"):
        shifts[shift.position_id].append(StaffedShift(shift, assignments.get(shift.pk, [])))
    return [StaffedPosition(position, shifts[position.pk]) for position in positions]


def available_members(shift: Shift, *, at: datetime) -> QuerySet[Membership]:
    """Members of the edition's team who are on no shift at that time; one line for each place they hold."""
    busy = busy_users(shift)
    members = Membership.objects.active_at(at).in_edition(shift.position.edition).exclude(user__in=busy)
    return members.select_related("user").order_by("user__name_folded", "pk")


def busy_users(shift: Shift) -> QuerySet[Membership, int]:
    """Users who are on this shift, or on another one of the edition that overlaps it."""
    same_time = ShiftAssignment.objects.filter(
        shift__position__edition=shift.position.edition,
        shift__starts_at__lt=shift.ends_at,
        shift__ends_at__gt=shift.starts_at,
    )
    return Membership.objects.filter(shift_assignments__in=same_time).values_list("user", flat=True)
