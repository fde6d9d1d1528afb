"""What a person can do about positions and shifts."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.accounts.models import User
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.editions.history import PERSONAL, record
from parvis.editions.models import Edition, Membership
from parvis.staffing.models import Position, Shift, ShiftAssignment
from parvis.staffing.queries import busy_users


@transaction.atomic
def create_position(edition: Edition, *, words: Mapping[str, Any], by: Actor, at: datetime) -> Position:
    """A new job to hold on the day."""
    if Position.objects.filter(edition=edition, name_fr=words["name_fr"]).exists():
        raise Refused(_("There is already a position of this name."))
    position = Position.objects.create(edition=edition, **words)
    record("position.created", position, by=by, at=at, edition=edition, changes={"name": [None, position.name_fr]})
    return position


@transaction.atomic
def add_shift(
    position: Position, *, starts_at: datetime, ends_at: datetime, needed_count: int, by: Actor, at: datetime
) -> Shift:
    """A slot of the position, and how many people it needs."""
    if ends_at <= starts_at:
        raise Refused(_("A shift ends after it starts."))
    if position.shifts.filter(starts_at=starts_at).exists():
        raise Refused(_("This position already has a shift at that time."))
    shift = Shift.objects.create(position=position, starts_at=starts_at, ends_at=ends_at, needed_count=needed_count)
    changes: dict[str, list[Any]] = {"starts_at": [None, starts_at], "needed_count": [None, needed_count]}
    record("shift.added", shift, by=by, at=at, edition=position.edition, changes=changes)
    return shift


@transaction.atomic
def remove_shift(shift: Shift, *, by: Actor, at: datetime) -> None:
    """Take the shift away; those on it are free."""
    changes = {"starts_at": [shift.starts_at, None]}
    record("shift.removed", shift, by=by, at=at, edition=shift.position.edition, changes=changes)
    shift.delete()


@transaction.atomic
def assign_shift(shift: Shift, *, membership: Membership, by: Actor, at: datetime) -> ShiftAssignment:
    """Put a member on a shift that still needs one, and who is nowhere else at that time."""
    lock_row(User.objects.filter(pk=membership.user_id))
    shift = lock_row(Shift.objects.filter(pk=shift.pk))
    if membership.edition_id != shift.position.edition_id:
        raise Refused(_("This person is not in the team of this edition."))
    if shift.assignments.count() >= shift.needed_count:
        raise Refused(_("This shift has everyone it needs."), code="full")
    if busy_users(shift).filter(user=membership.user_id).exists():
        raise Refused(_("%(name)s is already on a shift at that time.") % {"name": membership.user}, code="busy")
    assignment = ShiftAssignment.objects.create(shift=shift, membership=membership, assigned_at=at)
    record("shift.assigned", shift, by=by, at=at, edition=shift.position.edition, changes={"member": PERSONAL})
    return assignment


@transaction.atomic
def unassign_shift(assignment: ShiftAssignment, *, by: Actor, at: datetime) -> None:
    """Take a member off a shift."""
    shift = assignment.shift
    record("shift.unassigned", shift, by=by, at=at, edition=shift.position.edition, changes={"member": PERSONAL})
    assignment.delete()


@transaction.atomic
def copy_positions(source: Edition, target: Edition, *, shift: timedelta) -> None:
    """The same positions and shifts for the next edition, as long before or after its fair; nobody on them."""
    for position in Position.objects.filter(edition=source).order_by("pk"):
        words = {name: getattr(position, name) for name in ("name_fr", "name_en", "place")}
        copy = Position.objects.create(edition=target, **words)
        Shift.objects.bulk_create(
            Shift(
                position=copy,
                starts_at=row.starts_at + shift,
                ends_at=row.ends_at + shift,
                needed_count=row.needed_count,
            )
            for row in position.shifts.order_by("starts_at")
        )
