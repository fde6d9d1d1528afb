"""The visitor's door: somebody signed in who signed up for the edition of the path."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from parvis.accounts.doors import UserRequest, ask_sign_in, client_ip
from parvis.core.actor import Actor, ActorKind
from parvis.core.doors import Check, View, open_door, tell_refusal
from parvis.core.errors import Refused
from parvis.editions.models import Edition
from parvis.visitors.models import Registration, Visitor
from parvis.visitors.queries import registration_of

SAFE = {"GET", "HEAD", "OPTIONS"}


class VisitorRequest(UserRequest):
    """A request behind `visitor_view`: everything is fetched within `registration`."""

    visitor: Visitor
    registration: Registration
    edition: Edition


def visitor_view(view: View) -> View:
    """The visitor's own space of the edition; a closed edition is read-only. Others get 404."""
    return open_door("visitor", _check(also_closed=False))(_without_edition(view))


def visitor_view_also_closed(view: View) -> View:
    """The same for rights that outlive the edition, such as withdrawing a consent."""
    return open_door("visitor", _check(also_closed=True))(_without_edition(view))


def _check(*, also_closed: bool) -> Check:
    def check(request: HttpRequest, **route: Any) -> HttpResponseBase | None:
        if not request.user.is_authenticated:
            return ask_sign_in(request)
        registration = registration_of(request.user, route.get("edition", ""))
        if registration is None:
            raise Http404
        _enter(request, registration)
        if registration.edition.is_closed and request.method not in SAFE and not also_closed:
            return tell_refusal(request, Refused(_("This edition is closed: it can be read, not changed."), status=403))
        return None

    return check


def visitor_actor(registration: Registration, request: HttpRequest) -> Actor:
    """The visitor as history knows them."""
    return Actor(ActorKind.VISITOR, str(registration.visitor_id), registration.visitor.full_name, client_ip(request))


def _enter(request: HttpRequest, registration: Registration) -> None:
    request.registration = registration  # type: ignore[attr-defined]
    request.visitor = registration.visitor  # type: ignore[attr-defined]
    request.edition = registration.edition  # type: ignore[attr-defined]
    request.actor = visitor_actor(registration, request)  # type: ignore[attr-defined]


def _without_edition(view: View) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, edition: str = "", **route: Any) -> HttpResponseBase:
        return view(request, *args, **route)

    return inner
