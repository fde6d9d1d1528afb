"""What a batch of scans is judged by, and lists of scans."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from parvis.accounts.models import User
from parvis.checkin.models import Badge, Conflict, Scan
from parvis.checkin.models.scan import ScanQuerySet
from parvis.core.prepared import Prepared
from parvis.editions.models import Edition, EditionDay, Membership
from parvis.programme.models import ActivitySlot

TOLD = [  # what a later answer says of a scan, and what it is judged by
    *("event", "verdict", "badge", "kind", "device", "membership", "is_offline", "received_at"),
    *("entry__purpose", "entry__at", "place__name", "device__name"),
    *("membership__user__first_name", "membership__user__last_name", "membership__user__email"),
]


def scanned_badges(whole: Collection[str], typed: Collection[str]) -> list[Badge]:
    """The badges of these codes with their holders, locked, in one order so that two batches never wait for each other.

    Badges of other editions too: what they are answered is `judging`'s matter.
    """
    if len(whole) == 1 and not typed:
        return _one_badge.rows(*whole)
    wanted = Q(random_hex__in=list(whole))
    for prefix in typed:
        wanted |= Q(random_hex__gte=prefix, random_hex__lt=prefix + "g")
    return list(_locked(wanted))


def _locked(wanted: Q) -> QuerySet[Badge]:
    rows = Badge.objects.for_the_door().filter(wanted).order_by("pk")
    return rows.select_for_update(of=("self",), no_key=True)


_one_badge = Prepared(lambda code: _locked(Q(random_hex=code)), "code")


def past_scans(events: Collection[UUID], badges: Collection[Badge]) -> list[Scan]:
    """In order of receipt: these very events if they came before, and all that let one of these badges in."""
    ids = [badge.pk for badge in badges]
    if len(events) == len(ids) == 1:
        return _past_of_one.rows(*events, *ids)
    return list(_past(list(events), ids))


def _past(events: list[UUID], badges: list[int]) -> QuerySet[Scan]:
    known = Q(badge__in=badges, verdict__in=Scan.LET_IN)
    rows = Scan.objects.filter(Q(event__in=events) | known)
    return rows.select_related("entry", "place", "device", "membership__user").only(*TOLD).order_by("pk")


_past_of_one = Prepared(lambda event, badge: _past([event], [badge]), UUID(int=1), -1)


def days_of(edition: Edition) -> list[EditionDay]:
    """The days of the fair, in order."""
    return _days.rows(edition.pk)


_days = Prepared(lambda edition: EditionDay.objects.filter(edition=edition).order_by("doors_open_at"), -1)


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
