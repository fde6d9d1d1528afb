"""The one way out to spreadsheets: CSV and XLSX whose cells no program can take for formulas."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from parvis.core.dates import FIRST_YEAR, local_zone
from parvis.core.errors import Refused
from parvis.core.lazy import load
from parvis.core.text import FORBIDDEN

type Cell = str | int | float | Decimal | bool | date | datetime | Promise | None
type Rows = Iterable[Sequence[Cell]]

FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
FORMULA = re.compile(rf"\s*[{re.escape(FORMULA_STARTS)}]")
GUARDED = re.compile(rf"'\s*[{re.escape(FORMULA_STARTS)}]")
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767
MOST_ROWS = 1_048_575
LONGEST_NAME = 120


def guard(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet would read it as a formula."""
    return f"'{text}" if text[:1] in set(FORMULA_STARTS) or FORMULA.match(text) else text


def unguard(text: str) -> str:
    """What `guard` was given: files we wrote come back with their own text."""
    return text[1:] if GUARDED.match(text) else text


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, datetime):
        return f"{_local(cell):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return FORBIDDEN.sub("", str(cell))


def _local(moment: datetime) -> datetime:
    """The wall-clock time of a moment, as a spreadsheet holds it."""
    return moment.astimezone(local_zone()).replace(tzinfo=None) if moment.tzinfo else moment


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float | Decimal) and not isinstance(cell, bool) and Decimal(cell).is_finite()


def _csv_cell(cell: Cell, *, comma: bool) -> str:
    if _is_number(cell):
        return str(cell).replace(".", ",") if comma else str(cell)
    return guard(_text(cell))


def csv_bytes(headers: Sequence[str], rows: Rows, *, language: str | None = None) -> bytes:
    """A CSV as the reader's spreadsheet expects it: UTF-8 with BOM, `;` and decimal commas in French, else `,`."""
    language = language or translation.get_language() or "fr"
    french = language.startswith("fr")
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if french else ",", lineterminator="\r\n")
    with translation.override(language):
        writer.writerow([guard(_text(header)) for header in headers])
        for row in rows:
            writer.writerow([_csv_cell(cell, comma=french) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _write_cell(sheet: Any, place: tuple[int, int], cell: Cell, styles: dict[type[date], Any]) -> None:
    if cell is None:
        return
    if _is_number(cell):
        sheet.write_number(*place, cell)
    elif isinstance(cell, date) and cell.year >= FIRST_YEAR:
        kind = datetime if isinstance(cell, datetime) else date
        sheet.write_datetime(*place, _local(cell) if isinstance(cell, datetime) else cell, styles[kind])
    else:
        sheet.write_string(*place, _text(cell)[:LONGEST_CELL])


def _write_sheet(book: Any, headers: Sequence[str], rows: Rows) -> None:
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "bottom": 1})
    styles = {
        date: book.add_format({"num_format": "dd/mm/yyyy"}),
        datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
    }
    for column, header in enumerate(headers):
        sheet.set_column(column, column, max(12, min(40, len(str(header)) + 4)))
        sheet.write_string(0, column, _text(header)[:LONGEST_CELL], bold)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise Refused(_("A spreadsheet holds no more than 1,048,575 rows. Filter the list and export it in parts."))
        for column, cell in enumerate(row):
            _write_cell(sheet, (number, column), cell, styles)


def xlsx_bytes(headers: Sequence[str], rows: Rows) -> bytes:
    """An XLSX of one sheet, in which every text is a text cell, numbers are numbers and dates are dates."""
    out = io.BytesIO()
    book = load("xlsxwriter").Workbook(out, {"constant_memory": True, "strings_to_urls": False})
    try:
        _write_sheet(book, headers, rows)
    finally:
        book.close()
    return out.getvalue()


def file_name(name: str, extension: str = "") -> str:
    """A name that any system accepts: no folder, no control character, not too long."""
    plain = re.sub(r'[\\/:*?"<>|%;]+', "-", FORBIDDEN.sub("", name))
    plain = "".join(char for char in plain if unicodedata.category(char)[0] != "C")
    plain = " ".join(plain.split()).strip(". -")[:LONGEST_NAME].strip() or "export"
    return f"{plain}.{extension}" if extension else plain


def disposition(name: str) -> str:
    """The Content-Disposition that saves a file under this name (RFC 6266: plain form, then UTF-8 form)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r'[\\"\x00-\x1f\x7f]', "", plain) or "file"
    header = f'attachment; filename="{plain}"'
    return header if plain == name else f"{header}; filename*=UTF-8''{quote(name, safe='')}"


def file_response(content: bytes, name: str, media_type: str) -> HttpResponse:
    """A download with its own name, never shown in the page."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = disposition(name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def csv_response(name: str, headers: Sequence[str], rows: Rows) -> HttpResponse:
    return file_response(csv_bytes(headers, rows), file_name(name, "csv"), CSV_TYPE)


def xlsx_response(name: str, headers: Sequence[str], rows: Rows) -> HttpResponse:
    return file_response(xlsx_bytes(headers, rows), file_name(name, "xlsx"), XLSX_TYPE)
