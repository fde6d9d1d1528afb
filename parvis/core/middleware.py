"""What stands between the server and every view."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class LanguageMiddleware:
    """A page's or answer's language: `?lang=`, else the reader's choice (cookie), else their browser's, else French."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Accept-Language"])  # a shared cache must not hand French to an English reader
        if request.GET.get("lang") == language:
            remember_language(response, language)
        return response


def language_of(request: HttpRequest) -> str:
    known = {code for code, _name in settings.LANGUAGES}
    asked = request.GET.get("lang", "")
    return asked if asked in known else translation.get_language_from_request(request)


def remember_language(response: HttpResponseBase, language: str) -> None:
    """Keep the reader's choice for a year, in a cookie that says nothing else."""
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 24 * 3600, samesite="Lax")


# What pages answer to. Classes of a library would take PUT for POST, and DELETE for the button that removes.
PAGES_TAKE = ("GET", "HEAD", "POST")


class DoorMiddleware:
    """Refuses a view that no door opens, and methods no page takes: everything is closed by default."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, route: Any) -> HttpResponseBase | None:
        door = getattr(view, "door", "")
        if not door:
            raise PermissionDenied
        if request.method not in PAGES_TAKE and not door.startswith(("api", "token ")):
            return HttpResponseNotAllowed(PAGES_TAKE)
        return None
