"""What people may do with what we keep about them: see it, correct it, object, take the objection back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.accounts.models import normal_email
from parvis.companies import tasks
from parvis.companies.actions.contact import change_contact
from parvis.companies.actions.lock import lock_companies
from parvis.companies.models import Contact, Objection, address_hash
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.editions.history import record
from parvis.outbox.actions import lift_suppression, suppress_address
from parvis.outbox.models import Suppression


@transaction.atomic
def ask_own_link(email: str, *, at: datetime) -> None:
    """Have the personal link mailed to an address we know, once an hour at most.

    Known or not, the same is done here, so that no clock tells which: the worker writes the mail, or finds nobody.
    An address we do not know is kept nowhere.
    """
    known = Contact.objects.filter(email=normal_email(email)).order_by("pk").values_list("pk", flat=True).first()
    tasks.mail_own_link.enqueue(known or 0, f"{at:%Y%m%d%H}")


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
