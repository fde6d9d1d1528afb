"""The API: one document, one way to say no. Each app brings a router in `views/api.py`."""

from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from parvis.checkin.views.api import router as checkin_router
from parvis.companies.views.api import router as companies_router
from parvis.companies.views.api_contacts import router as contacts_router
from parvis.core import api_words
from parvis.core.errors import Refused
from parvis.core.openapi import DocumentedAPI
from parvis.core.problems import problem, refusal
from parvis.exhibitors.views.api import router as exhibitors_router
from parvis.logistics.views.api import router as logistics_router
from parvis.programme.api import router as programme_router
from parvis.sales.views.api import router as sales_router
from parvis.sales.views.api_catalogue import router as catalogue_router
from parvis.sales.views.api_quotes import router as quotes_router
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
    contacts_router,
    exhibitors_router,
    catalogue_router,
    quotes_router,
    sales_router,
    logistics_router,
    treasury_router,
    programme_router,
    checkin_router,
):
    api.add_router("", router)


@api.exception_handler(Throttled)
def throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    answer = problem(429, "too_many", api_words.TOO_MANY)
    answer.headers["Retry-After"] = str(error.wait or 1)
    return answer


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return refusal(error)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(422, "invalid", api_words.INVALID, errors=api_words.field_errors(error.errors))


@api.exception_handler(AuthenticationError)
def unauthorized(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answer = problem(401, "unauthorized", api_words.NO_TOKEN)
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, "not_found", api_words.NOTHING_HERE)


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 400:  # ninja raises it for a body that cannot be parsed
        return problem(400, "malformed", api_words.MALFORMED)
    return problem(error.status_code, "refused", str(error))
