"""Bringing in a list of visitors: chunk after chunk, each one kept or undone as a whole; a broken import goes on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import batched

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core import waiting_files
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.imports import ImportResult, Problem, Row, write_rejects
from parvis.core.locks import lock_row
from parvis.core.text import clean_line
from parvis.editions.history import refuse_closed
from parvis.editions.models import Edition, FileImport
from parvis.visitors import mails
from parvis.visitors.actions.profile import change_registration
from parvis.visitors.actions.register import known_registrations, register_visitors, term_ids
from parvis.visitors.entries import Entry
from parvis.visitors.imports import VisitorList, read_visitors
from parvis.visitors.models import Registration
from parvis.visitors.vocabulary import load_vocabulary

IMPORT_KIND = "visitors"
CHUNK = 500
COUNTS = ("created", "updated", "unchanged")
State = FileImport.State


@dataclass
class Run:
    """One file on its way in."""

    edition: Edition
    listed: VisitorList
    invite: bool
    by: Actor
    at: datetime
    result: ImportResult
    seen: dict[str, int] = field(default_factory=dict)
    bad_rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def import_visitors(
    data: bytes, name: str, *, edition: Edition, dry_run: bool, invite: bool, by: Actor, at: datetime
) -> ImportResult:
    """Register the people of a file: seats while some are left, then the waiting list, in the order of the rows.

    No consent is made, and no mail is written unless `invite`. The same file again makes nobody new; what people
    have confirmed themselves is not written over. Raises Refused for a file that is no list of visitors.
    """
    refuse_closed(edition)
    listed = read_visitors(data, name, load_vocabulary())
    run = Run(edition, listed, invite, by, at, ImportResult(read=len(listed.table.rows)))
    work = None if dry_run else _start(run, sha256(data).hexdigest())
    for number, rows in enumerate(batched(listed.table.rows, CHUNK)):
        entries = dict(_usable(run, rows))
        if work is None:
            _foresee(run, entries)
        else:
            _bring_in(run, entries, work, end=number * CHUNK + len(rows))
    _conclude(run)
    if work is not None:
        _finish(run, work)
    return run.result


def preview_import(data: bytes, name: str, *, edition: Edition, by: Actor, at: datetime) -> FileImport:
    """Keep the file and what it would give, for somebody to look at; nobody is registered. Raises Refused."""
    result = import_visitors(data, name, edition=edition, dry_run=True, invite=False, by=by, at=at)
    return FileImport.objects.create(
        edition=edition,
        kind=IMPORT_KIND,
        name=clean_line(name)[:200],
        sha256=sha256(data).hexdigest(),
        path=waiting_files.keep(data),
        created_at=at,
        rows_count=result.read,
        result=result.as_dict(),
    )


def run_import(work: FileImport, *, edition: Edition, invite: bool, by: Actor, at: datetime) -> int:
    """Bring in the file that was shown; how many people are new. Broken off, it goes on; done, it says so again."""
    work.refresh_from_db()
    if work.state == State.DROPPED:
        raise Refused(_("This file was dropped: send it again."))
    if work.state == State.DONE:
        return int(work.result["created"])
    data = waiting_files.read(work.path)
    return import_visitors(data, work.name, edition=edition, dry_run=False, invite=invite, by=by, at=at).created


@transaction.atomic
def drop_import(work: FileImport) -> None:
    """Forget a file that was shown but not brought in."""
    work = lock_row(FileImport.objects.filter(pk=work.pk))
    if work.state != State.PREVIEW:
        raise Refused(_("This file was brought in already, or dropped."))
    path = work.path
    work.state, work.path, work.result = State.DROPPED, "", {}
    work.save(update_fields=["state", "path", "result"])
    transaction.on_commit(lambda: waiting_files.drop(path))


def _usable(run: Run, rows: tuple[Row, ...]) -> Iterator[tuple[str, Entry]]:
    """Address and entry of the rows that can go in; the others are written into the result."""
    for row, entry, problems in run.listed.entries(rows):
        if entry is None:
            run.result.refuse(problems)
            run.bad_rows.append(row)
            run.problems += problems
        elif entry.email in run.seen:
            run.result.duplicates.append({"row": row.number, "of": run.seen[entry.email], "by": "email"})
        else:
            run.seen[entry.email] = row.number
            yield entry.email, entry


def _foresee(run: Run, entries: Mapping[str, Entry]) -> None:
    """Count what would become of the entries."""
    known = known_registrations(run.edition, entries)
    updated = len(_outdated(run, known, entries))
    _count(run.result, created=len(entries) - len(known), updated=updated, unchanged=len(known) - updated)


@transaction.atomic
def _bring_in(run: Run, entries: Mapping[str, Entry], work: FileImport, *, end: int) -> None:
    """Write one chunk and how far the file is; a chunk that is behind us is left alone."""
    work = lock_row(FileImport.objects.filter(pk=work.pk))
    if work.done_count >= end:
        return
    outcomes = register_visitors(
        run.edition,
        list(entries.values()),
        source=Registration.Source.IMPORT,
        by=run.by,
        at=run.at,
        words=run.listed.words,
    )
    pairs = zip(entries, outcomes, strict=True)
    known = {email: outcome.registration for email, outcome in pairs if not outcome.is_new}
    outdated = _outdated(run, known, entries)
    for email in outdated:
        change_registration(known[email], entries[email], by=run.by, at=run.at, words=run.listed.words)
    if run.invite:
        _invite([outcome.registration for outcome in outcomes], by=run.by, at=run.at)
    done = ImportResult(**{name: work.result.get(name, 0) for name in COUNTS})
    _count(done, created=len(entries) - len(known), updated=len(outdated), unchanged=len(known) - len(outdated))
    work.done_count, work.result = end, {name: getattr(done, name) for name in COUNTS}
    work.save(update_fields=["done_count", "result"])


def _outdated(run: Run, known: Mapping[str, Registration], entries: Mapping[str, Entry]) -> list[str]:
    """Addresses whose registration says otherwise than the file, and whose owner has not looked at it yet."""
    imported = {
        email: registration
        for email, registration in known.items()
        if registration.source == Registration.Source.IMPORT
        and registration.email_confirmed_at is None
        and not registration.is_cancelled
    }
    terms: dict[int, set[int]] = {registration.pk: set() for registration in imported.values()}
    links = Registration.terms.through.objects.filter(registration_id__in=list(terms))
    for registration_id, term_id in links.values_list("registration_id", "term_id"):
        terms[registration_id].add(term_id)
    return [email for email, row in imported.items() if _differs(run, row, entries[email], terms[row.pk])]


def _differs(run: Run, registration: Registration, entry: Entry, terms: set[int]) -> bool:
    words, visitor = run.listed.words, registration.visitor
    said = (words.school(entry.school).pk, entry.year, entry.first_name, entry.last_name, entry.language)
    stored = (registration.school_id, registration.study_year, visitor.first_name, visitor.last_name, visitor.language)
    return said != stored or set(term_ids(entry, words)) != terms


def _invite(registrations: list[Registration], *, by: Actor, at: datetime) -> None:
    """Write to those who have neither confirmed nor cancelled; each is invited once, whatever the number of runs."""
    for registration in registrations:
        if registration.email_confirmed_at is None and not registration.is_cancelled:
            mails.invite(registration, by=by, at=at)


def _count(result: ImportResult, *, created: int, updated: int, unchanged: int) -> None:
    result.created += created
    result.updated += updated
    result.unchanged += unchanged


def _start(run: Run, digest: str) -> FileImport:
    """The import of this file that was shown or was broken off, else a new one."""
    mine = FileImport.objects.filter(edition=run.edition, kind=IMPORT_KIND, sha256=digest)
    work = mine.filter(state__in=[State.PREVIEW, State.RUNNING]).order_by("-pk").first()
    if work is None:
        work = FileImport(
            edition=run.edition, kind=IMPORT_KIND, name=run.listed.table.name, sha256=digest, created_at=run.at
        )
    if work.state == State.PREVIEW:
        work.result = {}
    work.state, work.rows_count = State.RUNNING, run.result.read
    work.save()
    return work


def _conclude(run: Run) -> None:
    """Notes and the file of rows to correct."""
    listed, result = run.listed, run.result
    result.notes = [*listed.table.notes, *listed.said()]
    if run.bad_rows:
        result.rejects = write_rejects(listed.table, run.bad_rows, run.problems)


@transaction.atomic
def _finish(run: Run, work: FileImport) -> None:
    """What the whole file gave, whether it came in at once or in several goes."""
    work = lock_row(FileImport.objects.filter(pk=work.pk))
    _count(run.result, **{name: work.result[name] for name in COUNTS})
    path = work.path
    work.state, work.path, work.result = State.DONE, "", run.result.as_dict()
    work.save(update_fields=["state", "path", "result"])
    transaction.on_commit(lambda: waiting_files.drop(path))
