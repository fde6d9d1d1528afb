"""What a person can do about the programme."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.editions.history import difference, record
from parvis.editions.models import Edition
from parvis.programme.models import Activity, ActivitySlot
from parvis.programme.queries import clashing_slot


@transaction.atomic
def create_activity(edition: Edition, *, words: Mapping[str, Any], by: Actor, at: datetime) -> Activity:
    """A talk, a workshop or coaching; nobody outside sees it before it is published."""
    _require_exhibitor_of(edition, words)
    activity = Activity.objects.create(edition=edition, **words)
    record("activity.created", activity, by=by, at=at, edition=edition, changes={"title": [None, activity.title_fr]})
    return activity


@transaction.atomic
def change_activity(activity: Activity, *, words: Mapping[str, Any], by: Actor, at: datetime) -> None:
    activity = Activity.objects.get(pk=activity.pk)
    _require_exhibitor_of(activity.edition, words)
    changes = difference(activity, dict(words))
    for name, value in words.items():
        setattr(activity, name, value)
    activity.save()
    record("activity.changed", activity, by=by, at=at, edition=activity.edition, changes=changes)


def _require_exhibitor_of(edition: Edition, words: Mapping[str, Any]) -> None:
    exhibitor = words.get("exhibitor")
    if exhibitor and (exhibitor.edition_id != edition.pk or not exhibitor.is_confirmed):
        raise Refused(_("Only a confirmed exhibitor of this edition can give an activity."))


@transaction.atomic
def schedule_slot(
    activity: Activity,
    *,
    room: str,
    starts_at: datetime,
    ends_at: datetime,
    seats_count: int,
    by: Actor,
    at: datetime,
) -> ActivitySlot:
    """Give the activity a time and a room; refused when something else is there."""
    edition = lock_row(Edition.objects.filter(pk=activity.edition_id))  # rooms have no row of their own to lock
    if ends_at <= starts_at:
        raise Refused(_("It ends after it starts."))
    slot = ActivitySlot(activity=activity, room=room, starts_at=starts_at, ends_at=ends_at, seats_count=seats_count)
    other = clashing_slot(edition, slot)
    if other:
        names = {"room": room, "title": other.activity.title}
        raise Refused(_("%(room)s is taken at that time by “%(title)s”.") % names, code="taken")
    slot.save()
    changes: dict[str, list[Any]] = {"room": [None, room], "starts_at": [None, starts_at]}
    record("activity.scheduled", activity, by=by, at=at, edition=edition, changes=changes)
    return slot


@transaction.atomic
def remove_slot(slot: ActivitySlot, *, by: Actor, at: datetime) -> None:
    """Take a time and a room away from an activity."""
    activity = slot.activity
    changes: dict[str, list[Any]] = {"room": [slot.room, None], "starts_at": [slot.starts_at, None]}
    record("activity.unscheduled", activity, by=by, at=at, edition=activity.edition, changes=changes)
    slot.delete()


@transaction.atomic
def publish_activity(activity: Activity, *, by: Actor, at: datetime) -> None:
    """Show it in the public programme; it needs a time and a room."""
    if not activity.slots.exists():
        raise Refused(_("Give it a time and a room before publishing it."))
    _set_published(activity, is_published=True)
    record("activity.published", activity, by=by, at=at, edition=activity.edition)


@transaction.atomic
def unpublish_activity(activity: Activity, *, by: Actor, at: datetime) -> None:
    """Take it out of the public programme."""
    _set_published(activity, is_published=False)
    record("activity.unpublished", activity, by=by, at=at, edition=activity.edition)


def _set_published(activity: Activity, *, is_published: bool) -> None:
    activity.is_published = is_published
    activity.save(update_fields=["is_published"])
