"""The team's door: a member of this edition whom the rule lets in; a closed edition is read-only."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.accounts.doors import UserRequest, ask_sign_in, client_ip
from parvis.accounts.second_factor import ask_second_factor, has_proved
from parvis.core.actor import Actor, ActorKind
from parvis.core.doors import View, open_door, tell_refusal
from parvis.core.errors import Refused
from parvis.editions.models import Edition
from parvis.editions.queries import edition_for
from parvis.editions.rules import Member, Rule, needs_second_factor

SAFE = {"GET", "HEAD", "OPTIONS"}


class TeamRequest(UserRequest):
    """A request behind `team_view`: the edition of the path, who the user is in it, and who acts."""

    edition: Edition
    member: Member


def team_view(rule: Rule, *, also_closed: bool = False) -> Callable[[View], View]:
    """Members of the edition in the path (`edition` slug) for whom `rule(member)` holds.

    Strangers get 404, members without the right 403; members who see money or CVs prove a second factor first, once a
    session. `also_closed` lets a POST into a closed edition through
    (handing it over); everything else there only reads.
    """

    def check(request: HttpRequest, **route: Any) -> HttpResponseBase | None:
        if not request.user.is_authenticated:
            return ask_sign_in(request)
        found = edition_for(request.user, str(route.get("edition")), at=timezone.now())
        if found is None or not found[1].is_anyone:
            raise Http404
        edition, member = found
        _enter(request, edition, member)
        if needs_second_factor(member) and not settings.SECOND_FACTOR_EXEMPT and not has_proved(request):
            return ask_second_factor(request, request.user)
        if not rule(member):
            refused = Refused(_("Your role in this edition does not open this page."), code="forbidden", status=403)
            return tell_refusal(request, refused)
        if edition.is_closed and request.method not in SAFE and not also_closed:
            return tell_refusal(request, Refused(_("This edition is closed: it can be read, not changed."), status=403))
        return None

    return _hide_route(open_door(f"team {rule.__module__}.{rule.__name__}", check))


def _enter(request: HttpRequest, edition: Edition, member: Member) -> None:
    user = request.user
    request.edition = edition  # type: ignore[attr-defined]
    request.member = member  # type: ignore[attr-defined]
    request.actor = Actor(ActorKind.MEMBER, str(user.pk), str(user), client_ip(request))  # type: ignore[attr-defined]


def _hide_route(door: Callable[[View], View]) -> Callable[[View], View]:
    """The view takes the edition from the request, not a second time from the path."""

    def guard(view: View) -> View:
        def without_edition(request: TeamRequest, *args: Any, edition: str = "", **route: Any) -> HttpResponseBase:
            return view(request, *args, **route)

        without_edition.__name__ = view.__name__
        without_edition.__module__ = view.__module__
        without_edition.__doc__ = view.__doc__
        return door(without_edition)

    return guard
