"""Two companies become one, and within thirty days two again."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.companies.actions.lock import lock_companies
from parvis.companies.merging import (
    CONTACT_FIELDS,
    OPPORTUNITY_FIELDS,
    UNDO_DAYS,
    blanks,
    pairs_of,
    plan_merge,
    rows_to_move,
)
from parvis.companies.models import Company, CompanyMerge, Contact, Opportunity
from parvis.companies.signals import company_merged, merge_undone
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.editions.history import KEEP_DAYS, record
from parvis.editions.models import Edition

OWN = {model._meta.label_lower: model for model in (Contact, Opportunity)}
FLAGS = ("is_billing", "is_signatory", "is_on_site")


@transaction.atomic
def merge_companies(
    gone: Company, *, into: Company, edition: Edition | None = None, by: Actor, at: datetime
) -> CompanyMerge:
    """`gone` is put away; its rows and those of higher apps move to `into`, whose blanks it fills. None is deleted."""
    lock_companies()
    kept, gone_row = _lock_pair(into.pk, gone.pk)
    plan = plan_merge(gone_row, kept)
    for sentence in plan.hindrances:
        raise Refused(sentence, code="cannot_merge")
    merge = CompanyMerge(kept=kept, gone=gone_row, was_archived_at=gone_row.archived_at, merged_at=at)
    merge.keep_until = at.date() + timedelta(days=KEEP_DAYS)
    gone_row.merged_into, gone_row.archived_at = kept, gone_row.archived_at or at
    gone_row.save(update_fields=["merged_into", "archived_at"])
    merge.filled = _fill(kept, gone_row, plan.filled)
    merge.moved = _move(gone_row, kept)
    for _receiver, moved in company_merged.send(Company, kept=kept, gone=gone_row, by=by, at=at):
        merge.moved |= moved
    merge.save()
    words: dict[str, list[Any]] = {"merged": [gone_row.name, kept.name]}
    record("company.merged", kept, by=by, at=at, edition=edition, changes=words)
    record("company.merged_away", gone_row, by=by, at=at, edition=edition, changes=words)
    return merge


def _lock_pair(kept: int, gone: int) -> tuple[Company, Company]:
    """Locked by key, whichever is which: two merges, each the other way round, never wait for each other."""
    rows = {key: lock_row(Company.objects.filter(pk=key)) for key in sorted({kept, gone})}
    return rows[kept], rows[gone]


def _move(gone: Company, kept: Company) -> dict[str, list[int]]:
    moved: dict[str, list[int]] = {}
    for label, rows in rows_to_move(gone, kept).items():
        moved[label] = list(rows.order_by("pk").values_list("pk", flat=True))
        rows.model._default_manager.filter(pk__in=moved[label]).update(company=kept)
    divisions = Company.objects.filter(parent=gone)
    moved["division"] = list(divisions.order_by("pk").values_list("pk", flat=True))
    divisions.update(parent=kept)
    return {label: keys for label, keys in moved.items() if keys}


def _fill(kept: Company, gone: Company, filled: dict[str, Any]) -> dict[str, Any]:
    """Fill blanks; returns what stood there before, so that it can be taken back. Personal values are not kept."""
    before = {name: getattr(kept, name) for name in filled}
    for name, value in filled.items():
        setattr(kept, name, value)
    kept.save()
    people, places = pairs_of(gone, kept)
    return {
        "company": {name: [_plain(before[name]), _plain(value)] for name, value in filled.items()},
        "contacts": [_fill_contact(mine, theirs) for mine, theirs in people],
        "opportunities": [_fill_opportunity(mine, theirs) for mine, theirs in places],
    }


def _fill_contact(mine: Contact, theirs: Contact) -> dict[str, Any]:
    given = blanks(mine, theirs, (*CONTACT_FIELDS, *FLAGS, "user_id"))
    for name, value in given.items():
        setattr(mine, name, value)
    mine.save()
    return {"kept": mine.pk, "gone": theirs.pk, "fields": sorted(given)}


def _fill_opportunity(mine: Opportunity, theirs: Opportunity) -> dict[str, Any]:
    given = blanks(mine, theirs, OPPORTUNITY_FIELDS)
    for name, value in given.items():
        setattr(mine, name, value)
    mine.save()
    return {"kept": mine.pk, "gone": theirs.pk, "fields": sorted(given)}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


@transaction.atomic
def undo_merge(merge: CompanyMerge, *, edition: Edition | None = None, by: Actor, at: datetime) -> None:
    """Two companies again: what moved moves back, what was filled and not changed since is blank again."""
    lock_companies()
    row = lock_row(CompanyMerge.objects.filter(pk=merge.pk))
    kept, gone = _lock_pair(row.kept_id, row.gone_id)
    _check_undo(row, kept, at)
    for name, (before, after) in row.filled["company"].items():
        if _plain(getattr(kept, name)) == after:
            setattr(kept, name, before)
    kept.save()
    gone.merged_into, gone.archived_at = None, row.was_archived_at
    _check_numbers_free(gone)
    gone.save(update_fields=["merged_into", "archived_at"])
    _empty_again(Contact, row.filled["contacts"])
    _empty_again(Opportunity, row.filled["opportunities"])
    _move_back(row, gone, kept)
    merge_undone.send(Company, kept=kept, gone=gone, moved=row.moved, by=by, at=at)
    row.undone_at = at
    row.save(update_fields=["undone_at"])
    words: dict[str, list[Any]] = {"merged": [kept.name, gone.name]}
    record("company.unmerged", kept, by=by, at=at, edition=edition, changes=words)
    record("company.unmerged", gone, by=by, at=at, edition=edition, changes=words)


def _check_undo(row: CompanyMerge, kept: Company, at: datetime) -> None:
    if row.undone_at is not None:
        raise Refused(_("This merge is undone already."), code="undone")
    if at > row.merged_at + timedelta(days=UNDO_DAYS):
        raise Refused(_("A merge can be undone for %(n)s days; they have passed.") % {"n": UNDO_DAYS}, code="too_late")
    if kept.merged_into_id is not None:
        raise Refused(_("%(name)s was merged itself since: undo that first.") % {"name": kept.name})


def _check_numbers_free(gone: Company) -> None:
    others = Company.objects.filter(siren=gone.siren, parent=None, merged_into=None).exclude(pk=gone.pk)
    if gone.siren and gone.parent_id is None and others.exists():
        raise Refused(_("Another company has its SIREN %(n)s by now.") % {"n": gone.siren}, code="siren_taken")


def _move_back(row: CompanyMerge, gone: Company, kept: Company) -> None:
    """Rows that are still there and still the kept company's."""
    for label, rows in rows_to_move(kept, gone).items():
        rows.model._default_manager.filter(pk__in=row.moved.get(label, []), company=kept).update(company=gone)
    Company.objects.filter(pk__in=row.moved.get("division", []), parent=kept).update(parent=gone)


def _empty_again(model: type[Contact] | type[Opportunity], pairs: list[dict[str, Any]]) -> None:
    """A field that still holds what the other row gave is as it was: blank."""
    for pair in pairs:
        mine = model._default_manager.filter(pk=pair["kept"]).first()
        theirs = model._default_manager.filter(pk=pair["gone"]).first()
        if mine is None or theirs is None:
            continue
        same = [name for name in pair["fields"] if getattr(mine, name) == getattr(theirs, name)]
        for name in same:
            field: Any = model._meta.get_field(name.removesuffix("_id"))
            setattr(mine, name, None if field.null else field.get_default())
        mine.save()
