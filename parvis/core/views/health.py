"""Is the process up, and can it serve?"""

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from parvis.core.doors import public_view

UNREACHABLE = (Error,)  # refused, gone in the middle, or without the tables it needs


@require_safe
@public_view
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; the database is not asked."""
    return JsonResponse({"status": "ok"})


@require_safe
@public_view
def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers too; 503 otherwise, so that a proxy looks elsewhere."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except UNREACHABLE:
        return JsonResponse(
            {"status": "unavailable", "database": "unreachable"}, status=503, headers={"Retry-After": "5"}
        )
    return JsonResponse({"status": "ok", "database": "ok"})
