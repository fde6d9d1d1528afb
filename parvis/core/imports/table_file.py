"""What was read from a file: its shape, its rows, their problems."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from parvis.core.imports.columns import BadCell, Column


class RawRow(NamedTuple):
    """One row as the file holds it; `trouble` is what went wrong while it was decoded (reason, remedy)."""

    number: int
    cells: tuple[str, ...]
    trouble: tuple[str, str] | None = None

    @property
    def is_blank(self) -> bool:
        return not any(self.cells)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot go in: its number as the spreadsheet shows it, the column's header, what to do."""

    row: int
    column: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        where = _("Row %(row)s") % {"row": self.row} + (f", {self.column}" if self.column else "")
        return " ".join(part for part in (f"{where}:" if where else "", self.reason, self.remedy) if part)


@dataclass(frozen=True)
class Layout:
    """Where each known column stands in the file."""

    headers: tuple[str, ...]
    columns: tuple[Column, ...]
    places: Mapping[str, int]

    def cell(self, cells: Sequence[str], key: str) -> str:
        place = self.places.get(key, len(cells))
        return cells[place] if place < len(cells) else ""


@dataclass(slots=True)
class Row:
    """One row of data. Its values are computed from its cells, so that a hundred thousand rows stay small."""

    number: int
    cells: tuple[str, ...]
    layout: Layout
    problems: tuple[Problem, ...] = ()

    @property
    def values(self) -> dict[str, str]:
        """Column key to value; a cell with a problem gives its text as it is, an absent column nothing."""
        return {column.key: self._value(column) for column in self.layout.columns}

    def _value(self, column: Column) -> str:
        cell = self.layout.cell(self.cells, column.key)
        try:
            return column.value(cell)
        except BadCell:
            return cell

    @property
    def is_good(self) -> bool:
        return not self.problems


@dataclass
class TableFile:
    """A file that could be read. `notes` are sentences about what was left aside on the way."""

    name: str
    format: str
    encoding: str
    separator: str
    header_row: int
    layout: Layout
    unknown: list[str]
    rows: list[Row] = field(default_factory=list)
    blank_rows: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def headers(self) -> tuple[str, ...]:
        return self.layout.headers

    @property
    def mapping(self) -> dict[str, str]:
        """Column key to the header that was recognised for it."""
        return {key: self.layout.headers[place] for key, place in self.layout.places.items()}

    @property
    def problems(self) -> list[Problem]:
        return [problem for row in self.rows for problem in row.problems]

    def good_rows(self) -> Iterator[Row]:
        return (row for row in self.rows if row.is_good)

    def bad_rows(self) -> Iterator[Row]:
        return (row for row in self.rows if not row.is_good)
