"""What checkin does when a lower app announces something."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.dispatch import receiver

from parvis.accounts.models import User
from parvis.checkin.actions import copy_places, end_devices, issue_badge, revoke_badge, send_badge_again
from parvis.checkin.findings import mailed
from parvis.checkin.models import Badge, Device
from parvis.checkin.preparation import opening_lines
from parvis.checkin.queries import valid_badge_of
from parvis.core.actor import Actor
from parvis.core.backup import backup_restored, carry_over
from parvis.editions.models import Edition
from parvis.editions.opening import Line
from parvis.editions.rules import Member
from parvis.editions.signals import edition_copied, mail_asked, mandates_ended, opening_asked
from parvis.visitors import signals
from parvis.visitors.models import Registration


@receiver(signals.email_confirmed)
def on_email_confirmed(*, registration: Registration, by: Actor, at: datetime, **_more: Any) -> None:
    if registration.is_badge_due:
        issue_badge(registration, by=by, at=at)


@receiver(signals.registration_promoted)
def on_registration_promoted(*, registration: Registration, by: Actor, at: datetime, **_more: Any) -> None:
    if registration.is_badge_due:
        issue_badge(registration, by=by, at=at)


@receiver(signals.badge_wanted)
def on_badge_wanted(*, registration: Registration, by: Actor, at: datetime, **_more: Any) -> None:
    send_badge_again(registration, by=by, at=at)


@receiver(signals.registration_cancelled)
def on_registration_cancelled(*, registration: Registration, by: Actor, at: datetime, **_more: Any) -> None:
    badge = valid_badge_of(registration)
    if badge is not None:
        revoke_badge(badge, by=by, at=at)


@receiver(edition_copied)
def on_edition_copied(*, source: Edition, target: Edition, by: Actor, at: datetime, **_more: Any) -> None:
    copy_places(source, target, by=by, at=at)


@receiver(mandates_ended)
def on_mandates_ended(*, user: User, by: Actor, at: datetime, **_more: Any) -> None:
    end_devices(user, by=by, at=at)


@receiver(opening_asked)
def on_opening_asked(*, edition: Edition, at: datetime, **_more: Any) -> list[Line]:
    return opening_lines(edition, at=at)


@receiver(backup_restored)
def forget_restored_codes(sender: object, *, using: str, replaced: str = "", **_more: Any) -> None:
    """The code of a phone still to be enrolled may have been used since the backup: make a new one."""
    if replaced:
        carry_over(Device, "revoked_at", same=["created_at"], replaced=replaced)
        carry_over(Badge, "revoked_at", same=["random_hex"], replaced=replaced)
    Device.objects.using(using).exclude(enrol_hash=None).update(enrol_hash=None)


@receiver(mail_asked)
def on_mail_asked(*, edition: Edition, member: Member, **_more: Any) -> list[QuerySet[Any]]:
    return mailed(edition, member)
