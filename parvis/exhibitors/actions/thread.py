"""The one thread between an exhibitor and the team."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.core.actor import Actor, ActorKind
from parvis.core.errors import Refused, naming
from parvis.core.links import absolute
from parvis.editions.history import record
from parvis.exhibitors.models import Exhibitor, ThreadMessage
from parvis.exhibitors.queries import team_readers
from parvis.outbox.actions import send_later
from parvis.outbox.layout import compose


@transaction.atomic
def write_message(exhibitor: Exhibitor, *, body: str, by: Actor, at: datetime) -> ThreadMessage:
    """Add a message and mail it to the other side; whoever answers has read what came before."""
    if not body.strip():
        raise Refused(_("Write something first."))
    is_from_team = by.kind != ActorKind.REPRESENTATIVE
    _mark_read(exhibitor, is_from_team=is_from_team, at=at)
    message = ThreadMessage.objects.create(
        exhibitor=exhibitor, is_from_team=is_from_team, author_name=by.label[:160], body=body.strip(), written_at=at
    )
    for address, language in _readers(message, at=at).items():
        _mail(message, address, language, by=by, at=at)
    record("message.written", exhibitor, by=by, at=at, edition=exhibitor.edition)
    return message


@transaction.atomic
def write_messages(exhibitors: Iterable[Exhibitor], *, body: str, by: Actor, at: datetime) -> int:
    """The same message in the thread of each of these, or of none; answers how many."""
    rows = sorted(exhibitors, key=lambda row: row.pk)
    for exhibitor in rows:
        with naming(exhibitor):
            _require_taking_part(exhibitor)
            write_message(exhibitor, body=body, by=by, at=at)
    return len(rows)


def _require_taking_part(exhibitor: Exhibitor) -> None:
    if exhibitor.status == Exhibitor.Status.WITHDRAWN:
        raise Refused(_("This company has withdrawn."))


def _readers(message: ThreadMessage, *, at: datetime) -> dict[str, str]:
    """Who is told: {address: language}."""
    if message.is_from_team:
        people = message.exhibitor.representatives.filter(removed_at=None, user__isnull=False).select_related("user")
        return {person.email: person.user.language for person in people if person.user}
    return {user.email: user.language for user in team_readers(message.exhibitor, at=at)}


def _mail(message: ThreadMessage, address: str, language: str, *, by: Actor, at: datetime) -> None:
    exhibitor = message.exhibitor
    slug = exhibitor.edition.slug
    portal = reverse("exhibitors:portal_thread", args=[slug])
    team = reverse("exhibitors:exhibitor_detail", args=[slug, exhibitor.pk])
    link = absolute(portal if message.is_from_team else team)
    context = {"message": message, "exhibitor": exhibitor, "edition": exhibitor.edition, "link": link}
    draft = compose("exhibitors/mail/message", context, language)
    cause = f"thread:{message.pk}"
    send_later(kind="thread_message", cause=cause, to=address, draft=draft, about=exhibitor, by=by, at=at)


@transaction.atomic
def mark_thread_read(exhibitor: Exhibitor, *, by: Actor, at: datetime) -> int:
    """What the other side wrote is read; returns how many messages were new."""
    count = _mark_read(exhibitor, is_from_team=by.kind != ActorKind.REPRESENTATIVE, at=at)
    if count:
        record("thread.read", exhibitor, by=by, at=at, edition=exhibitor.edition, changes={"unread": [count, 0]})
    return count


def _mark_read(exhibitor: Exhibitor, *, is_from_team: bool, at: datetime) -> int:
    return exhibitor.thread.filter(is_from_team=not is_from_team, read_at=None).update(read_at=at)
