"""Who is in the team of an edition: added, invited, ended."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.accounts.actions import end_sessions, end_tokens, ensure_user, invite_user
from parvis.accounts.models import User
from parvis.core.actor import Actor
from parvis.core.errors import Refused, naming
from parvis.core.links import absolute
from parvis.editions.history import PERSONAL, record
from parvis.editions.models import Edition, Membership
from parvis.editions.signals import mandates_ended
from parvis.outbox.actions import send_later
from parvis.outbox.layout import compose


@transaction.atomic
def end_team(edition: Edition, *, by: Actor, at: datetime) -> int:
    """End every access to this edition, and all access of who is in no other team; returns how many ended."""
    places = Membership.objects.in_edition(edition).filter(ended_at=None)
    people = list(User.objects.filter(pk__in=places.values("user")).order_by("pk"))
    ended = places.update(ended_at=at)
    if ended:
        record("team.ended", edition, by=by, at=at, edition=edition, changes={"members": [ended, 0]})
    for user in people:
        _end_access(user, by=by, at=at)
    return ended


def _end_access(user: User, *, by: Actor, at: datetime) -> None:
    """Whoever is in no team any more keeps no session, no program's key and, by who hears of it, no phone."""
    if Membership.objects.active_at(at).filter(user=user).exists():
        return
    end_sessions(user)
    end_tokens(user, by=by, at=at)
    mandates_ended.send(sender=User, user=user, by=by, at=at)


@transaction.atomic
def add_member(edition: Edition, *, user: User, pole: str, role: str, by: Actor, at: datetime) -> Membership:
    """Give a user a pole and role in this edition; an older role in the same pole ends."""
    old = Membership.objects.in_edition(edition).filter(user=user, pole=pole, ended_at=None)
    if old.filter(role=role).exists():
        raise Refused(_("%(name)s already has this role.") % {"name": user.full_name})
    old.update(ended_at=at)
    membership = Membership.objects.create(user=user, edition=edition, pole=pole, role=role, started_at=at)
    changes: dict[str, list[Any]] = {"pole": [None, pole], "role": [None, role], "user": []}
    record("member.added", membership, by=by, at=at, edition=edition, changes=changes)
    return membership


@transaction.atomic
def invite_member(
    edition: Edition, *, email: str, names: tuple[str, str] = ("", ""), pole: str, role: str, by: Actor, at: datetime
) -> tuple[Membership, str]:
    """Add a member by mail address and send them the link that lets them in, which is returned too."""
    user = ensure_user(email, first_name=names[0], last_name=names[1])
    membership = add_member(edition, user=user, pole=pole, role=role, by=by, at=at)
    link = absolute(reverse("accounts:invitation", args=[invite_user(user, by=by, at=at)]))
    context = {"edition": edition, "membership": membership, "link": link, "user": user}
    draft = compose("editions/mail/invitation", context, user.language)
    cause = f"member.invited:{membership.pk}"
    send_later(kind="invitation", cause=cause, to=user.email, draft=draft, about=membership, by=by, at=at)
    return membership, link


@transaction.atomic
def invite_members(edition: Edition, people: Iterable[Mapping[str, str]], *, by: Actor, at: datetime) -> None:
    """Invite them all, or none: rows of email, first_name, last_name, pole, role."""
    for row in people:
        names = (row["first_name"], row["last_name"])
        invite_member(edition, email=row["email"], names=names, pole=row["pole"], role=row["role"], by=by, at=at)


@transaction.atomic
def end_membership(membership: Membership, *, by: Actor, at: datetime) -> None:
    """The member is signed out everywhere; what they opened for programs and phones ends with their last place.

    The last lead of the presidency stays until someone follows.
    """
    board = Membership.objects.in_edition(membership.edition).filter(ended_at=None, pole="presidency", role="lead")
    if membership.pole == "presidency" and membership.role == "lead" and board.count() == 1:
        raise Refused(_("This is the last lead of the presidency: name another one first."))
    membership.ended_at = at
    membership.save(update_fields=["ended_at"])
    end_sessions(membership.user)
    record("member.ended", membership, by=by, at=at, edition=membership.edition, changes={"user": PERSONAL})
    _end_access(membership.user, by=by, at=at)


@transaction.atomic
def end_memberships(memberships: Iterable[Membership], *, by: Actor, at: datetime) -> int:
    """All of these, or none when one of them must stay; the refusal says who."""
    rows = list(memberships)
    for membership in rows:
        with naming(membership.user):
            end_membership(membership, by=by, at=at)
    return len(rows)
