"""Whether a company takes part in an edition, what it may have, and who signs in for it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from parvis.accounts.actions import ensure_user
from parvis.accounts.models import normal_email
from parvis.companies.models import Company, Contact
from parvis.core.actor import Actor
from parvis.core.locks import lock_row
from parvis.editions.history import PERSONAL, record
from parvis.editions.models import Edition
from parvis.exhibitors import signals
from parvis.exhibitors.models import Entitlement, Exhibitor, Representative

Status = Exhibitor.Status


@transaction.atomic
def ensure_exhibitor(company: Company, edition: Edition, *, by: Actor, at: datetime) -> Exhibitor:
    """The company in this edition: prospective when new, and again after a withdrawal."""
    row, is_new = Exhibitor.objects.get_or_create(company=company, edition=edition, defaults={"created_at": at})
    if is_new:
        record("exhibitor.created", row, by=by, at=at, edition=edition, changes={"company": [None, company.name]})
    elif row.status == Status.WITHDRAWN:
        _set_status(row, Status.PROSPECTIVE, by=by, at=at, verb="exhibitor.returned")
    return row


@transaction.atomic
def confirm_exhibitor(exhibitor: Exhibitor, *, by: Actor, at: datetime) -> None:
    """The contract is signed: the exhibitor counts from now on. Doing it twice is doing it once."""
    row = lock_row(Exhibitor.objects.filter(pk=exhibitor.pk))
    if row.status == Status.CONFIRMED:
        return
    _set_status(row, Status.CONFIRMED, by=by, at=at, verb="exhibitor.confirmed")
    signals.exhibitor_confirmed.send(sender=Exhibitor, exhibitor=row, by=by, at=at)
    exhibitor.refresh_from_db()


@transaction.atomic
def withdraw_exhibitor(exhibitor: Exhibitor, *, by: Actor, at: datetime) -> None:
    """The company does not come. Doing it twice is doing it once."""
    row = lock_row(Exhibitor.objects.filter(pk=exhibitor.pk))
    if row.status == Status.WITHDRAWN:
        return
    _set_status(row, Status.WITHDRAWN, by=by, at=at, verb="exhibitor.withdrawn")
    signals.exhibitor_withdrawn.send(sender=Exhibitor, exhibitor=row, by=by, at=at)
    exhibitor.refresh_from_db()


def _set_status(row: Exhibitor, status: Status, *, by: Actor, at: datetime, verb: str) -> None:
    changes = {"status": [row.status, status.value]}
    row.status = status
    row.confirmed_at = at if status == Status.CONFIRMED else row.confirmed_at
    row.withdrawn_at = at if status == Status.WITHDRAWN else None
    row.save(update_fields=["status", "confirmed_at", "withdrawn_at"])
    record(verb, row, by=by, at=at, edition=row.edition, changes=changes)


@transaction.atomic
def grant_entitlements(
    exhibitor: Exhibitor, quantities: Mapping[str, int], *, source: str, by: Actor, at: datetime
) -> None:
    """What this source (a contract's number) gives: {kind: quantity}. Said again, the last word holds."""
    for kind, quantity in quantities.items():
        if quantity:
            Entitlement.objects.update_or_create(
                exhibitor=exhibitor, kind=kind, source=source, defaults={"quantity": quantity}
            )
    changes = {str(kind): [None, quantity] for kind, quantity in quantities.items() if quantity}
    record("entitlement.granted", exhibitor, by=by, at=at, edition=exhibitor.edition, changes=changes)


@transaction.atomic
def revoke_entitlements(exhibitor: Exhibitor, *, source: str, by: Actor, at: datetime) -> None:
    """Take back all that this source gave; nothing happens when it gave nothing."""
    given = Entitlement.objects.filter(exhibitor=exhibitor, source=source)
    changes = {kind: [quantity, None] for kind, quantity in given.values_list("kind", "quantity")}
    if changes:
        given.delete()
        record("entitlement.revoked", exhibitor, by=by, at=at, edition=exhibitor.edition, changes=changes)


@transaction.atomic
def ensure_representative(exhibitor: Exhibitor, contact: Contact, *, by: Actor, at: datetime) -> Representative:
    """The contact as somebody who signs in for the exhibitor, with a user; made once, however often it is asked."""
    email = normal_email(contact.email)
    user = ensure_user(email, first_name=contact.first_name, last_name=contact.last_name, language=contact.language)
    if contact.user_id != user.pk:
        contact.user = user
        contact.save(update_fields=["user"])
    row, is_new = Representative.objects.active().get_or_create(
        exhibitor=exhibitor,
        email=email,
        defaults={
            "user": user,
            "contact": contact,
            "first_name": contact.first_name,
            "last_name": contact.last_name,
            "phone": contact.phone,
            "job_title": contact.job_title,
            "is_on_site": contact.is_on_site,
            "created_at": at,
        },
    )
    if row.user_id != user.pk:
        row.user = user
        row.save(update_fields=["user"])
    if is_new:
        record("representative.added", row, by=by, at=at, edition=exhibitor.edition, changes={"email": PERSONAL})
    return row
