"""Changes an exhibitor wants after a section has closed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.editions.actions import grant_exception
from parvis.editions.history import record
from parvis.editions.queries import window_of
from parvis.exhibitors.actions.thread import write_message
from parvis.exhibitors.models import ChangeRequest, Exhibitor
from parvis.exhibitors.queries import sections_of, subject_of

REOPENED_FOR = timedelta(days=3)


@transaction.atomic
def ask_change(exhibitor: Exhibitor, *, section: str, body: str, by: Actor, at: datetime) -> ChangeRequest:
    """Ask the team for a change in a section that has closed; an open one is changed by oneself."""
    if sections_of(exhibitor, at=at)[section].is_open:
        raise Refused(_("This section is open: you can change it yourself."))
    row = ChangeRequest.objects.create(exhibitor=exhibitor, section=section, body=body, asked_at=at)
    changes = {"section": [None, section]}
    record("change.asked", exhibitor, by=by, at=at, edition=exhibitor.edition, changes=changes)
    return row


@transaction.atomic
def answer_change(row: ChangeRequest, *, accepted: bool, answer: str = "", by: Actor, at: datetime) -> None:
    """Yes opens the section again for this exhibitor for three days; the words go into its thread."""
    row = lock_row(ChangeRequest.objects.filter(pk=row.pk))
    exhibitor = row.exhibitor
    if row.state != ChangeRequest.State.ASKED:
        raise Refused(_("This request has already been answered."))
    row.state = ChangeRequest.State.ACCEPTED if accepted else ChangeRequest.State.REFUSED
    row.answered_at = at
    row.save(update_fields=["state", "answered_at"])
    window = window_of(exhibitor.edition, row.section)
    if accepted and window:
        until = at + REOPENED_FOR
        grant_exception(window, subject=subject_of(exhibitor), closes_at=until, reason=row.body[:200], by=by, at=at)
    write_message(exhibitor, body=answer.strip() or _usual_answer(accepted=accepted), by=by, at=at)
    changes = {"section": [None, row.section], "state": [None, str(row.state)]}
    record("change.answered", exhibitor, by=by, at=at, edition=exhibitor.edition, changes=changes)


def _usual_answer(*, accepted: bool) -> str:
    if accepted:
        return _("Your request is accepted: the section is open for you again for three days.")
    return _("We cannot make the change you asked for. Write to us if you want to talk about it.")
