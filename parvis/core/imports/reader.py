"""`read_table`: the bytes of a file become rows with values and problems, or one clear refusal."""

import re
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from parvis.core.errors import Refused
from parvis.core.imports import sheets, text_files
from parvis.core.imports.columns import BadCell, Column, normal_label
from parvis.core.imports.headers import Header, HeaderFinder
from parvis.core.imports.table_file import Layout, Problem, RawRow, Row, TableFile
from parvis.core.text import clean_line, fold

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 200_000
TOTALS = {"total", "totaux", "total general", "grand total", "sous-total", "somme", "sum"}
REJECT_LABELS = {"row", "problem", "ligne", "probleme"}
NOT_TABLES = {b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"\x1f\x8b": "gzip"}
FIGURE = re.compile(r"[-+]?[\d ., ]+[€% ]*")
OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def read_table(data: bytes, name: str, columns: Sequence[Column], *, max_rows: int = MAX_ROWS) -> TableFile:
    """Read a CSV, XLSX or ODS file into rows.

    Raises Refused, with a sentence saying what, where and what to do, for a file that is no table, is too large,
    or lacks a required column. Problems of single rows do not stop the others.
    """
    name = clean_line(name)[:100]
    _check_bytes(data, name)
    finder = HeaderFinder(columns)
    if data.startswith(b"PK"):
        form = sheets.workbook_format(data, name)
        rows = max(sheets.read_sheets(data, name, max_rows), key=finder.score, default=[])
        return _table(name, rows, finder, max_rows, source=(form, "", ""))
    decoded, separator = text_files.without_sep_line(text_files.decode(data, name))
    separator = separator or text_files.choose_separator(decoded.text, finder.score)
    rows = list(_limited(text_files.read_text(decoded, separator, name), name, max_rows))
    return _table(name, rows, finder, max_rows, source=("csv", decoded.encoding, separator))


def _check_bytes(data: bytes, name: str) -> None:
    limit = getattr(settings, "IMPORT_MAX_BYTES", MAX_BYTES)
    if not data.strip(b"\xef\xbb\xbf\x00 \t\r\n"):
        raise Refused(_("“%(name)s” is empty. Send the file with its header row and its data.") % {"name": name})
    if len(data) > limit:
        raise Refused(
            _("“%(name)s” is larger than %(limit)s MB. Cut it in several files.")
            % {"name": name, "limit": limit // 1024 // 1024}
        )
    if data.startswith(OLD_OFFICE):
        raise Refused(
            _("“%(name)s” is an old Excel file or has a password. Save it as .xlsx without password.") % {"name": name}
        )
    for start, kind in NOT_TABLES.items():
        if data.startswith(start):
            raise Refused(
                _("“%(name)s” is a %(kind)s file, not a table. Send a CSV, XLSX or ODS file.")
                % {"name": name, "kind": kind}
            )


def _limited(rows: Iterator[RawRow], name: str, max_rows: int) -> Iterator[RawRow]:
    for row in rows:
        if row.number > max_rows + text_files.SAMPLE_ROWS:
            raise _too_many(name, max_rows)
        yield row


def _too_many(name: str, max_rows: int) -> Refused:
    return Refused(
        _("“%(name)s” has more than %(limit)s rows. Cut it in several files.") % {"name": name, "limit": max_rows}
    )


def _table(
    name: str, raw: list[RawRow], finder: HeaderFinder, max_rows: int, *, source: tuple[str, str, str]
) -> TableFile:
    header = finder.find(raw, name)
    layout = Layout(header.labels, tuple(finder.columns), header.places)
    known = set(header.places.values())
    unknown = [
        label
        for place, label in enumerate(header.labels)
        if label and place not in known and normal_label(label) not in REJECT_LABELS and label not in header.repeated
    ]
    table = TableFile(name, *source, header.number, layout, unknown, notes=_header_notes(header, raw))
    for row in raw[header.end :]:
        if row.is_blank:
            table.blank_rows += 1
        elif row.cells == header.labels:
            table.notes.append(_("Row %(row)s repeats the headers: left aside.") % {"row": row.number})
        else:
            table.rows.append(_row(row, layout))
    if len(table.rows) > max_rows:
        raise _too_many(name, max_rows)
    return table


def _header_notes(header: Header, raw: list[RawRow]) -> list[str]:
    notes = [
        _("The column “%(label)s” comes twice: the first one is used.") % {"label": label} for label in header.repeated
    ]
    rows = [row for row in raw[: header.end] if not row.is_blank and row.number > header.number]
    return notes + [_("Row %(row)s is a second header row.") % {"row": row.number} for row in rows]


def _row(raw: RawRow, layout: Layout) -> Row:
    return Row(raw.number, raw.cells, layout, tuple(_problems(raw, layout)))


def _problems(raw: RawRow, layout: Layout) -> Iterator[Problem]:
    if raw.trouble:
        yield Problem(raw.number, "", *raw.trouble)
    if _is_total(raw.cells):
        yield Problem(raw.number, "", _("This is the total below the list, not a row of it."), _("Remove this line."))
        return
    if any(raw.cells[len(layout.headers) :]):
        yield Problem(
            raw.number,
            "",
            _("This row has more cells than the header row."),
            _("Put texts that hold the separator between quotation marks."),
        )
    for column in layout.columns:
        try:
            column.value(layout.cell(raw.cells, column.key))
        except BadCell as bad:
            label = layout.headers[layout.places[column.key]] if column.key in layout.places else column.labels[0]
            yield Problem(raw.number, label, bad.reason, bad.remedy)


def _is_total(cells: Sequence[str]) -> bool:
    """A line like `Total;;;95`: the word, then nothing but numbers."""
    filled = [cell for cell in cells if cell]
    if len(filled) > max(2, len(cells) // 2) or fold(filled[0]).rstrip(" :") not in TOTALS:
        return False
    return len(filled) > 1 and all(FIGURE.fullmatch(cell) for cell in filled[1:])
