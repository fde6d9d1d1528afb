"""A company: made, changed, put away, brought back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.companies.actions.lock import lock_companies
from parvis.companies.actions.sectors import kept_sector
from parvis.companies.identifiers import NUMBERS, check_numbers
from parvis.companies.models import Company
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.locks import lock_row, refuse_changed
from parvis.editions.history import difference, record
from parvis.editions.models import Edition


@transaction.atomic
def create_company(*, edition: Edition | None = None, by: Actor, at: datetime, **fields: Any) -> Company:
    """A company nobody has written down yet. Its numbers are cleaned; wrong ones and a known SIREN are refused."""
    lock_companies()
    fields |= _sector_of(fields)
    company = Company(created_at=at, **fields)
    _check(company)
    company.save()
    record("company.created", company, by=by, at=at, edition=edition, changes={"name": [None, company.name]})
    return company


@transaction.atomic
def change_company(
    company: Company,
    *,
    edition: Edition | None = None,
    is_still: Callable[[Company], bool] | None = None,
    by: Actor,
    at: datetime,
    **fields: Any,
) -> None:
    """Change what we know of it; nothing is recorded when nothing changes.

    `is_still` says whether the row is what the caller saw; when it is not, the change is refused.
    """
    lock_companies()
    fields |= _sector_of(fields)
    row = lock_row(Company.objects.filter(pk=company.pk))
    refuse_changed(row, is_still)
    before = {field: getattr(row, field) for field in (*fields, *NUMBERS, "iban")}
    for field, value in fields.items():
        setattr(row, field, value)
    _check(row)
    after = {field: getattr(row, field) for field in before}
    changes = difference(Company(**before), after)
    if changes:
        row.save()
        record("company.changed", row, by=by, at=at, edition=edition, changes=changes)
    company.refresh_from_db()


@transaction.atomic
def archive_company(company: Company, *, edition: Edition | None = None, by: Actor, at: datetime) -> None:
    """Put it away: lists no longer show it, its past stays. Doing it twice is doing it once."""
    _set_archived(company, at, edition=edition, by=by, at=at)


@transaction.atomic
def restore_company(company: Company, *, edition: Edition | None = None, by: Actor, at: datetime) -> None:
    """Bring an archived company back; a merged one comes back by undoing the merge."""
    if company.merged_into_id is not None:
        raise Refused(_("%(name)s was merged: undo the merge instead.") % {"name": company.name}, code="merged")
    _set_archived(company, None, edition=edition, by=by, at=at)


def _set_archived(
    company: Company, moment: datetime | None, *, edition: Edition | None, by: Actor, at: datetime
) -> None:
    row = lock_row(Company.objects.filter(pk=company.pk))
    if (row.archived_at is None) == (moment is None):
        return
    row.archived_at = company.archived_at = moment
    row.save(update_fields=["archived_at"])
    record("company.archived" if moment else "company.restored", row, by=by, at=at, edition=edition)


def _sector_of(fields: dict[str, Any]) -> dict[str, str]:
    """The sector by its name in the list, which it joins when it is new."""
    return {"sector": kept_sector(fields["sector"])} if "sector" in fields else {}


def _check(company: Company) -> None:
    """Clean the numbers in place. Raises Refused with the first sentence that says what is wrong."""
    given = {field: getattr(company, field) for field in (*NUMBERS, "iban", "country")}
    cleaned, problems = check_numbers(given)
    for sentence in problems.values():
        raise Refused(sentence, code="bad_number")
    for field, number in cleaned.items():
        setattr(company, field, number)
    if company.parent is not None:
        _check_parent(company, company.parent)
    elif company.siren:
        _check_siren_once(company)


def _check_parent(company: Company, parent: Company) -> None:
    is_above = Company.objects.filter(parent=company.pk).exclude(parent=None).exists()
    if parent.pk == company.pk or parent.parent_id is not None or is_above:
        raise Refused(_("A division belongs to a company that is no division itself."), code="bad_parent")


def _check_siren_once(company: Company) -> None:
    other = Company.objects.filter(siren=company.siren, parent=None, merged_into=None).exclude(pk=company.pk).first()
    if other is not None:
        words = {"name": other.name, "siren": company.siren}
        raise Refused(
            _("%(name)s already has the SIREN %(siren)s. Open it, or say that this one is its division.") % words,
            code="siren_taken",
        )
