"""`/metrics`: the state of the installation for Prometheus, behind a token of its own.

Numbers only: no name, address or edition's slug. Without `PARVIS_METRICS_TOKEN` the page does not exist.
"""

import hmac
import math
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.core import maintenance
from parvis.core.backup import last_backup
from parvis.core.doors import public_view
from parvis.core.metrics import Gauge, exposition
from parvis.core.problems import problem
from parvis.reports.queries import queues

PROMETHEUS_TEXT = "text/plain; version=1.0.0; charset=utf-8"


@require_safe
@never_cache
@public_view
def metrics(request: HttpRequest) -> HttpResponse:
    """Whoever brings the token; nobody else learns that it is there for a reason."""
    if not settings.METRICS_TOKEN:
        raise Http404
    kind, _space, given = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        refusal = problem(401, "unauthorized", "The token of the metrics is needed.")
        refusal.headers["WWW-Authenticate"] = "Bearer"
        return refusal
    return HttpResponse(exposition([*_queues(timezone.now()), *_machine(timezone.now())]), content_type=PROMETHEUS_TEXT)


def _queues(at: datetime) -> Iterator[Gauge]:
    yield Gauge("parvis_outbox_messages", "Messages by state.", queues.messages_by_state(), ("state",))
    yield _one("parvis_outbox_age_seconds", "How long the oldest due message waits.", queues.outbox_age(at))
    yield Gauge("parvis_tasks", "Background tasks by state.", queues.tasks_by_state(), ("state",))
    yield _one("parvis_task_age_seconds", "How long the oldest ready task waits.", queues.task_age(at))
    yield Gauge("parvis_scans", "Scans taken in, by verdict.", queues.scans_by_verdict(), ("verdict",))
    yield _one("parvis_database_bytes", "Size of the database.", queues.database_bytes())


def _machine(at: datetime) -> Iterator[Gauge]:
    disk = queues.disk()
    made = last_backup(Path(settings.DATA))
    yield _one("parvis_disk_free_bytes", "Room left on the disk of the data folder.", disk.free)
    yield _one("parvis_disk_bytes", "Size of that disk.", disk.total)
    age = (at - made).total_seconds() if made else math.inf
    yield _one("parvis_backup_age_seconds", "Age of the latest backup; infinite when there is none.", age)
    is_closed = maintenance.notice(Path(settings.DATA)) is not None
    yield _one("parvis_maintenance", "1 while Parvis is closed for maintenance.", int(is_closed))


def _one(name: str, about: str, value: float) -> Gauge:
    return Gauge(name, about, {(): value})
