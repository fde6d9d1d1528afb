"""The programme as the team and the public read it."""

from django.db.models import Prefetch, QuerySet

from parvis.editions.models import Edition
from parvis.programme.models import Activity, ActivitySlot


def activities(edition: Edition) -> QuerySet[Activity]:
    """Every activity of the edition by title, with its slots in order and the exhibitor who gives it."""
    slots = Prefetch("slots", ActivitySlot.objects.order_by("starts_at", "pk"))
    rows = Activity.objects.filter(edition=edition).select_related("exhibitor__company")
    return rows.prefetch_related(slots).order_by("title_fr", "pk")


def activities_in(editions: QuerySet[Edition]) -> QuerySet[Activity]:
    """Activities of several editions, each with its edition and its slots in order."""
    slots = Prefetch("slots", ActivitySlot.objects.order_by("starts_at", "pk"))
    return Activity.objects.filter(edition__in=editions).select_related("edition").prefetch_related(slots)


def public_programme(edition: Edition) -> QuerySet[ActivitySlot]:
    """Slots of published activities in order of time, with activity, exhibitor and company page in one query."""
    slots = ActivitySlot.objects.in_edition(edition).filter(activity__is_published=True)
    return slots.select_related("activity__exhibitor__company", "activity__exhibitor__profile").order_by(
        "starts_at", "room", "pk"
    )


def clashing_slot(edition: Edition, slot: ActivitySlot) -> ActivitySlot | None:
    """Another slot in the same room at the same time."""
    others = ActivitySlot.objects.in_edition(edition).exclude(pk=slot.pk).select_related("activity")
    same_time = others.filter(starts_at__lt=slot.ends_at, ends_at__gt=slot.starts_at)
    return same_time.filter(room__iexact=slot.room).order_by("starts_at").first()
