"""Doors that know users and tokens: someone signed in, a program with a scope."""

import re
from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Any, Concatenate

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from parvis.accounts.actions import keep_answer
from parvis.accounts.answers import fingerprint_of, replay
from parvis.accounts.models import ApiToken, StoredAnswer, User
from parvis.core import api_words
from parvis.core.actor import Actor, ActorKind
from parvis.core.doors import View, open_door
from parvis.core.errors import Refused
from parvis.core.links import hash_token
from parvis.core.locks import lock_row
from parvis.core.prepared import A_MOMENT, Prepared
from parvis.core.problems import problem, refusal
from parvis.core.rates import Rate, TooMany, buckets

CALL_KEY = re.compile(r"[A-Za-z0-9_:.-]{1,100}")


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


class TokenRequest(HttpRequest):
    """A request behind the API's door: the token, and the program that holds it as the one who acts."""

    token: ApiToken
    actor: Actor


def count_call(request: HttpRequest, caller: str, rate: Rate) -> None:
    """Take one call from the caller's bucket; the answer's headers say what is left. Raises `TooMany`."""
    try:
        request.calls_left = buckets.take(caller, rate)  # type: ignore[attr-defined]
    except TooMany as refused:
        request.calls_left = refused.left  # type: ignore[attr-defined]
        raise


def count_address(request: HttpRequest) -> None:
    """A call nobody vouches for counts against the address it comes from. Raises `TooMany`."""
    count_call(request, client_ip(request) or "", settings.API_RATES["address"])


class AddressThrottle(BaseThrottle):
    """Calls that anyone may make are counted by address."""

    def allow_request(self, request: HttpRequest) -> bool:
        try:
            count_address(request)
        except TooMany:
            return False
        return True

    def wait(self) -> float | None:
        return 1.0


_valid_token = Prepared(lambda at, key: ApiToken.objects.valid_at(at).filter(token_hash=key), A_MOMENT, "hash")


class TokenDoor(HttpBearer):
    """The API's door: a valid token that holds the scope. Sets `request.token` and `request.actor`."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope
        self.door = f"token {scope}"

    def __call__(self, request: HttpRequest) -> ApiToken | None:
        found: ApiToken | None = super().__call__(request)
        if found is None:
            count_address(request)
            return None
        count_call(request, f"token {found.pk}", settings.API_RATES["token"])
        if not found.allows(self.scope):
            raise Refused(_("This token does not hold the scope of this call."), code="scope", status=403)
        return found

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = _valid_token.first(timezone.now(), hash_token(token))
        if found is not None:
            request.token = found  # type: ignore[attr-defined]
            request.actor = Actor(ActorKind.TOKEN, str(found.pk), found.name, client_ip(request))  # type: ignore[attr-defined]
        return found


def answered_once[**P](
    view: Callable[Concatenate[TokenRequest, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """A call that writes, done once for each `Idempotency-Key`; sent again, it gives the same answer."""

    @wraps(view)
    def guarded(request: TokenRequest, *args: P.args, **fields: P.kwargs) -> HttpResponse:
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return view(request, *args, **fields)
        if not CALL_KEY.fullmatch(key):
            wrong = {"field": "Idempotency-Key", "detail": _("At most 100 letters, digits and -_.: without blanks.")}
            return problem(422, "invalid", api_words.INVALID, errors=[wrong])
        return _once(request, key, lambda: view(request, *args, **fields))

    return guarded


@transaction.atomic
def _once(request: TokenRequest, key: str, work: Callable[[], HttpResponse]) -> HttpResponse:
    """The work and its answer are one transaction, and the calls of one token wait for each other.

    A refusal changed nothing and is not kept: the same key may be tried again.
    """
    token = lock_row(ApiToken.objects.filter(pk=request.token.pk))
    fingerprint = fingerprint_of(request)
    known = StoredAnswer.objects.filter(token=token, key=key).first()
    if known is not None:
        return replay(known, fingerprint)
    answer = work()
    if 200 <= answer.status_code < 300:
        keep_answer(token, key, fingerprint, answer, at=timezone.now())
    return answer


def token_view(scope: str) -> Callable[[View], View]:
    """A plain view for programs: a bearer token with this scope, else problem+json."""
    door = TokenDoor(scope)

    def check(request: HttpRequest, **route: Any) -> HttpResponseBase | None:
        try:
            found = door(request)
        except Refused as refused:
            return refusal(refused)
        return None if found else problem(401, "unauthorized", api_words.NO_TOKEN)

    return open_door(door.door, check)
