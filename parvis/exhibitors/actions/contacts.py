"""Contacts of a company who are let into the space of its exhibitor."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.companies.models import Contact
from parvis.core.actor import Actor
from parvis.core.errors import Refused, naming
from parvis.exhibitors.actions.people import invite_representative
from parvis.exhibitors.actions.standing import ensure_representative
from parvis.exhibitors.models import Exhibitor, Representative


@transaction.atomic
def invite_contact(exhibitor: Exhibitor, contact: Contact, *, by: Actor, at: datetime) -> Representative:
    """Open the exhibitor’s space to one of the company’s contacts, and write to them."""
    row = ensure_representative(exhibitor, contact, by=by, at=at)
    invite_representative(row, language=contact.language, by=by, at=at)
    return row


@transaction.atomic
def invite_contacts(exhibitors: Iterable[Exhibitor], *, by: Actor, at: datetime) -> int:
    """Invite the contacts of all these who are not in yet, or none; answers how many mails go out.

    Raises Refused, naming the company, for one that has withdrawn or has nobody to write to.
    """
    count = 0
    for exhibitor in sorted(exhibitors, key=lambda row: row.pk):
        with naming(exhibitor):
            for contact in _not_in_yet(exhibitor):
                invite_contact(exhibitor, contact, by=by, at=at)
                count += 1
    return count


def _not_in_yet(exhibitor: Exhibitor) -> list[Contact]:
    if exhibitor.status == Exhibitor.Status.WITHDRAWN:
        raise Refused(_("This company has withdrawn."))
    listed = set(exhibitor.representatives.filter(removed_at=None).values_list("email", flat=True))
    contacts = list(Contact.objects.active().filter(company=exhibitor.company_id).order_by("pk"))
    if not contacts and not listed:
        raise Refused(_("There is no contact to write to."))
    return [contact for contact in contacts if contact.email not in listed]
