"""What waits and what came in, in numbers, for monitoring."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import Count, Min
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from parvis.checkin.models import Scan
from parvis.outbox.models import Message
from parvis.outbox.queries import queue_age

type Counts = dict[tuple[str, ...], float]

SIZE = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    "postgresql": "SELECT pg_database_size(current_database())",
}


def messages_by_state() -> Counts:
    """Every state, those without a message too: an alert on a figure that is absent never rings."""
    found = Message.objects.order_by().values_list("state").annotate(count=Count("pk"))
    return {(state.value,): 0 for state in Message.State} | {(state,): count for state, count in found}


def outbox_age(at: datetime) -> float:
    return queue_age(at).total_seconds()


def tasks_by_state() -> Counts:
    found = DBTaskResult.objects.order_by().values_list("status").annotate(count=Count("pk"))
    return {(state.lower(),): 0 for state in TaskResultStatus.values} | {(s.lower(),): count for s, count in found}


class Disk(NamedTuple):
    """The disk of the data folder, in bytes."""

    total: int
    free: int

    @property
    def percent(self) -> int:
        """How full it is, as who writes there finds it."""
        return 100 - self.free * 100 // self.total


def disk() -> Disk:
    found = shutil.disk_usage(Path(settings.DATA))
    return Disk(found.total, found.free)


def task_age(at: datetime) -> float:
    """Seconds since the oldest task that is ready was asked for."""
    oldest = DBTaskResult.objects.ready().aggregate(at=Min("enqueued_at"))["at"]
    return (at - oldest).total_seconds() if oldest else 0.0


def scans_by_verdict() -> Counts:
    return {(v,): n for v, n in Scan.objects.order_by().values_list("verdict").annotate(count=Count("pk"))}


def database_bytes() -> int:
    """What the database takes on its disk, as it says itself."""
    with connection.cursor() as cursor:
        cursor.execute(SIZE[connection.vendor])
        return int(cursor.fetchone()[0])
