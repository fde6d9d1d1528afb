"""A row of a file that looks like a company we have: a person says whether it is."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.companies.actions.apart import tell_apart
from parvis.companies.actions.lock import lock_companies
from parvis.companies.actions.opportunity import ensure_opportunity
from parvis.companies.actions.sectors import learn_sectors
from parvis.companies.gaps import company_gaps, contact_gaps, new_company, new_contact
from parvis.companies.import_plan import PERSON_FIELDS
from parvis.companies.models import Company, Contact, HeldRow, Interest, Objection, address_hash
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.editions.history import PERSONAL, record
from parvis.editions.models import Edition


@transaction.atomic
def decide_held_row(held: HeldRow, *, is_same: bool, by: Actor, at: datetime) -> Company:
    """The same company: the row fills what is blank and adds its contact. Another one: it is made.

    Another company of the same SIREN is a division of the first. Returns the company the row went into.
    """
    lock_companies()
    row = lock_row(HeldRow.objects.filter(pk=held.pk))
    if row.decision:
        raise Refused(_("Somebody has decided about this row already."), code="decided")
    edition = row.file_import.edition if row.file_import else row.edition
    source = _("interest form") if row.edition else ""
    if row.file_import:
        source = _("import %(name)s") % {"name": row.file_import.name}
    if Objection.objects.filter(address_hash=address_hash(row.values.get("email") or "")).exists():
        row.values |= dict.fromkeys(PERSON_FIELDS, "")
    company = _complete(row, source, edition, by, at) if is_same else _make_other(row, source, edition, by, at)
    learn_sectors([company.sector])
    if not is_same:
        tell_apart(company, other=row.company, edition=edition, by=by, at=at)
    if edition is not None and company.archived_at is None:
        ensure_opportunity(company, edition, by=by, at=at)
    Interest.objects.filter(held_row=row, company=None).update(company=company)
    row.decision = HeldRow.Decision.SAME if is_same else HeldRow.Decision.OTHER
    row.decided_at = at
    row.save(update_fields=["decision", "decided_at", "values"])
    changes: dict[str, list[Any]] = {"row": [None, row.row_number], "decision": ["", row.decision]}
    record("held_row.decided", company, by=by, at=at, edition=edition, changes=changes)
    held.refresh_from_db()
    return company


def _complete(row: HeldRow, source: str, edition: Edition | None, by: Actor, at: datetime) -> Company:
    company = lock_row(Company.objects.filter(pk=row.company_id))
    filled = company_gaps(company, row.values)
    if "siren" in filled and Company.objects.filter(siren=filled["siren"], parent=None, merged_into=None).exists():
        filled = {field: value for field, value in filled.items() if field not in {"siren", "siret", "vat_number"}}
    changes = {field: [getattr(company, field), value] for field, value in filled.items()}
    for field, value in filled.items():
        setattr(company, field, value)
    contact = Contact.objects.filter(company=company, email=row.values["email"]).first()
    known = contact_gaps(contact, row.values)
    if known:
        changes["contact"] = PERSONAL
        contact = contact or Contact(company=company, source=source[:120], created_at=at)
        for field, text in known.items():
            setattr(contact, field, text)
        contact.save()
    company.save()
    if changes:
        record("company.changed", company, by=by, at=at, edition=edition, changes=changes)
    return company


def _make_other(row: HeldRow, source: str, edition: Edition | None, by: Actor, at: datetime) -> Company:
    company = new_company(row.values, at=at)
    first = (
        Company.objects.filter(siren=company.siren, parent=None, merged_into=None).first() if company.siren else None
    )
    company.parent = first
    company.save()
    contact = new_contact(company, row.values)
    if contact is not None:
        contact.source, contact.created_at = source[:120], at
        contact.save()
    record("company.created", company, by=by, at=at, edition=edition, changes={"name": [None, company.name]})
    return company
