"""What is true of every call of the API, whoever wrote its view: limits, methods, one form of errors, ETags."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from parvis.core.etags import etag_of
from parvis.core.middleware import language_of
from parvis.core.problems import problem
from parvis.core.rates import Left

GetResponse = Callable[[HttpRequest], HttpResponseBase]
type Refusal = tuple[int, str, Promise | str]
PREFIX = "/api/"
MOST_BYTES = 1_000_000
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
SENTENCES: dict[int, tuple[str, Promise]] = {
    400: ("bad_request", gettext_lazy("The request could not be read.")),
    403: ("forbidden", gettext_lazy("Your rights do not open this.")),
    404: ("not_found", gettext_lazy("There is nothing at this address.")),
    405: ("method_not_allowed", gettext_lazy("This address does not know this method; Allow lists those it knows.")),
    412: ("changed", gettext_lazy("It is no longer what If-Match names: read it again.")),
}


class ApiMiddleware:
    """Stands around everything else for addresses below `/api/`; the rest passes untouched."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        refusal = _bad_body(request)
        return _complete(request, _refuse(request, refusal) if refusal else self._answer(request))

    def _answer(self, request: HttpRequest) -> HttpResponse:
        """HEAD is GET without its content, OPTIONS tells what Allow says."""
        asked = request.method
        if asked == "HEAD":
            request.method = "GET"
        response = self.get_response(request)
        request.method = asked
        assert isinstance(response, HttpResponse)  # noqa: S101  (no call of the API streams)
        if asked == "OPTIONS" and response.status_code == 405:
            return HttpResponse(status=204, headers={"Allow": response.headers["Allow"]})
        return _as_problem(request, response)


def _bad_body(request: HttpRequest) -> Refusal | None:
    """A body is JSON and of a size we read."""
    if request.method not in WITH_BODY:
        return None
    if "Transfer-Encoding" in request.headers:
        return 411, "length_required", gettext_lazy("A body says its length: Content-Length, not chunks.")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()):
        return 400, "bad_request", gettext_lazy("Content-Length is no number.")
    if int(length) > MOST_BYTES:
        return 413, "too_large", gettext_lazy("A body has at most 1,000,000 bytes.")
    if int(length) and request.content_type != "application/json":
        return 415, "unsupported_type", gettext_lazy("A body is sent as application/json.")
    return None


def _refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """In the caller's language, which the middleware inside of us has not set, or no longer."""
    language = language_of(request)
    with translation.override(language):
        told = problem(*refusal)
    told.headers["Content-Language"] = language
    return told


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An error somebody else wrote, in the one form; what it says in headers is kept."""
    if response.status_code < 400 or response.headers.get("Content-Type") == "application/problem+json":
        return response
    code, sentence = SENTENCES.get(response.status_code, ("refused", response.reason_phrase))
    told = _refuse(request, (response.status_code, code, sentence))
    for name, value in response.headers.items():
        if name not in {"Content-Type", "Content-Length", "Content-Language"}:
            told.headers[name] = value
    return told


def _complete(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if request.method in {"GET", "HEAD"} and response.status_code == 200:
        response.headers.setdefault("ETag", etag_of(response.content))
        told = get_conditional_response(request, etag=response.headers["ETag"], response=response)
        response = _as_problem(request, told or response)
    if "Content-Language" not in response.headers:  # answered before the middleware that says it
        response.headers["Content-Language"] = language_of(request)
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Authorization", "Accept-Language"])
    for name, value in _rate_headers(request):
        response.headers[name] = value
    if request.method == "HEAD":
        response.headers["Content-Length"] = str(len(response.content))
        response.content = b""
    return response


def _rate_headers(request: HttpRequest) -> Iterator[tuple[str, str]]:
    left: Left | None = getattr(request, "calls_left", None)
    yield from left.headers().items() if left else ()
