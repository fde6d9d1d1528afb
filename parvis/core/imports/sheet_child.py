"""Child process of `sheets`: reads a workbook on stdin, prints its rows as lines of JSON. Imports nothing of Parvis."""

import io
import json
import resource
import sys
from datetime import date, datetime, time
from typing import Any

import python_calamine

MEMORY = 1_500_000_000
SECONDS = 30
WIDEST = 1_000
MOST_SHEETS = 20


def limit_self() -> None:
    """Little memory and little time: what a workbook may cost."""
    for kind, amount in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(kind, (amount, amount))
        except (ValueError, OSError):  # some systems do not limit memory this way
            continue


def cell_text(value: Any) -> str:
    """A cell as a person reads it in the sheet."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def merged_values(sheet: Any, rows: list[list[str]]) -> None:
    """Cells merged downwards all get the value of the first one."""
    left = (sheet.start or (0, 0))[1]
    for (top, first), (bottom, _last) in sheet.merged_cell_ranges or []:
        column = first - left
        if top < len(rows) and 0 <= column < len(rows[top]):
            for row in rows[top + 1 : bottom + 1]:
                row[column] = row[column] or rows[top][column]


def tell(text: Any) -> None:
    sys.stdout.write(json.dumps(text) + "\n")


def main(most_rows: int) -> None:
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    visible = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        and sheet.visible == python_calamine.SheetVisibleEnum.Visible
    ]
    for name in visible[:MOST_SHEETS]:
        sheet = workbook.get_sheet_by_name(name)
        tell("sheet")
        rows: list[list[str]] = []
        for row in sheet.iter_rows():
            rows.append([cell_text(value) for value in row[:WIDEST]])
            if len(rows) > most_rows:
                break
        merged_values(sheet, rows)
        for texts in rows:
            tell(texts)


if __name__ == "__main__":
    limit_self()
    main(int(sys.argv[1]))
