"""What a person sees when a request cannot be answered, in their language; after a failure of ours, in both.

The pages of a failure ask neither the database nor the list of hashed files: whatever broke may be one of them.
"""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.core import maintenance
from parvis.core.logs import request_id
from parvis.core.middleware import language_of
from parvis.core.problems import problem

RETRY_AFTER_S = 60

DATABASE_AWAY = (OperationalError, InterfaceError)  # unreachable, locked for too long, disk full
RETRY_DATABASE_S = 5


def _answer(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    if _is_program(request):
        return problem(status, code, detail)
    return render(request, f"{status}.html", status=status)


def _is_program(request: HttpRequest) -> bool:
    """A caller of the API, or a phone that hands in its scans."""
    return request.path.startswith("/api/") or (request.path.startswith("/scan/") and request.method == "POST")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 400, "bad_request", _("The request could not be read."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403, "forbidden", _("Your rights do not open this."))


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that is too old, or came from another site."""
    return _answer(request, 403, "csrf", _("This form is too old, or came from another site."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 404, "not_found", _("There is nothing at this address."))


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Somebody asks too often; the header says when it makes sense to ask again."""
    answer = _answer(request, 429, "too_many_requests", _("Too many requests in a short while."))
    answer.headers["Retry-After"] = str(RETRY_AFTER_S)
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """A bug is a 500; a database that does not answer is a 503, after which the same request may be sent again."""
    if isinstance(sys.exc_info()[1], DATABASE_AWAY):
        detail = _("The database does not answer just now. Nothing was saved: send it again in a moment.")
        return _failure(request, 503, "database_away", detail, retry_after=RETRY_DATABASE_S)
    return _failure(request, 500, "error", _("The server failed; nothing was saved. Try again in a moment."))


def closed_for_a_while(request: HttpRequest, message: str) -> HttpResponse:
    """Maintenance. Phones keep their scans and send them again: to take them now would be to lose them in a restore."""
    with translation.override(language_of(request)):  # no middleware has set it yet
        detail = message or _("Parvis is being maintained. Send it again in a moment.")
    return _failure(
        request, 503, "maintenance", detail, retry_after=maintenance.RETRY_AFTER_S, page="maintenance", message=message
    )


def _failure(
    request: HttpRequest,
    status: int,
    code: str,
    detail: str,
    *,
    retry_after: int = 0,
    page: str = "",
    message: str = "",
) -> HttpResponse:
    response: HttpResponse
    if _is_program(request):
        response = problem(status, code, detail)
    else:
        words = {"request_id": request_id(), "message": message}
        name = f"core/{page}.html" if page else f"{status}.html"
        response = HttpResponse(loader.get_template(name).render(words), status=status)
    response.headers["Cache-Control"] = "no-store"
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response
