"""What each row of a file will become: decided without writing, so that the preview and the import say the same."""

import hashlib
import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from parvis.companies.gaps import company_gaps, contact_gaps, new_company, new_contact
from parvis.companies.import_columns import tidy
from parvis.companies.matching import CompanyBook, Match, town_key
from parvis.companies.models import Company, Contact, HeldRow, Objection, address_hash
from parvis.companies.sectors import sector_book
from parvis.core.imports import Problem, Row, TableFile
from parvis.core.text import fold

PERSON_FIELDS = ("email", "first_name", "last_name", "phone", "job_title")


class Fate(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    HOLD = "hold"
    REFUSE = "refuse"


@dataclass(slots=True)
class PlannedRow:
    """One row and its fate. `company` is the one it makes, completes or resembles; `filled` what it would complete.

    A held row `waits` when there is something new to decide: one that `waited` before, and a line repeated word for
    word, are only told.
    """

    row: Row
    fate: Fate
    values: dict[str, str] = field(default_factory=dict)
    company: Company | None = None
    contact: Contact | None = None
    by: str = ""
    filled: dict[str, Any] = field(default_factory=dict)
    contact_filled: dict[str, str] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    fingerprint: str = ""
    waits: bool = False
    waited: bool = False

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def brings_something(self) -> bool:
        return bool(self.filled or self.contact_filled)

    @property
    def joins_edition(self) -> bool:
        """Whether its company belongs in the pipeline of the edition the file is brought into."""
        known = self.fate in {Fate.CREATE, Fate.UPDATE, Fate.UNCHANGED}
        return known and self.company is not None and self.company.archived_at is None


@dataclass(frozen=True)
class Known:
    """What the database holds that a file may speak of."""

    companies: Sequence[Company]
    contacts: Iterable[Contact]
    held_rows: Iterable[HeldRow]
    objections: frozenset[str] = frozenset()


def known_companies() -> Known:
    """All of it, archived companies too: they are not made again."""
    objections = frozenset(Objection.objects.values_list("address_hash", flat=True))
    return Known(list(Company.objects.all()), Contact.objects.all(), HeldRow.objects.all(), objections)


class Planner:
    """Plans the rows of one file in their order; remembers which companies this file already spoke of."""

    def __init__(self, table: TableFile, known: Known, *, at: datetime, spoken_of: Iterable[int] = ()) -> None:
        self.table = table
        self.at = at
        self.book = CompanyBook(known.companies)
        self.sectors = sector_book()
        self.companies = {company.pk: company for company in known.companies}
        self.contacts = {(contact.company_id, contact.email): contact for contact in known.contacts}
        self.objections = known.objections
        self.held = {held.fingerprint: held for held in known.held_rows}
        self._spoken_of = set(spoken_of)
        self._new: list[Company] = []

    @property
    def spoken_of(self) -> set[int]:
        """Primary keys of the companies rows were about so far, new ones included once they are saved."""
        return self._spoken_of | {company.pk for company in self._new if company.pk}

    def plan(self, rows: Iterable[Row]) -> Iterator[PlannedRow]:
        """The fate of each row; companies and contacts it completes are completed in memory, for the writer to save."""
        for row in rows:
            yield self._plan(row)

    def _plan(self, row: Row) -> PlannedRow:
        values, found = tidy(row, self.table) if row.is_good else ({}, [])
        problems = [*row.problems, *found]
        if problems:
            return PlannedRow(row, Fate.REFUSE, problems=problems)
        values = without_person(values, self.objections)
        values["sector"] = self.sectors.meet(values["sector"])
        planned = PlannedRow(row, Fate.UNCHANGED, values, fingerprint=fingerprint(values))
        held = self.held.get(planned.fingerprint)
        if held:
            return self._as_decided(planned, held)
        match = self.book.find(values)
        return self._create(planned) if match is None else self._matched(planned, match)

    def _create(self, planned: PlannedRow) -> PlannedRow:
        planned.fate, planned.company = Fate.CREATE, new_company(planned.values, at=self.at)
        planned.contact = new_contact(planned.company, planned.values)
        if planned.contact is not None:
            self.contacts[_key(planned.company), planned.contact.email] = planned.contact
        self.book.add(planned.company)
        self._new.append(planned.company)
        return planned

    def _matched(self, planned: PlannedRow, match: Match) -> PlannedRow:
        """The first row about a company completes it; a second one, or a likeness, is for a person to judge."""
        planned.company, planned.by = match.company, match.by
        self._find_gaps(planned, match.company)
        if match.is_same and match.company.pk and match.company.pk not in self._spoken_of:
            self._spoken_of.add(match.company.pk)
            return self._completed(planned, match.company)
        planned.waits = not match.is_same or planned.brings_something
        planned.fate = Fate.HOLD
        return planned

    def _as_decided(self, planned: PlannedRow, held: HeldRow) -> PlannedRow:
        """A row somebody saw before: still waiting, or decided as they said."""
        company = self.companies[held.company_id]
        planned.company, planned.by = company, held.matched_by
        if not held.decision:
            planned.fate, planned.waited = Fate.HOLD, True
        elif held.decision == HeldRow.Decision.SAME:
            self._find_gaps(planned, company)
            self._completed(planned, company)
        return planned

    def _find_gaps(self, planned: PlannedRow, company: Company) -> None:
        planned.contact = self.contacts.get((_key(company), planned.values["email"]))
        planned.filled = company_gaps(company, planned.values)
        planned.contact_filled = contact_gaps(planned.contact, planned.values)

    def _completed(self, planned: PlannedRow, company: Company) -> PlannedRow:
        if planned.brings_something:
            planned.fate = Fate.UPDATE
        for field_name, value in planned.filled.items():
            setattr(company, field_name, value)
        if planned.contact_filled:
            planned.contact = planned.contact or Contact(company=company)
            for field_name, text in planned.contact_filled.items():
                setattr(planned.contact, field_name, text)
            self.contacts[_key(company), planned.contact.email] = planned.contact
        return planned


def _key(company: Company) -> int:
    """What tells companies apart, also those that are not saved yet."""
    return company.pk or -id(company)


def without_person(values: dict[str, str], objections: Container[str]) -> dict[str, str]:
    """The row without who objected to being written to: their company may come in, they may not."""
    if not values.get("email") or address_hash(values["email"]) not in objections:
        return values
    return values | dict.fromkeys(PERSON_FIELDS, "")


def fingerprint(values: Mapping[str, str]) -> str:
    """The same for the same row of another copy of the file: who it is about, not what it says of them."""
    about = [fold(values["name"]), values["siren"], town_key(values["city"]), values["email"]]
    about.append(fold(f"{values['first_name']} {values['last_name']}"))
    return hashlib.sha256(json.dumps(about).encode()).hexdigest()
