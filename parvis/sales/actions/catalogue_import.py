"""Bringing in a price list from a file."""

from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.imports import ImportResult
from parvis.editions.history import record, refuse_closed
from parvis.editions.models import Edition
from parvis.sales.actions.catalogue import save_option, save_package, save_rule
from parvis.sales.catalogue_file import CatalogueFile, Entry, read_catalogue
from parvis.sales.models import Option, Package, PriceRule
from parvis.sales.queries import at_prices_of


def import_catalogue(
    data: bytes, name: str, *, edition: Edition, dry_run: bool = False, by: Actor, at: datetime
) -> ImportResult:
    """Add and change what the file names; what it does not name stays. Twice the same file changes nothing more.

    With `dry_run` the answer is the same and nothing is kept.
    """
    refuse_closed(edition)
    found = read_catalogue(data, currency=edition.currency)
    with transaction.atomic():
        _bring_all_in(found, name, edition, dry_run=dry_run, by=by, at=at)
    found.result.refused.sort(key=lambda problem: problem["row"])
    return found.result


def _bring_all_in(found: CatalogueFile, name: str, edition: Edition, *, dry_run: bool, by: Actor, at: datetime) -> None:
    """Write every entry and count what became of it; undone at the end of the block when this is a trial."""
    result = found.result
    for entry in found.entries:
        try:
            fate = _bring_in(entry, edition, by=by, at=at)
        except Refused as problem:
            result.refused.append({"row": entry.row, "column": problem.code, "reason": problem.message})
        else:
            setattr(result, fate, getattr(result, fate) + 1)
    if result.created or result.updated:
        counts = {"created": [0, result.created], "updated": [0, result.updated]}
        changes: dict[str, list[Any]] = {"file": [None, name], **counts}
        record("catalogue.imported", edition, by=by, at=at, edition=edition, changes=changes)
    transaction.set_rollback(dry_run)


def _bring_in(entry: Entry, edition: Edition, *, by: Actor, at: datetime) -> str:
    """Write one entry; answers created, updated or unchanged."""
    row = entry.model.objects.filter(edition=edition, **entry.key).first()
    if isinstance(row, Package | Option):
        at_prices_of([row], local_date(at))
    if row is not None and _says(row, entry):
        return "unchanged"
    target = row or entry.model(edition=edition)
    fields = entry.key | entry.fields
    if isinstance(target, Package):
        save_package(target, inclusions=entry.inclusions, by=by, at=at, **fields)
    elif isinstance(target, Option):
        save_option(target, by=by, at=at, **fields)
    else:
        save_rule(target, by=by, at=at, **fields)
    return "created" if row is None else "updated"


def _says(row: Package | Option | PriceRule, entry: Entry) -> bool:
    """Whether the row says already what the entry says."""
    inclusions = row.gives if isinstance(row, Package) else {}
    return inclusions == entry.inclusions and all(getattr(row, name) == value for name, value in entry.fields.items())
