"""What the preview of a file shows: each row's fate in words, counts, and how the file was understood."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.companies.import_columns import read_companies
from parvis.companies.import_plan import Fate, PlannedRow, Planner, known_companies
from parvis.companies.models import Company
from parvis.core import waiting_files
from parvis.core.imports import TableFile
from parvis.core.tables import Status
from parvis.core.text import fold
from parvis.editions.models import FileImport

WORDS = {
    Fate.CREATE: Status("good", gettext_lazy("New")),
    Fate.UPDATE: Status("info", gettext_lazy("Completed")),
    Fate.UNCHANGED: Status("neutral", gettext_lazy("Nothing new")),
    Fate.HOLD: Status("waiting", gettext_lazy("To decide")),
    Fate.REFUSE: Status("bad", gettext_lazy("To correct")),
}
ORDER = [Fate.REFUSE, Fate.HOLD, Fate.CREATE, Fate.UPDATE, Fate.UNCHANGED]


@dataclass(frozen=True)
class ShownRow:
    """One row as the preview lists it."""

    number: int
    name: str
    city: str
    fate: Fate
    status: Status
    why: str


@dataclass(frozen=True)
class Preview:
    """A file between its arrival and the decision to bring it in."""

    table: TableFile
    rows: list[ShownRow]
    new_sectors: tuple[str, ...] = ()

    @property
    def counts(self) -> list[tuple[Fate, Status, int]]:
        """Each fate that occurs, the ones that ask for somebody first."""
        found = Counter(row.fate for row in self.rows)
        return [(fate, WORDS[fate], found[fate]) for fate in ORDER if found[fate]]

    @property
    def fates(self) -> set[str]:
        return {row.fate for row in self.rows}

    def of(self, fate: str) -> list[ShownRow]:
        """Rows of one fate; or all of them, those that ask for somebody first."""
        if fate:
            return [row for row in self.rows if row.fate == fate]
        return sorted(self.rows, key=lambda row: (ORDER.index(row.fate), row.number))

    def number_of(self, fate: Fate) -> int:
        return len(self.of(fate))

    @property
    def can_go_in(self) -> int:
        """Rows without problems, those that wait for a decision included."""
        return len(self.rows) - self.number_of(Fate.REFUSE)

    @property
    def columns(self) -> list[str]:
        """The headers that were understood."""
        return list(self.table.mapping.values())


def preview_of(file_import: FileImport, *, at: datetime) -> Preview:
    """Read the waiting file again and plan all its rows; nothing is written."""
    table = read_companies(waiting_files.read(file_import.path), file_import.name)
    planner = Planner(table, known_companies(), at=at)
    planned = list(planner.plan(table.rows))
    brought = {row.company.sector for row in planned if row.fate in {Fate.CREATE, Fate.UPDATE} and row.company}
    new = sorted((name for name in brought if name and not planner.sectors.knows(name)), key=fold)
    return Preview(table, [_shown(row, table) for row in planned], tuple(new))


def _shown(planned: PlannedRow, table: TableFile) -> ShownRow:
    raw = {key: table.layout.cell(planned.row.cells, key) for key in ("name", "city")}
    name = raw["name"] or next((cell for cell in planned.row.cells if cell), "")
    return ShownRow(planned.number, name, raw["city"], planned.fate, WORDS[planned.fate], " ".join(_details(planned)))


def _details(planned: PlannedRow) -> list[str]:
    match planned.fate:
        case Fate.REFUSE:
            return [_sentence(problem.column, f"{problem.reason} {problem.remedy}") for problem in planned.problems]
        case Fate.HOLD:
            return [_likeness(planned)]
        case Fate.UPDATE:
            return [_("Fills: %(what)s.") % {"what": ", ".join(_labels(planned))}]
        case Fate.CREATE if planned.contact is not None:
            return [_("With the contact %(who)s.") % {"who": planned.contact.full_name}]
    return []


def _sentence(column: str, words: str) -> str:
    return f"{column}: {words}" if column else words


def _likeness(planned: PlannedRow) -> str:
    words = {"name": planned.company}
    if planned.waited:
        return _("Waits for a decision already: is it %(name)s?") % words
    if not planned.waits:
        return _("Repeats %(name)s and says nothing new.") % words
    if planned.by == "siren":
        return _("Same SIREN as %(name)s.") % words
    return _("Name and town like %(name)s.") % words


def _labels(planned: PlannedRow) -> list[str]:
    labels = [Company.label_of(field) for field in planned.filled]
    return [*labels, _("contact")] if planned.contact_filled else labels
