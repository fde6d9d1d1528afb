"""A company writes through the public form: it comes into the pipeline, or beside the one it looks like."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.companies.actions.lock import lock_companies
from parvis.companies.actions.opportunity import ensure_opportunity, move_opportunity, plan_next_step
from parvis.companies.actions.stages import ensure_stages
from parvis.companies.gaps import new_company, new_contact
from parvis.companies.import_columns import LABELS
from parvis.companies.import_plan import PERSON_FIELDS, fingerprint, without_person
from parvis.companies.matching import CompanyBook, Match
from parvis.companies.models import Company, Contact, HeldRow, Interest, Objection, Stage, address_hash
from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.links import absolute
from parvis.core.locks import lock_row
from parvis.editions.history import record, refuse_closed
from parvis.editions.models import Edition
from parvis.outbox.actions import send_later
from parvis.outbox.layout import compose

BLANK = dict.fromkeys((*(key for key in LABELS if key not in {"was_there", "contact"}), *PERSON_FIELDS), "")


class Wish(NamedTuple):
    """What they ask for: the package they look at, their words, and whether all is sold already."""

    package_name: str = ""
    message: str = ""
    is_waiting: bool = False
    language: str = "fr"


@transaction.atomic
def take_interest(edition: Edition, given: Mapping[str, str], wish: Wish, *, by: Actor, at: datetime) -> Interest:
    """Known without doubt: their contact is added, what we wrote stays. Alike: a person decides. New: it is made.

    Somebody who asked us to write no more is not written down again; their company is.
    """
    refuse_closed(edition)
    lock_companies()
    values = {**BLANK, **given}
    is_refused = Objection.objects.filter(address_hash=address_hash(values["email"])).exists()
    values = without_person(values, {address_hash(values["email"])} if is_refused else set())
    match = CompanyBook(Company.objects.all()).find(values)
    interest = Interest(edition=edition, name=values["name"], created_at=at)
    interest.package_name, interest.message, interest.is_waiting = wish.package_name, wish.message, wish.is_waiting
    if match is None or (match.is_same and match.company.archived_at is None):
        interest.company = _known(match, values, edition, wish, by=by, at=at)
        _put_in_pipeline(interest.company, edition, by=by, at=at)
    else:
        interest.held_row = _held(match, values, edition, at=at)
    interest.save()
    changes: dict[str, list[Any]] = {"package": [None, wish.package_name], "is_waiting": [None, wish.is_waiting]}
    record("interest.received", interest, by=by, at=at, edition=edition, changes=changes)
    _acknowledge(interest, given["email"], wish, by=by, at=at)
    return interest


def _known(
    match: Match | None, values: dict[str, str], edition: Edition, wish: Wish, *, by: Actor, at: datetime
) -> Company:
    company = match.company if match else new_company(values, at=at)
    if match is None:
        company.save()
        record("company.created", company, by=by, at=at, edition=edition, changes={"name": [None, company.name]})
    contact = new_contact(company, values)
    if contact and not Contact.objects.filter(company=company, email=contact.email).exists():
        contact.source, contact.created_at, contact.language = _("interest form"), at, wish.language
        contact.save()
        record("contact.added", contact, by=by, at=at, edition=edition, changes={"email": []})
    return company


def _put_in_pipeline(company: Company, edition: Edition, *, by: Actor, at: datetime) -> None:
    """They wait for an answer today; a lost company that writes again starts anew."""
    place = ensure_opportunity(company, edition, by=by, at=at)
    if place.stage.outcome == Stage.Outcome.LOST:
        move_opportunity(place, stage=ensure_stages(edition)[0], by=by, at=at)
    if place.stage.outcome == Stage.Outcome.OPEN and not place.next_step:
        plan_next_step(place, next_step=_("Answer their message"), next_step_on=local_date(at), by=by, at=at)


def _held(match: Match, values: dict[str, str], edition: Edition, *, at: datetime) -> HeldRow:
    """The row that waits; the same message again waits once."""
    mark = hashlib.sha256(f"interest-{edition.pk}-{fingerprint(values)}".encode()).hexdigest()
    known = HeldRow.objects.filter(fingerprint=mark).first()
    if known and not known.decision:
        return known
    if known:
        mark = hashlib.sha256(f"{mark}-{at.isoformat()}".encode()).hexdigest()
    return HeldRow.objects.create(
        edition=edition, company=match.company, matched_by=match.by, row_number=0, values=values, fingerprint=mark
    )


def _acknowledge(interest: Interest, email: str, wish: Wish, *, by: Actor, at: datetime) -> None:
    """One mail a day for an address, whatever the number of forms: it says what we keep and how to refuse."""
    context = {
        "interest": interest,
        "edition": interest.edition,
        "association": interest.edition.association,
        "own_data": absolute("/own-data/"),
    }
    draft = compose("companies/mail/interest", context, wish.language)
    cause = f"interest-{interest.edition_id}-{local_date(at):%Y%m%d}"
    send_later(kind="interest", cause=cause, to=email, draft=draft, about=interest, by=by, at=at)


@transaction.atomic
def answer_interest(interest: Interest, *, by: Actor, at: datetime) -> None:
    """Somebody took it in hand: it waits no longer. Doing it twice is doing it once."""
    row = lock_row(Interest.objects.filter(pk=interest.pk))
    if row.company_id is None:
        raise Refused(_("Decide first whether it is the company we have."), code="held")
    if row.answered_at is None:
        row.answered_at = at
        row.save(update_fields=["answered_at"])
        record("interest.answered", row, by=by, at=at, edition=row.edition)
    interest.refresh_from_db()
