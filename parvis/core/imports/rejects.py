"""The rows that could not go in, as a file to correct and import again."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from parvis.core.exports import Cell, csv_bytes
from parvis.core.imports.columns import normal_label
from parvis.core.imports.reader import REJECT_LABELS
from parvis.core.imports.table_file import Problem, Row, TableFile


def write_rejects(table: TableFile, rows: Iterable[Row], problems: Iterable[Problem] = ()) -> bytes:
    """A CSV (UTF-8 with BOM, `;`) of the file's own columns, then `Row` and `Problem`, which a new import ignores.

    `problems` are those the import itself found, besides the ones the rows carry.
    """
    reasons: dict[int, list[str]] = defaultdict(list)
    for problem in problems:
        reasons[problem.row].append(_sentence(problem))
    kept = [place for place, label in enumerate(table.headers) if normal_label(label) not in REJECT_LABELS]
    headers = [*(table.headers[place] for place in kept), _("Row"), _("Problem")]
    lines: list[list[Cell]] = []
    for row in rows:
        cells = [row.cells[place] if place < len(row.cells) else "" for place in kept]
        said = dict.fromkeys([*(_sentence(problem) for problem in row.problems), *reasons[row.number]])
        lines.append([*cells, row.number, " ".join(said)])
    return csv_bytes(headers, lines, language="fr")


def _sentence(problem: Problem) -> str:
    words = f"{problem.reason} {problem.remedy}".strip()
    return f"{problem.column}: {words}" if problem.column else words
