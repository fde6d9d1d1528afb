"""The API: one document, one way to say no. Each app brings a router in `views/api.py`."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from parvis.checkin.views.api import router as checkin_router
from parvis.companies.views.api import router as companies_router
from parvis.core.errors import Refused
from parvis.core.openapi import DocumentedAPI
from parvis.core.problems import problem, refusal
from parvis.exhibitors.views.api import router as exhibitors_router
from parvis.programme.api import router as programme_router
from parvis.sales.views.api import router as sales_router
from parvis.treasury.views.api import router as treasury_router
from parvis.visitors.views.api import router as visitors_router

api = DocumentedAPI(
    title="Parvis",
    version="1",
    description="Bearer tokens with scopes; errors are problem+json; lists {items, next}. More: docs/interfaces.md.",
    urls_namespace="api",
)
for router in (
    visitors_router,
    companies_router,
    exhibitors_router,
    sales_router,
    treasury_router,
    programme_router,
    checkin_router,
):
    api.add_router("", router)


@api.exception_handler(Throttled)
def throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    answer = problem(429, "too_many", "Too many calls: wait as long as Retry-After says.")
    answer.headers["Retry-After"] = str(error.wait or 1)
    return answer


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return refusal(error)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(422, "invalid", "Some fields are not as they should be.", errors=_fields(error.errors))


@api.exception_handler(AuthenticationError)
def unauthorized(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answer = problem(401, "unauthorized", "A valid token that holds the scope of this call is needed.")
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, "not_found", "There is nothing here for this token.")


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    code = "malformed" if error.status_code == 400 else "refused"
    return problem(error.status_code, code, str(error))


def _fields(errors: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Pydantic's list of errors as `[{"field", "detail"}]`; the place of the body itself is left out."""
    skip = {"body", "query", "path", "payload"}
    return [
        {"field": ".".join(str(part) for part in error["loc"] if part not in skip) or "body", "detail": error["msg"]}
        for error in errors
    ]
