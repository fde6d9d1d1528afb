"""The people of an exhibitor: who comes to the fair, who signs in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.accounts.actions import ensure_user
from parvis.accounts.models import normal_email
from parvis.core.actor import Actor, ActorKind
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.links import absolute
from parvis.editions.history import difference, record
from parvis.exhibitors.actions.limits import lock_entitlement, require_open
from parvis.exhibitors.models import Entitlement, Exhibitor, Representative
from parvis.outbox.actions import send_later
from parvis.outbox.layout import compose

SECTION = "representatives"
PERSONAL_FIELDS = frozenset({"first_name", "last_name", "email", "phone", "job_title", "diet"})
MOST_PEOPLE = 60


@transaction.atomic
def add_representative(exhibitor: Exhibitor, *, person: Mapping[str, Any], by: Actor, at: datetime) -> Representative:
    """Name a person; those who come to the fair take one of the badges ordered."""
    require_open(exhibitor, SECTION, by=by, at=at)
    badges = lock_entitlement(exhibitor, Entitlement.Kind.BADGE)
    row = Representative(exhibitor=exhibitor, created_at=at, **{**person, "email": normal_email(person["email"])})
    _require_room(row, badges)
    row.save()
    changes = difference(Representative(), dict(person), personal=PERSONAL_FIELDS)
    record("representative.added", exhibitor, by=by, at=at, edition=exhibitor.edition, changes=changes)
    return row


@transaction.atomic
def change_representative(row: Representative, *, person: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Correct a person; another address is another person's sign-in, so the old one ends."""
    exhibitor = row.exhibitor
    require_open(exhibitor, SECTION, by=by, at=at)
    badges = lock_entitlement(exhibitor, Entitlement.Kind.BADGE)
    row = Representative.objects.get(pk=row.pk)
    values = {**person, "email": normal_email(person["email"])}
    changes = difference(row, values, personal=PERSONAL_FIELDS)
    if "email" in changes:
        row.user = row.contact = None
    for name, value in values.items():
        setattr(row, name, value)
    _require_room(row, badges)
    row.save()
    record("representative.changed", exhibitor, by=by, at=at, edition=exhibitor.edition, changes=changes)


def _require_room(row: Representative, badges: int) -> None:
    others = row.exhibitor.representatives.filter(removed_at=None).exclude(pk=row.pk)
    if others.filter(email=row.email).exists():
        raise Refused(_("%(email)s is already in your list.") % {"email": row.email})
    if others.count() >= MOST_PEOPLE:
        raise Refused(_("This list is full. Remove somebody first."))
    if row.is_on_site and others.filter(is_on_site=True).count() >= badges:
        sentence = ngettext(
            "Your order includes %(count)s badge and it is taken. Remove somebody, or order one more.",
            "Your order includes %(count)s badges and all are taken. Remove somebody, or order one more.",
            badges,
        )
        raise Refused(sentence % {"count": badges}, code="full")


@transaction.atomic
def remove_representative(row: Representative, *, by: Actor, at: datetime) -> None:
    """They no longer come nor sign in; from their next click on."""
    exhibitor = row.exhibitor
    require_open(exhibitor, SECTION, by=by, at=at)
    if by.kind == ActorKind.REPRESENTATIVE and by.id == str(row.pk):
        raise Refused(_("You cannot remove yourself: ask a colleague or the team."))
    row.removed_at = at
    row.save(update_fields=["removed_at"])
    changes = difference(Representative(), {"email": row.email}, personal=PERSONAL_FIELDS)
    record("representative.removed", exhibitor, by=by, at=at, edition=exhibitor.edition, changes=changes)


@transaction.atomic
def invite_representative(row: Representative, *, language: str, by: Actor, at: datetime) -> None:
    """Let this person sign in and mail them the address of the exhibitor's space; once a day at most."""
    exhibitor = row.exhibitor
    names = {"first_name": row.first_name, "last_name": row.last_name}
    row.user = ensure_user(row.email, **names, language=language)
    row.save(update_fields=["user"])
    link = absolute(reverse("exhibitors:portal_home", args=[exhibitor.edition.slug]))
    context = {"exhibitor": exhibitor, "edition": exhibitor.edition, "representative": row, "link": link}
    draft = compose("exhibitors/mail/invitation", context, row.user.language)
    cause = f"representative.invited:{row.pk}:{row.user_id}:{local_date(at)}"
    send_later(kind="portal_invitation", cause=cause, to=row.email, draft=draft, about=exhibitor, by=by, at=at)
    changes = difference(Representative(), {"email": row.email}, personal=PERSONAL_FIELDS)
    record("representative.invited", exhibitor, by=by, at=at, edition=exhibitor.edition, changes=changes)
