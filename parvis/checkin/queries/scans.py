"""What a batch of scans is judged by, and lists of scans."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from parvis.accounts.models import User
from parvis.checkin.models import Badge, Conflict, Scan
from parvis.checkin.models.scan import ScanQuerySet
from parvis.editions.models import Edition, Membership
from parvis.programme.models import ActivitySlot


def scanned_badges(whole: Iterable[str], typed: Iterable[str]) -> QuerySet[Badge]:
    """The badges of these codes with their holders, in one order so that two batches never wait for each other.

    Badges of other editions too: what they are answered is `judging`'s matter.
    """
    wanted = Q(random_hex__in=list(whole))
    for prefix in typed:
        wanted |= Q(random_hex__gte=prefix, random_hex__lt=prefix + "g")
    return Badge.objects.with_holders().filter(wanted).order_by("pk")


def past_scans(events: Iterable[UUID], badges: Iterable[Badge]) -> QuerySet[Scan]:
    """In order of receipt: these very events if they came before, and all that let one of these badges in."""
    known = Q(badge__in=[badge.pk for badge in badges], verdict__in=Scan.LET_IN)
    rows = Scan.objects.filter(Q(event__in=list(events)) | known)
    return rows.select_related("entry", "place", "device", "membership__user").order_by("pk")


def sessions_of(edition: Edition, *, around: datetime) -> QuerySet[ActivitySlot]:
    """Sessions of the edition within a day of that moment."""
    day = timedelta(days=2)
    return ActivitySlot.objects.filter(
        activity__edition=edition, starts_at__gte=around - day, starts_at__lte=around + day
    ).order_by("starts_at", "pk")


def scanning_membership(user: User, edition: Edition, *, at: datetime) -> Membership:
    """The place in the team under which this user scans; the door has made sure that there is one."""
    places = Membership.objects.active_at(at).in_edition(edition).select_related("edition", "user")
    return places.filter(user=user).order_by("pk")[0]


def scans_of(edition: Edition) -> ScanQuerySet:
    """All scans of the edition with what a list shows of them."""
    return Scan.objects.in_edition(edition).select_related(
        "place",
        "device",
        "membership__user",
        "badge__registration__visitor",
        "badge__registration__school",
        "badge__representative__exhibitor__company",
        "badge__membership__user",
    )


def conflicts_of(edition: Edition) -> QuerySet[Conflict]:
    """Open ones first, then the newest settled."""
    rows = Conflict.objects.in_edition(edition).select_related(
        "first__place",
        "first__device",
        "first__membership__user",
        "second__place",
        "second__device",
        "second__membership__user",
        "second__badge__registration__visitor",
        "second__badge__registration__school",
        "second__badge__representative__exhibitor__company",
        "second__badge__membership__user",
    )
    return rows.order_by(F("resolved_at").desc(nulls_first=True), "-pk")
