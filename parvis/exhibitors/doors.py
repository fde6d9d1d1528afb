"""The exhibitor's door: an active representative of an exhibitor of this edition, and nothing of any other."""

from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.accounts.doors import UserRequest, ask_sign_in, client_ip
from parvis.core.actor import Actor, ActorKind
from parvis.core.doors import View, open_door, tell_refusal
from parvis.core.errors import Refused
from parvis.editions.models import Edition
from parvis.exhibitors.models import Exhibitor, Representative
from parvis.exhibitors.queries import exhibitors_of

SAFE = {"GET", "HEAD", "OPTIONS"}


class ExhibitorRequest(UserRequest):
    """A request behind `exhibitor_view`: everything is fetched within `exhibitor`."""

    exhibitor: Exhibitor
    edition: Edition
    representative: Representative
    exhibitor_choices: int


class ChoiceRequest(UserRequest):
    """A request behind `choice_view`: the places from which this user may act in the edition."""

    edition: Edition
    places: list[Representative]


def chosen_key(edition: Edition) -> str:
    """Where the session keeps which exhibitor its user acts for."""
    return f"exhibitor_of_{edition.pk}"


def exhibitor_view(view: View) -> View:
    """The view takes neither the edition nor the exhibitor from the path: both are on the request."""
    return open_door("exhibitor", _check)(_without_edition(view))


def choice_view(view: View) -> View:
    """The page where a user with two exhibitors picks one."""
    return open_door("exhibitor choice", _check_choice)(_without_edition(view))


def _check(request: HttpRequest, **route: Any) -> HttpResponseBase | None:
    places = _places(request, **route)
    if not isinstance(places, list):
        return places
    edition = places[0].exhibitor.edition
    chosen = request.session.get(chosen_key(edition))
    mine = places if len(places) == 1 else [place for place in places if place.exhibitor_id == chosen]
    if not mine:
        query = urlencode({"next": request.get_full_path()}) if request.method in SAFE else ""
        return redirect(f"{reverse('exhibitors:portal_choose', args=[edition.slug])}?{query}")
    _enter(request, mine[0], choices=len(places))
    if edition.is_closed and request.method not in SAFE:
        return tell_refusal(request, Refused(_("This edition is closed: it can be read, not changed."), status=403))
    return None


def _check_choice(request: HttpRequest, **route: Any) -> HttpResponseBase | None:
    places = _places(request, **route)
    if not isinstance(places, list):
        return places
    request.edition = places[0].exhibitor.edition  # type: ignore[attr-defined]
    request.places = places  # type: ignore[attr-defined]
    return None


def _places(request: HttpRequest, **route: Any) -> list[Representative] | HttpResponseBase:
    if not request.user.is_authenticated:
        return ask_sign_in(request)
    places = list(exhibitors_of(request.user, route.get("edition", "")))
    if not places:
        raise Http404
    return places


def _enter(request: HttpRequest, place: Representative, *, choices: int) -> None:
    actor = Actor(ActorKind.REPRESENTATIVE, str(place.pk), place.full_name, client_ip(request))
    request.exhibitor = place.exhibitor  # type: ignore[attr-defined]
    request.edition = place.exhibitor.edition  # type: ignore[attr-defined]
    request.representative = place  # type: ignore[attr-defined]
    request.actor = actor  # type: ignore[attr-defined]
    request.exhibitor_choices = choices  # type: ignore[attr-defined]


def _without_edition(view: View) -> View:
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, edition: str = "", **route: Any) -> HttpResponseBase:
        return view(request, *args, **route)

    return inner
