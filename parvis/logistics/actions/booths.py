"""Giving booths: one exhibitor a booth, and nobody else's."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.locks import lock_row, refuse_changed
from parvis.editions.history import record
from parvis.exhibitors.actions.steps import mark_step_done, mark_step_undone
from parvis.exhibitors.models import DoneStep, Exhibitor
from parvis.logistics.models import Booth


@transaction.atomic
def give_booth(
    booth: Booth,
    *,
    exhibitor: Exhibitor,
    is_still: Callable[[Booth], bool] | None = None,
    by: Actor,
    at: datetime,
) -> Booth:
    """Put a confirmed exhibitor on a free booth; refused with the name of who has it, once somebody has.

    `is_still` says whether the booth is what the caller saw; when it is not, it is refused.
    """
    exhibitor = lock_row(Exhibitor.objects.filter(pk=exhibitor.pk))
    booth = lock_row(Booth.objects.filter(pk=booth.pk))
    refuse_changed(booth, is_still)
    if booth.exhibitor_id == exhibitor.pk:
        return booth
    if booth.exhibitor:
        names = {"number": booth.number, "company": booth.exhibitor}
        raise Refused(_("Booth %(number)s is already taken by %(company)s.") % names, code="taken")
    if not exhibitor.is_confirmed:
        raise Refused(_("%(company)s has not signed: only confirmed exhibitors get a booth.") % {"company": exhibitor})
    if booth.hall.venue.edition_id != exhibitor.edition_id:
        raise Refused(_("This booth belongs to another edition."))
    booth.exhibitor, booth.assigned_at = exhibitor, at
    booth.save(update_fields=["exhibitor", "assigned_at"])
    changes = {"exhibitor": [None, str(exhibitor)]}
    record("booth.given", booth, by=by, at=at, edition=exhibitor.edition, changes=changes)
    mark_step_done(exhibitor, DoneStep.Step.LOGISTICS, by=by, at=at)
    return booth


@transaction.atomic
def free_booth(booth: Booth, *, is_still: Callable[[Booth], bool] | None = None, by: Actor, at: datetime) -> None:
    """Take the exhibitor off the booth; a free one stays free."""
    booth = lock_row(Booth.objects.filter(pk=booth.pk))
    refuse_changed(booth, is_still)
    exhibitor = booth.exhibitor
    if exhibitor is None:
        return
    booth.exhibitor = booth.assigned_at = None
    booth.save(update_fields=["exhibitor", "assigned_at"])
    changes = {"exhibitor": [str(exhibitor), None]}
    record("booth.freed", booth, by=by, at=at, edition=exhibitor.edition, changes=changes)
    if not exhibitor.booths.exists():
        mark_step_undone(exhibitor, DoneStep.Step.LOGISTICS, by=by, at=at)


@transaction.atomic
def free_booths_of(exhibitor: Exhibitor, *, by: Actor, at: datetime) -> None:
    """The exhibitor does not come: all its booths are free again."""
    for booth in exhibitor.booths.order_by("pk"):
        free_booth(booth, by=by, at=at)
