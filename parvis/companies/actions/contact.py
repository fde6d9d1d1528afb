"""The people at a company, and what was said with them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.accounts.models import User, normal_email
from parvis.companies.actions.lock import lock_companies
from parvis.companies.models import Company, Contact, Interaction, Objection, address_hash
from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.locks import lock_row, refuse_changed
from parvis.editions.history import PERSONAL, difference, record
from parvis.editions.models import Edition

PERSONAL_FIELDS = frozenset({"first_name", "last_name", "email", "phone", "job_title"})


@transaction.atomic
def add_contact(
    company: Company, *, email: str, edition: Edition | None = None, by: Actor, at: datetime, **fields: Any
) -> Contact:
    """One more person at the company, known by a mail address."""
    lock_companies()
    lock_row(Company.objects.filter(pk=company.pk))
    email = _free_address(company, email)
    contact = Contact.objects.create(company=company, email=email, created_at=at, **fields)
    record("contact.added", contact, by=by, at=at, edition=edition, changes={"email": PERSONAL})
    return contact


@transaction.atomic
def change_contact(
    contact: Contact,
    *,
    edition: Edition | None = None,
    verb: str = "contact.changed",
    is_still: Callable[[Contact], bool] | None = None,
    by: Actor,
    at: datetime,
    **fields: Any,
) -> None:
    """Change what we know of a person; history keeps the names of the fields, not what they held.

    `is_still` says whether the row is what the caller saw; when it is not, the change is refused.
    """
    lock_companies()
    lock_row(Company.objects.filter(pk=contact.company_id))
    row = lock_row(Contact.objects.filter(pk=contact.pk))
    refuse_changed(row, is_still)
    if "email" in fields and normal_email(fields["email"]) != row.email:
        fields["email"] = _free_address(row.company, fields["email"], but=row)
    changes = difference(row, fields, personal=PERSONAL_FIELDS)
    if not changes:
        return
    for field, value in fields.items():
        setattr(row, field, value)
    row.save()
    record(verb, row, by=by, at=at, edition=edition, changes=changes)
    contact.refresh_from_db()


def _free_address(company: Company, email: str, *, but: Contact | None = None) -> str:
    address = normal_email(email)
    other = Contact.objects.filter(company=company, email=address).first()
    if other is not None and other != but:
        raise Refused(
            _("%(name)s already has this address at this company.") % {"name": other.full_name}, code="known_address"
        )
    if Objection.objects.filter(address_hash=address_hash(address)).exists():
        raise Refused(_("The owner of this address asked us to write no more."), code="objected")
    return address


@transaction.atomic
def note_interaction(
    company: Company,
    *,
    kind: str,
    body: str,
    author: User,
    edition: Edition,
    contact: Contact | None = None,
    by: Actor,
    at: datetime,
) -> Interaction:
    """Keep what was said; a call, mail or meeting is the company's last contact from now on."""
    if contact is not None and contact.company_id != company.pk:
        raise Refused(_("This person is a contact of another company."))
    noted = Interaction.objects.create(
        company=company, contact=contact, edition=edition, author=author, kind=kind, body=body, at=at
    )
    row = lock_row(Company.objects.filter(pk=company.pk))
    day = local_date(at)
    if kind != Interaction.Kind.NOTE and (row.last_contact_on is None or row.last_contact_on < day):
        row.last_contact_on = company.last_contact_on = day
        row.save(update_fields=["last_contact_on"])
    record("interaction.noted", company, by=by, at=at, edition=edition, changes={"kind": [None, kind]})
    return noted
