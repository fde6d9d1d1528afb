"""The mails of the shop: a unit is kept, a request is refused. To the contact of the signed contract."""

from datetime import datetime

from django.urls import reverse

from parvis.core.actor import Actor
from parvis.core.links import absolute
from parvis.outbox.actions import send_later
from parvis.outbox.layout import compose
from parvis.sales.models import Contract, OptionRequest


def mail_kept(request: OptionRequest, *, by: Actor, at: datetime) -> None:
    """A unit came back and is kept for a few days."""
    _send("option_kept", request, by=by, at=at)


def mail_refused(request: OptionRequest, *, by: Actor, at: datetime) -> None:
    _send("option_refused", request, by=by, at=at)


def _send(kind: str, request: OptionRequest, *, by: Actor, at: datetime) -> None:
    """Nobody is written to when the contract was withdrawn meanwhile."""
    exhibitor = request.exhibitor
    contract = Contract.objects.signed().filter(exhibitor=exhibitor).select_related("quote__contact").first()
    if contract is None:
        return
    contact, edition = contract.quote.contact, exhibitor.edition
    link = absolute(reverse("sales:shop", args=[edition.slug]))
    context = {"contact": contact, "edition": edition, "wish": request, "link": link, "sender_name": edition.name}
    send_later(
        kind=kind,
        cause=f"{kind}:{request.pk}:{request.held_until or ''}",
        to=contact.email,
        to_name=contact.full_name,
        draft=compose(f"sales/mail/{kind}", context, contact.language),
        about=contract,
        by=by,
        at=at,
    )
