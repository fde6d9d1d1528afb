"""What every request gets: an id, a line in the log, a place in the figures; and a page while Parvis is closed."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from parvis.core import logs, maintenance, metrics
from parvis.core.views.errors import closed_for_a_while

GetResponse = Callable[[HttpRequest], HttpResponseBase]
log = logging.getLogger("parvis.access")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
PROBES = frozenset({"/healthz", "/readyz", "/metrics"})  # asked every few seconds by machines


class RequestMiddleware:
    """Gives each request an id, tells it in `X-Request-ID`, and writes one line when it is answered."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        with logs.about(_id_of(request)):
            response = self.get_response(request)
            response.headers["X-Request-ID"] = logs.request_id()
            _note(request, response.status_code, time.perf_counter() - began)
        return response


def _id_of(request: HttpRequest) -> str:
    """A trusted proxy's own id, so that its log and ours can be read together; a new one otherwise."""
    given = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXIES else ""
    return given if logs.SANE_ID.fullmatch(given) else logs.new_id()


def _note(request: HttpRequest, status: int, seconds: float) -> None:
    if request.path_info in PROBES and status < 400:
        return
    method = request.method if request.method in METHODS else "OTHER"
    route = request.resolver_match.view_name if request.resolver_match else "none"
    actor = getattr(request, "actor", None)
    fields = {
        "method": method,
        "route": route,
        "status": status,
        "ms": round(seconds * 1000),
        "actor": str(actor.kind) if actor else "nobody",
    }
    log.info("%(method)s %(route)s %(status)s %(ms)s ms %(actor)s", fields, extra={"fields": fields})
    metrics.observe(method, route, status, seconds)


class MaintenanceMiddleware:
    """While `parvis maintenance on` lasts, everything but the probes is answered 503, before any database is asked."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        notice = None if request.path_info in PROBES else maintenance.notice(settings.DATA)
        return self.get_response(request) if notice is None else closed_for_a_while(request, notice.message)
