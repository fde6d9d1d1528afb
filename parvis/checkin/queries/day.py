"""The day in numbers: who is inside, who came, when and from where."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, QuerySet, Sum

from parvis.checkin.models import Conflict, Entry, Scan
from parvis.core.dates import day_bounds, local_date, local_zone
from parvis.editions.models import Edition
from parvis.logistics.models import Hall
from parvis.visitors.models import Admission

STEP = timedelta(minutes=5)
DOOR = "door:"


@dataclass(frozen=True, slots=True)
class LiveCounts:
    """`ceiling` is the most people the halls allow at once, else the seats, else None."""

    inside: int
    entries: int
    ceiling: int | None
    by_school: dict[str, int]
    conflicts: int

    @property
    def is_nearly_full(self) -> bool:
        return self.ceiling is not None and self.inside * 10 >= self.ceiling * 9


def _came(edition: Edition) -> QuerySet[Entry]:
    """First entries at the doors, one for each badge and day."""
    return Entry.objects.filter(badge__edition=edition, purpose__startswith=DOOR)


def _door_scans(edition: Edition) -> QuerySet[Scan]:
    """Readings at the doors that let somebody in or out."""
    return Scan.objects.in_edition(edition).let_in().at_doors().filter(badge__isnull=False)


def last_door_day(edition: Edition) -> date | None:
    """The last day on which anybody passed a door."""
    newest = _door_scans(edition).aggregate(at=Max("received_at"))["at"]
    return local_date(newest) if newest else None


def inside_count(edition: Edition) -> int:
    """Badges whose last reading at a door, on the last day with any, was an entry."""
    on = last_door_day(edition)
    if on is None:
        return 0
    today, tomorrow = day_bounds(on)
    day = _door_scans(edition).filter(received_at__gte=today, received_at__lt=tomorrow)
    last = day.values("badge").annotate(last=Max("pk")).values("last")
    return Scan.objects.filter(pk__in=last, kind=Scan.Kind.ENTRY).count()


def entries_by_hour(edition: Edition) -> dict[datetime, int]:
    """People who came in, by the hour of their first entry (local time), hours in order."""
    moments = _came(edition).values_list("at", flat=True)
    hours = Counter(at.astimezone(local_zone()).replace(minute=0, second=0, microsecond=0) for at in moments)
    return dict(sorted(hours.items()))


def entries_by_school(edition: Edition) -> dict[str, int]:
    """Visitors who came, by school, the most numerous first; each person once, whatever the days."""
    rows = _came(edition).filter(badge__registration__isnull=False).values("badge__registration__school__name")
    counted = rows.annotate(count=Count("badge__registration", distinct=True))
    ordered = counted.order_by("-count", "badge__registration__school__name")
    return {row["badge__registration__school__name"]: row["count"] for row in ordered}


def entries_per_five_minutes(edition: Edition, *, on: date) -> list[tuple[datetime, int]]:
    """First entries of that day in steps of five minutes, from the first to the last, empty steps included."""
    zone = local_zone()
    moments = _came(edition).filter(purpose=f"{DOOR}{on}").values_list("at", flat=True)
    steps = Counter(_step(at.astimezone(zone)) for at in moments)
    if not steps:
        return []
    first, count = min(steps), (max(steps) - min(steps)) // STEP + 1
    return [(first + number * STEP, steps[first + number * STEP]) for number in range(count)]


def _step(at: datetime) -> datetime:
    return at.replace(minute=at.minute - at.minute % 5, second=0, microsecond=0)


def ceiling_of(edition: Edition) -> int | None:
    """What the halls' safety file allows; the seats of the edition where no hall says."""
    halls = Hall.objects.filter(venue__edition=edition).aggregate(most=Sum("ceiling_count"))["most"]
    return halls or Admission.objects.filter(edition=edition).values_list("capacity", flat=True).first()


def live_counts(edition: Edition) -> LiveCounts:
    return LiveCounts(
        inside=inside_count(edition),
        entries=_came(edition).count(),
        ceiling=ceiling_of(edition),
        by_school=entries_by_school(edition),
        conflicts=Conflict.objects.in_edition(edition).still_open().count(),
    )


def live_version(edition: Edition) -> str:
    """Changes whenever the numbers may have: the last scan, and the conflicts settled."""
    last = Scan.objects.in_edition(edition).aggregate(last=Max("pk"))["last"] or 0
    settled = Conflict.objects.in_edition(edition).aggregate(at=Max("resolved_at"))["at"]
    return f"{last}-{int(settled.timestamp() * 1000) if settled else 0}"
