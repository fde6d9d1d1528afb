"""A file of companies: looked at, brought in by chunks that each stand or fall whole, or dropped."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.companies.actions.lock import lock_companies
from parvis.companies.actions.sectors import learn_sectors
from parvis.companies.actions.stages import ensure_stages
from parvis.companies.import_columns import KIND, read_companies
from parvis.companies.import_plan import Fate, PlannedRow, Planner, known_companies
from parvis.companies.import_result import count_rows, rejects_of, result_from
from parvis.companies.models import Company, Contact, HeldRow, Opportunity
from parvis.core import waiting_files
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.imports import ImportResult, TableFile
from parvis.core.locks import lock_row
from parvis.core.text import clean_line
from parvis.editions.history import record, refuse_closed
from parvis.editions.models import Edition, FileImport

CHUNK = 500
State = FileImport.State


def import_companies(
    data: bytes, name: str, *, edition: Edition | None, dry_run: bool, by: Actor, at: datetime
) -> ImportResult:
    """The whole way from bytes to companies; a dry run says the same and writes nothing."""
    refuse_closed(edition)
    if not dry_run:
        return run_import(preview_import(data, name, edition=edition, by=by, at=at), by=by, at=at)
    table = read_companies(data, name)
    result = ImportResult(notes=list(table.notes), rejects=rejects_of(table))
    count_rows(result, Planner(table, known_companies(), at=at).plan(table.rows))
    return result


@transaction.atomic
def preview_import(data: bytes, name: str, *, edition: Edition | None, by: Actor, at: datetime) -> FileImport:
    """Keep a readable file until somebody brings it in or drops it. Raises Refused for any other file."""
    table = read_companies(data, name)
    file_import = FileImport.objects.create(
        edition=edition,
        kind=KIND,
        name=clean_line(name)[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        path=waiting_files.keep(data),
        created_at=at,
        rows_count=len(table.rows),
    )
    record(
        "file_import.received", file_import, by=by, at=at, edition=edition, changes={"name": [None, file_import.name]}
    )
    return file_import


def run_import(file_import: FileImport, *, by: Actor, at: datetime) -> ImportResult:
    """Bring in all rows without problems. Broken off, it goes on after the last whole chunk; done, it tells again."""
    file_import.refresh_from_db()
    if file_import.state == State.DROPPED:
        raise Refused(_("This file was dropped: send it again."))
    if file_import.state != State.DONE:
        table = read_companies(waiting_files.read(file_import.path), file_import.name)
        spoken_of: set[int] = set()
        while file_import.state != State.DONE:
            spoken_of = _bring_chunk(file_import, table, spoken_of, by=by, at=at)
            file_import.refresh_from_db()
    result = result_from(file_import.result)
    result.rejects = waiting_files.read(file_import.path) if file_import.path else b""
    return result


@transaction.atomic
def drop_import(file_import: FileImport, *, by: Actor, at: datetime) -> None:
    """Forget a file that was only looked at."""
    row = lock_row(FileImport.objects.filter(pk=file_import.pk))
    if row.state != State.PREVIEW:
        raise Refused(_("This file has been brought in: it cannot be dropped any more."))
    path, row.state, row.path = row.path, State.DROPPED, ""
    row.save(update_fields=["state", "path"])
    transaction.on_commit(lambda: waiting_files.drop(path))
    record("file_import.dropped", row, by=by, at=at, edition=row.edition)
    file_import.refresh_from_db()


@transaction.atomic
def _bring_chunk(
    file_import: FileImport, table: TableFile, spoken_of: set[int], *, by: Actor, at: datetime
) -> set[int]:
    """The next rows of the file, all or none of them; returns which companies the file spoke of so far."""
    lock_companies()
    row = lock_row(FileImport.objects.filter(pk=file_import.pk))
    if row.state not in {State.PREVIEW, State.RUNNING}:
        return spoken_of
    planner = Planner(table, known_companies(), at=at, spoken_of=spoken_of)
    if row.done_count and not spoken_of:  # somebody goes on with a broken import
        list(planner.plan(table.rows[: row.done_count]))
    planned = list(planner.plan(table.rows[row.done_count : row.done_count + CHUNK]))
    _write(planned, row, at=at)
    _take_down(row, planned, table, by=by, at=at)
    if row.state == State.DONE:
        _leave_rejects(row, table)
    return planner.spoken_of


def _take_down(row: FileImport, planned: Sequence[PlannedRow], table: TableFile, *, by: Actor, at: datetime) -> None:
    """Count the chunk, in the file's own row and in history."""
    chunk = ImportResult()
    count_rows(chunk, planned)
    so_far = result_from(row.result) if row.result else ImportResult(notes=list(table.notes))
    count_rows(so_far, planned)
    row.result = so_far.as_dict()
    row.done_count += len(planned)
    row.state = State.DONE if row.done_count == row.rows_count else State.RUNNING
    row.save(update_fields=["result", "done_count", "state"])
    counts = {name: [0, getattr(chunk, name)] for name in ("created", "updated", "unchanged")}
    counts |= {"duplicates": [0, len(chunk.duplicates)], "refused": [0, len(chunk.refused)]}
    rows = {"rows": [planned[0].number, planned[-1].number]}
    record("file_import.brought_in", row, by=by, at=at, edition=row.edition, changes=rows | counts)


def _write(planned: Sequence[PlannedRow], file_import: FileImport, *, at: datetime) -> None:
    """The companies first, so that what hangs on them finds their keys."""
    source = _("import %(name)s") % {"name": file_import.name}
    Company.objects.bulk_create([one.company for one in planned if one.fate is Fate.CREATE and one.company])
    learn_sectors(one.company.sector for one in planned if one.fate in {Fate.CREATE, Fate.UPDATE} and one.company)
    _save_changes(planned, source, at=at)
    _hold(planned, file_import)
    if file_import.edition is not None:
        _open_opportunities(planned, file_import.edition, at=at)


def _save_changes(planned: Sequence[PlannedRow], source: str, *, at: datetime) -> None:
    for one in planned:
        if one.fate is Fate.UPDATE and one.company and one.filled:
            one.company.save(update_fields=[*one.filled, "name_folded"])
        if one.contact and one.contact.pk and one.contact_filled and one.fate is Fate.UPDATE:
            one.contact.save(update_fields=[*one.contact_filled, "name_folded"])
    new = {id(one.contact): one.contact for one in planned if one.contact and not one.contact.pk}
    for contact in new.values():
        contact.source, contact.created_at = source[:120], at
    Contact.objects.bulk_create(new.values())


def _hold(planned: Sequence[PlannedRow], file_import: FileImport) -> None:
    """Keep rows that wait for a decision; one known from an older file moves to this one, where people look."""
    held = [one for one in planned if one.fate is Fate.HOLD and one.company]
    new = {one.fingerprint: one for one in held if one.waits}
    HeldRow.objects.bulk_create(
        HeldRow(
            file_import=file_import,
            company=one.company,
            matched_by=one.by,
            row_number=one.number,
            values=one.values,
            fingerprint=one.fingerprint,
        )
        for one in new.values()
    )
    known = [one.fingerprint for one in held if one.waited]
    HeldRow.objects.waiting().filter(fingerprint__in=known).update(file_import=file_import)


def _open_opportunities(planned: Sequence[PlannedRow], edition: Edition, *, at: datetime) -> None:
    first = ensure_stages(edition)[0]
    companies = {one.company.pk: one.company for one in planned if one.joins_edition and one.company}
    there = set(Opportunity.objects.in_edition(edition).values_list("company_id", flat=True))
    Opportunity.objects.bulk_create(
        Opportunity(company=company, edition=edition, stage=first, moved_at=at)
        for pk, company in companies.items()
        if pk not in there
    )


def _leave_rejects(row: FileImport, table: TableFile) -> None:
    """The file itself has done its work; the rows to correct stay in its place."""
    rejects, old = rejects_of(table), row.path
    row.path = waiting_files.keep(rejects) if rejects else ""
    row.save(update_fields=["path"])
    transaction.on_commit(lambda: waiting_files.drop(old))
