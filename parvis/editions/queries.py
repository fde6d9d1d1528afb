"""Reads of the year that several pages need."""

from datetime import datetime

from django.db.models import QuerySet

from parvis.accounts.models import User
from parvis.editions.models import Association, Edition, LogEntry, Membership, Window
from parvis.editions.rules import Member


def association() -> Association | None:
    """The association of this installation, None before the first set-up."""
    return Association.objects.filter(pk=1).first()


def current_edition(*, at: datetime) -> Edition | None:
    """The open edition with the nearest fair day (still to come first), else the newest of all."""
    editions = list(Edition.objects.open())
    today = at.date()
    if editions:
        return min(editions, key=lambda edition: (edition.fair_on < today, abs((edition.fair_on - today).days)))
    return Edition.objects.newest_first().first()


def member_of(user: User, edition: Edition, *, at: datetime) -> Member:
    """The user's poles and roles in this edition now; a closed edition is shown to the members of a later one."""
    active = Membership.objects.active_at(at).filter(user=user)
    roles = {membership.pole: membership.role for membership in active if membership.edition_id == edition.pk}
    if not roles and edition.is_closed:
        later = active.filter(edition__fair_on__gt=edition.fair_on).exclude(role=Membership.Role.VOLUNTEER)
        roles = {membership.pole: Membership.Role.READER for membership in later}
    return Member(roles)


def editions_of(user: User, *, at: datetime) -> QuerySet[Edition]:
    """The editions in which the user is a member now, newest first."""
    return (
        Edition.objects.filter(memberships__in=Membership.objects.active_at(at).filter(user=user))
        .distinct()
        .newest_first()
    )


def window_of(edition: Edition, name: str) -> Window | None:
    return Window.objects.filter(edition=edition, name=name).first()


def is_window_open(edition: Edition, name: str, *, at: datetime, subject: str = "") -> bool:
    """Is it open for this subject now? No row means open as long as the edition is; an exception has the last word."""
    if not edition.is_open:
        return False
    window = window_of(edition, name)
    if window is None or window.is_open_at(at):
        return True
    exception = window.exceptions.filter(subject=subject).first() if subject else None
    return exception is not None and at < exception.closes_at


def history_of(edition: Edition, *, verb: str = "", object_type: str = "", object_id: str = "") -> QuerySet[LogEntry]:
    """The edition's history, newest first, filtered by the start of the verb, by kind of object and by object."""
    entries = LogEntry.objects.filter(edition=edition)
    if verb:
        entries = entries.filter(verb__startswith=verb)
    if object_type:
        entries = entries.filter(object_type=object_type)
    if object_id:
        entries = entries.filter(object_id=object_id)
    return entries.newest_first()
