"""An extract of the official register fills what nobody typed."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.companies.actions.lock import lock_companies
from parvis.companies.models import Company
from parvis.companies.register import KIND, Enrichment, entries_of, plan_enrichment, read_register, write_enrichment
from parvis.core import waiting_files
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.core.text import clean_line
from parvis.editions.history import record
from parvis.editions.models import Edition, FileImport

State = FileImport.State


@transaction.atomic
def keep_register(data: bytes, name: str, *, edition: Edition, by: Actor, at: datetime) -> FileImport:
    """Keep a readable extract until somebody brings it in or drops it."""
    table = read_register(data, name)
    kept = FileImport.objects.create(
        edition=edition,
        kind=KIND,
        name=clean_line(name)[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        path=waiting_files.keep(data),
        created_at=at,
        rows_count=len(table.rows),
    )
    record("file_import.received", kept, by=by, at=at, edition=edition, changes={"name": [None, kept.name]})
    return kept


def planned_enrichment(kept: FileImport) -> list[Enrichment]:
    """What the waiting extract would change now."""
    table = read_register(waiting_files.read(kept.path), kept.name)
    return plan_enrichment(entries_of(table), list(Company.objects.active().order_by("name_folded", "pk")))


@transaction.atomic
def run_register(kept: FileImport, *, by: Actor, at: datetime) -> int:
    """Fill the blanks; returns of how many companies. All of it or nothing; a second time does nothing."""
    lock_companies()
    row = lock_row(FileImport.objects.filter(pk=kept.pk))
    if row.state != State.PREVIEW:
        raise Refused(_("This file was brought in, or dropped."), code="done")
    filled = [one for one in planned_enrichment(row) if one.filled]
    for one in filled:
        changes = write_enrichment(one)
        one.company.save()
        record("company.enriched", one.company, by=by, at=at, edition=row.edition, changes=changes)
    path, row.state, row.path, row.done_count = row.path, State.DONE, "", row.rows_count
    row.result = {"updated": len(filled)}
    row.save(update_fields=["state", "path", "done_count", "result"])
    transaction.on_commit(lambda: waiting_files.drop(path))
    kept.refresh_from_db()
    return len(filled)
