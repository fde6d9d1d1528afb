"""The mail that offers a free place to the first in line."""

from datetime import datetime

from parvis.companies.models import Contact
from parvis.core.actor import Actor
from parvis.core.links import absolute
from parvis.core.navigation import find_url
from parvis.outbox.actions import send_later
from parvis.outbox.layout import compose
from parvis.sales.models import PlaceRequest, Quote


def contact_for(request: PlaceRequest) -> Contact | None:
    """Whom to write to: the contact of the latest quote, else the company's first who did not ask us to stop."""
    quotes = Quote.objects.filter(exhibitor=request.exhibitor_id, contact__in=Contact.objects.active())
    if quote := quotes.select_related("contact").order_by("-pk").first():
        return quote.contact
    return Contact.objects.active().filter(company=request.company).exclude(email="").order_by("pk").first()


def mail_place(request: PlaceRequest, *, by: Actor, at: datetime) -> None:
    """Nobody is written to when the company has no contact: the team calls."""
    contact = contact_for(request)
    if contact is None:
        return
    edition = request.package.edition
    link = absolute(find_url("website:contact", "") or "/")
    context = {"contact": contact, "edition": edition, "wish": request, "link": link, "sender_name": edition.name}
    send_later(
        kind="place_kept",
        cause=f"place_kept:{request.pk}",
        to=contact.email,
        to_name=contact.full_name,
        draft=compose("sales/mail/place_kept", context, contact.language),
        about=request,
        by=by,
        at=at,
    )
