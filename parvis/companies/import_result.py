"""What became of a file: the counts of its rows, and the rows to correct as a file."""

from collections.abc import Iterable
from typing import Any

from parvis.companies.import_columns import tidy
from parvis.companies.import_plan import Fate, PlannedRow
from parvis.core.imports import ImportResult, TableFile, write_rejects


def count_rows(result: ImportResult, rows: Iterable[PlannedRow]) -> None:
    """Add the fate of these rows to the result."""
    for planned in rows:
        result.read += 1
        match planned.fate:
            case Fate.CREATE:
                result.created += 1
            case Fate.UPDATE:
                result.updated += 1
            case Fate.UNCHANGED:
                result.unchanged += 1
            case Fate.HOLD:
                result.duplicates.append({"row": planned.number, "of": str(planned.company), "by": planned.by})
            case _:
                result.refuse(planned.problems)


def result_from(stored: dict[str, Any]) -> ImportResult:
    """The result so far, as `FileImport.result` keeps it."""
    return ImportResult(**stored)


def rejects_of(table: TableFile) -> bytes:
    """The rows that cannot go in, with their problems, as a file to correct; empty when all can."""
    found = {row.number: tidy(row, table)[1] for row in table.rows if row.is_good}
    bad = [row for row in table.rows if row.problems or found[row.number]]
    return write_rejects(table, bad, [problem for row in bad for problem in found.get(row.number, [])]) if bad else b""
