"""Did this session prove a second factor, and does this person have one?

What a session proved is kept in the session itself (allauth's authentication records), so asking costs no query.
"""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from parvis.accounts.models import User

KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
GO_ON_KEY = "second_factor_for"  # the page that asked for a second factor, to go on to afterwards


def has_proved(request: HttpRequest) -> bool:
    """This session showed a passkey, a code of an app or a recovery code; no query."""
    return any(record["method"] == "mfa" for record in records_of(request))


def proved_since(request: HttpRequest, moment: datetime) -> bool:
    """This session showed a second factor after that moment: for what binds others, once a session is not enough."""
    return any(record["method"] == "mfa" and record["at"] >= moment.timestamp() for record in records_of(request))


def records_of(request: HttpRequest) -> list[dict[str, Any]]:
    """How this session's user proved who they are, oldest first."""
    return list(get_authentication_records(request, request.user))


def has_one(user: User) -> bool:
    """The person has a passkey or an app; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=user, type__in=KINDS).exists())


def note_proof(request: HttpRequest, user: User, kind: str) -> None:
    """Somebody who has just set up a factor has proved it."""
    record_authentication(request, user, "mfa", type=kind, reauthenticated=True)


def forget_proof(request: HttpRequest) -> None:
    """The last factor is gone: what this session proved with it counts no more."""
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record for record in records if record.get("method") != "mfa"
    ]


def ask_second_factor(request: HttpRequest, user: User) -> HttpResponse:
    """Send a person to prove their second factor, or to set one up, and back here afterwards."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    here = request.get_full_path() if request.method == "GET" else reverse(settings.LOGIN_REDIRECT_URL)
    request.session[GO_ON_KEY] = here
    if not has_one(user):
        return redirect("mfa_index")
    proofs = [way["url"] for way in get_adapter().get_reauthentication_methods(user) if way["id"] != "reauthenticate"]
    return redirect(f"{proofs[0]}?{urlencode({'next': here})}")
