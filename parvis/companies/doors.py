"""The door of a contact's personal link: whoever holds the link, for as long as it lasts."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from parvis.accounts.doors import client_ip
from parvis.companies.models import Contact
from parvis.companies.own_data import contact_behind
from parvis.core.actor import Actor, ActorKind
from parvis.core.doors import View, open_door


class ContactRequest(HttpRequest):
    """A request behind a personal link: the contact it was mailed to, and who acts."""

    contact: Contact
    actor: Actor
    token: str


def contact_view(view: View) -> View:
    """No session, no account: the link is the key, and it opens one person's own data only."""

    def check(request: HttpRequest, **route: Any) -> HttpResponseBase | None:
        contact = contact_behind(route["token"], at=timezone.now())
        if contact is None:
            return render(request, "companies/own_data_closed.html", status=404)
        request.contact, request.token = contact, route["token"]  # type: ignore[attr-defined]
        request.actor = Actor(ActorKind.SIGNER, f"contact-{contact.pk}", contact.full_name, client_ip(request))  # type: ignore[attr-defined]
        return None

    def without_token(request: ContactRequest, *args: Any, token: str = "", **route: Any) -> HttpResponseBase:
        response = view(request, *args, **route)
        # The address itself is the secret; `no-referrer` makes browsers send `Origin: null`, refused as forged.
        response["Referrer-Policy"] = "strict-origin"
        response["Cache-Control"] = "no-store"
        return response

    without_token.__name__ = view.__name__
    without_token.__doc__ = view.__doc__
    return open_door("public", check)(without_token)
