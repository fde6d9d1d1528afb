"""The API: one document, one way to say no. Each app brings a router in `views/api.py`."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from parvis.checkin.views.api import router as checkin_router
from parvis.core.errors import Refused
from parvis.core.problems import problem
from parvis.visitors.views.api import router as visitors_router

api = NinjaAPI(title="Parvis", version="1", docs_url=None, urls_namespace="api")
api.add_router("", visitors_router)
api.add_router("", checkin_router)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return problem(error.status, error.code, error.message)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(422, "invalid", "Some fields are not as they should be.", errors=_fields(error.errors))


@api.exception_handler(AuthenticationError)
def unauthorized(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(401, "unauthorized", "A valid token that holds the scope of this call is needed.")


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, "not_found", "There is nothing here for this token.")


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, "refused", str(error))


def _fields(errors: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Pydantic's list of errors as `[{"field", "detail"}]`; the place of the body itself is left out."""
    skip = {"body", "query", "path", "payload"}
    return [
        {"field": ".".join(str(part) for part in error["loc"] if part not in skip) or "body", "detail": error["msg"]}
        for error in errors
    ]
