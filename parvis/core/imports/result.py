"""What became of the rows of a file, in the shape every import answers and the shell prints."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

from parvis.core.imports.table_file import Problem


class Duplicate(TypedDict):
    """A row that says again what row `of` said (or a record of that name); `by` is what they share."""

    row: int
    of: int | str
    by: str


class Refusal(TypedDict):
    """A row that could not go in, the header of the first cell to correct, and why."""

    row: int
    column: str
    reason: str


@dataclass
class ImportResult:
    """Counts of rows, and the rows to correct as a file; `notes` say what was repaired or left out on the way."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: list[Duplicate] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rejects: bytes = b""

    def refuse(self, problems: Sequence[Problem]) -> None:
        """Count one row that cannot go in, with everything that is wrong in it."""
        reason = " ".join(f"{problem.reason} {problem.remedy}".strip() for problem in problems)
        self.refused.append({"row": problems[0].row, "column": problems[0].column, "reason": reason})

    def as_dict(self) -> dict[str, Any]:
        """As `--json` prints it and `FileImport.result` keeps it."""
        names = ("read", "created", "updated", "unchanged", "duplicates", "refused", "notes")
        return {name: getattr(self, name) for name in names}
