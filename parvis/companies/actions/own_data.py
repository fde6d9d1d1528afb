"""What people may do with what we keep about them: see it, correct it, object, take the objection back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.accounts.models import normal_email
from parvis.companies.actions.contact import change_contact
from parvis.companies.actions.lock import lock_companies
from parvis.companies.models import Contact, Objection, address_hash
from parvis.companies.own_data import LINK_DAYS, own_data_link
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.editions.history import record
from parvis.editions.queries import association
from parvis.outbox.actions import lift_suppression, send_later, suppress_address
from parvis.outbox.layout import compose
from parvis.outbox.models import Suppression


@transaction.atomic
def send_own_link(email: str, *, by: Actor, at: datetime) -> None:
    """Mail the personal link to an address we know, once an hour at most; another address gets nothing."""
    contact = Contact.objects.filter(email=normal_email(email)).order_by("pk").first()
    if contact is None:
        return
    context = {
        "contact": contact,
        "link": own_data_link(contact, at=at),
        "days": LINK_DAYS,
        "association": association(),
    }
    draft = compose("companies/mail/own_data", context, contact.language)
    cause = f"own_data-{contact.pk}-{at:%Y%m%d%H}"
    send_later(kind="own_data", cause=cause, to=contact.email, draft=draft, about=contact, by=by, at=at)
    record("contact.link_sent", contact, by=by, at=at)


def correct_contact(contact: Contact, *, by: Actor, at: datetime, **fields: Any) -> None:
    """The person knows their own name, phone and role best."""
    change_contact(contact, verb="contact.corrected", by=by, at=at, **fields)


@transaction.atomic
def object_contact(contact: Contact, *, by: Actor, at: datetime) -> None:
    """Write no more to this address, wherever it stands and whichever file brings it back."""
    lock_companies()
    _objection, is_new = Objection.objects.get_or_create(address_hash=address_hash(contact.email), defaults={"at": at})
    Contact.objects.filter(email=contact.email, objected_at=None).update(objected_at=at)
    contact.refresh_from_db()
    if is_new:
        suppress_address(contact.email, reason=Suppression.Reason.OPT_OUT, by=by, at=at)
        record("contact.objected", contact, by=by, at=at)


@transaction.atomic
def welcome_contact(contact: Contact, *, by: Actor, at: datetime) -> None:
    """The person takes their objection back."""
    lock_companies()
    if not Objection.objects.filter(address_hash=address_hash(contact.email)).delete()[0]:
        raise Refused(_("Nothing keeps us from writing to you."))
    Contact.objects.filter(email=contact.email).update(objected_at=None)
    contact.refresh_from_db()
    lift_suppression(contact.email, reason=Suppression.Reason.OPT_OUT, by=by, at=at)
    record("contact.welcomed_back", contact, by=by, at=at)
