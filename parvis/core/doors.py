"""Doors: every view is closed until one of them opens it.

A door is the decorator that says who may come in. It marks the view (`view.door`), so that the middleware refuses
a view without one and the architecture test finds it before that. Doors that know members, exhibitors, visitors
or devices live in the app that owns them and use `open_door`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from parvis.core.errors import Refused
from parvis.core.links import safe_next

View = Callable[..., HttpResponseBase]
Check = Callable[..., HttpResponseBase | None]
OPEN_DOORS = {"public", "demo"}
KEPT_NOWHERE = "private, no-store"  # after signing out, the back button shows nothing


def mark_door(view: View, name: str) -> View:
    """Say which door guards this view."""
    view.door = name  # type: ignore[attr-defined]
    return view


def open_door(name: str, check: Check) -> Callable[[View], View]:
    """A door: `check(request, **route)` lets in by answering None, or answers the refusal itself.

    A `Refused` raised behind it becomes a message on the page the person came from.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **route: Any) -> HttpResponseBase:
            answer = check(request, **route) or _answer(view, request, *args, **route)
            if name not in OPEN_DOORS:
                answer.headers.setdefault("Cache-Control", KEPT_NOWHERE)
            return answer

        return mark_door(guarded, name)

    return guard


def _answer(view: View, request: HttpRequest, *args: Any, **route: Any) -> HttpResponseBase:
    try:
        return view(request, *args, **route)
    except Refused as refused:
        return tell_refusal(request, refused)


def tell_refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The refusal as a page of its own (status 409), or as a message where the person stood."""
    if "HX-Request" not in request.headers:
        back = safe_next(_own_path(request.headers.get("Referer", "")), default="")
        answer = render(request, "core/refused.html", {"refused": refused, "back": back}, status=refused.status)
    else:
        messages.error(request, refused.message)
        answer = render(request, "core/_messages.html", status=refused.status)
    if refused.retry_after:
        answer.headers["Retry-After"] = str(refused.retry_after)
    return answer


def _own_path(address: str) -> str:
    return address.removeprefix(settings.PARVIS_URL) if address.startswith(settings.PARVIS_URL + "/") else ""


def _let_in(request: HttpRequest, **route: Any) -> None:
    return None


def public_view(view: View) -> View:
    """Anyone may open it."""
    return open_door("public", _let_in)(view)


def _demo_only(request: HttpRequest, **route: Any) -> None:
    if not settings.DEMO_OPEN:
        raise Http404


def demo_view(view: View) -> View:
    """Exists in demo mode on a loopback address only."""
    return open_door("demo", _demo_only)(view)
