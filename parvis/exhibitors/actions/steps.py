"""Facts that higher apps write down about an exhibitor's progress."""

from datetime import datetime

from django.db import transaction

from parvis.core.actor import Actor
from parvis.editions.history import record
from parvis.exhibitors.models import DoneStep, Exhibitor


@transaction.atomic
def mark_step_done(exhibitor: Exhibitor, step: str, *, by: Actor, at: datetime) -> None:
    """That step (`DoneStep.Step`) is done; saying it twice is saying it once."""
    _row, is_new = DoneStep.objects.get_or_create(exhibitor=exhibitor, step=step, defaults={"done_at": at})
    if is_new:
        changes = {"step": [None, str(step)]}
        record("step.done", exhibitor, by=by, at=at, edition=exhibitor.edition, changes=changes)


@transaction.atomic
def mark_step_undone(exhibitor: Exhibitor, step: str, *, by: Actor, at: datetime) -> None:
    """That step is to be done again."""
    deleted, _rows = exhibitor.done_steps.filter(step=step).delete()
    if deleted:
        changes = {"step": [str(step), None]}
        record("step.undone", exhibitor, by=by, at=at, edition=exhibitor.edition, changes=changes)
