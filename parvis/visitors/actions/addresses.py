"""Proving that an address is its owner's: by the mailed link, by signing in, or by a program that vouches."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.errors import Refused, naming
from parvis.core.locks import lock_row
from parvis.editions.history import record
from parvis.editions.models import Edition, LogEntry
from parvis.outbox.queries import messages_for
from parvis.visitors import mails
from parvis.visitors.models import Registration
from parvis.visitors.signals import badge_wanted, email_confirmed

PAUSE = timedelta(minutes=10)
MOST_A_DAY = 5


@transaction.atomic
def confirm_email(registration: Registration, *, by: Actor, at: datetime) -> Registration:
    """The address is its owner's; confirming twice is confirming once. Raises Refused for a cancelled registration."""
    registration = lock_row(Registration.objects.select_related("visitor", "edition").filter(pk=registration.pk))
    if registration.is_cancelled:
        raise Refused(_("This registration was cancelled. You can register again."), code="cancelled")
    vouch_for_email(registration, by=by, at=at)
    return registration


def vouch_for_email(registration: Registration, *, by: Actor, at: datetime) -> None:
    """Write down that the address is proven and announce it, once."""
    if registration.email_confirmed_at is not None:
        return
    registration.email_confirmed_at = at
    registration.save(update_fields=["email_confirmed_at"])
    email_confirmed.send(sender=Registration, registration=registration, by=by, at=at)
    changes = {"email_confirmed_at": [None, at]}
    record("registration.email_confirmed", registration, by=by, at=at, edition=registration.edition, changes=changes)


@transaction.atomic
def resend_confirmation(registration: Registration, *, by: Actor, at: datetime) -> None:
    """Send the link again: not to a proven address, once in ten minutes, five times a day."""
    registration = lock_row(Registration.objects.select_related("visitor", "edition").filter(pk=registration.pk))
    if registration.is_cancelled or registration.email_confirmed_at is not None:
        raise Refused(_("There is nothing left to confirm for this registration."))
    sent = messages_for(registration).filter(kind=mails.CONFIRMATION)
    if sent.filter(created_at__gt=at - PAUSE).exists():
        raise Refused(_("A link was just sent. Look into the mailbox, or try again in ten minutes."), code="too_soon")
    if sent.filter(created_at__gt=at - timedelta(days=1)).count() >= MOST_A_DAY:
        raise Refused(_("Enough links were sent for today. Try again tomorrow."), code="too_soon")
    mails.ask_confirmation(registration, by=by, at=at)
    record("registration.link_sent", registration, by=by, at=at, edition=registration.edition)


@transaction.atomic
def resend_confirmations(registrations: Iterable[Registration], *, by: Actor, at: datetime) -> int:
    """The link again to all of these, or to none when one of them cannot have it; the refusal says who and why."""
    rows = sorted(registrations, key=lambda row: row.pk)
    for registration in rows:
        with naming(registration):
            resend_confirmation(registration, by=by, at=at)
    return len(rows)


@transaction.atomic
def resend_badges(edition: Edition, registrations: Iterable[Registration], *, by: Actor, at: datetime) -> int:
    """The badge once more to all of these, or to none when one has no badge to get; how many were written to.

    Whoever was sent it in the last ten minutes is left out, so that pressing twice is pressing once.
    """
    lock_row(Edition.objects.filter(pk=edition.pk))  # two who press at once go one after the other
    rows = sorted(registrations, key=lambda row: row.pk)
    for registration in rows:
        if not registration.is_badge_due:
            with naming(registration):
                raise Refused(_("A badge is sent to somebody who has a seat and has confirmed the address."))
    just_sent = LogEntry.objects.filter(edition=edition, verb="registration.badge_sent", at__gt=at - PAUSE)
    known = set(just_sent.values_list("object_id", flat=True))
    wanted = [registration for registration in rows if str(registration.pk) not in known]
    for registration in wanted:
        badge_wanted.send(sender=Registration, registration=registration, by=by, at=at)
        record("registration.badge_sent", registration, by=by, at=at, edition=edition)
    return len(wanted)
