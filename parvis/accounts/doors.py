"""Doors that know users and tokens: someone signed in, a program with a scope."""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja.security import HttpBearer

from parvis.accounts.models import ApiToken, User
from parvis.core.actor import Actor, ActorKind
from parvis.core.doors import View, open_door
from parvis.core.links import hash_token
from parvis.core.problems import problem


class UserRequest(HttpRequest):
    """A request behind a door that asks for a signed-in user."""

    user: User
    actor: Actor


def client_ip(request: HttpRequest) -> str | None:
    """The caller's address: what the server saw, or what the last trusted proxy saw when there are proxies."""
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    count = settings.TRUSTED_PROXIES
    text = seen[-count] if count and len(seen) >= count else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ip_address(text))
    except ValueError:
        return None


def ask_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a person to the sign-in page and back here afterwards; a fragment gets the whole page to go there."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect_to_login(request.get_full_path())


def _signed_in(request: HttpRequest, **route: Any) -> HttpResponseBase | None:
    return None if request.user.is_authenticated else ask_sign_in(request)


def signed_in_view(view: View) -> View:
    """Any signed-in user."""
    return open_door("signed_in", _signed_in)(view)


class TokenDoor(HttpBearer):
    """The API's door: a valid token that holds the scope. Sets `request.token` and `request.actor`."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope
        self.door = f"token {scope}"

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = ApiToken.objects.valid_at(timezone.now()).filter(token_hash=hash_token(token)).first()
        if found is None or not found.allows(self.scope):
            return None
        request.token = found  # type: ignore[attr-defined]
        request.actor = Actor(ActorKind.TOKEN, str(found.pk), found.name, client_ip(request))  # type: ignore[attr-defined]
        return found


def token_view(scope: str) -> Callable[[View], View]:
    """A plain view for programs: a bearer token with this scope, else problem+json."""
    door = TokenDoor(scope)

    def check(request: HttpRequest, **route: Any) -> HttpResponseBase | None:
        return None if door(request) else problem(401, "unauthorized", "A valid token with the scope is needed.")

    return open_door(door.door, check)
