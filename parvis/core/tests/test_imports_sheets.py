"""Workbooks give the same rows as CSV; hostile ones are refused without harm."""

import csv
import io
import resource
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from parvis.core.errors import Refused
from parvis.core.imports import Column, TableFile, read_table, sheet_child, sheets

DATA = Path(__file__).resolve().parents[3] / "tests/data"
COLUMNS = [
    Column("name", ("Entreprise",), required=True),
    Column("siren", ("SIREN",)),
    Column("notes", ("Notes",), max_length=2000),
]


def workbook(fill: Callable[[Any, Any], None]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        fill(book, book.add_worksheet("Data"))
    return out.getvalue()


def archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


def read(data: bytes, name: str = "list.xlsx") -> TableFile:
    return read_table(data, name, COLUMNS)


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        read(data)
    return caught.value.message


def rewritten(data: bytes, member: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with one member changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return archive({n: change(file.read(n)) if n == member else file.read(n) for n in file.namelist()})


def test_the_companies_file_as_workbook_gives_the_same_rows() -> None:
    text = (DATA / "companies.csv").read_text(encoding="utf-8-sig")
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))

    def fill(_book: Any, sheet: Any) -> None:
        for number, line in enumerate(lines):
            for column, cell in enumerate(line):
                if column == 1 and cell.isdigit():
                    sheet.write_number(number, column, int(cell))
                elif cell:
                    sheet.write_string(number, column, cell)

    table = read(workbook(fill), "companies.xlsx")
    original = read((DATA / "companies.csv").read_bytes(), "companies.csv")

    assert table.format == "xlsx"
    assert [row.values for row in table.rows] == [row.values for row in original.rows]
    assert [row.number for row in table.rows] == [row.number for row in original.rows]
    assert (table.blank_rows, table.problems) == (1, original.problems)


def test_formulas_give_their_value_and_texts_stay_texts() -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write_row(2, 1, ["Entreprise", "SIREN", "Notes"])
        sheet.write_string(3, 1, "=1+1")
        sheet.write_formula(3, 2, "=B1", None, "552 059 024")
        sheet.write_formula(3, 3, '=HYPERLINK("http://x")', None, "link")

    table = read(workbook(fill))

    [row] = table.rows
    assert (table.header_row, row.number) == (3, 4)
    assert row.values == {"name": "=1+1", "siren": "552 059 024", "notes": "link"}


def test_merged_cells_give_their_value_to_each_row() -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 0, 2, "Forum 2026")
        sheet.write_row(1, 0, ["Entreprise", "SIREN", "Notes"])
        sheet.merge_range(2, 0, 3, 0, "Orange")
        sheet.write_string(2, 2, "first")
        sheet.write_string(3, 2, "second")

    assert [row.values["name"] for row in read(workbook(fill)).rows] == ["Orange", "Orange"]


def test_the_visible_sheet_with_the_known_columns_is_read() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_string(0, 0, "Read me first")
        sheet.activate()
        hidden = book.add_worksheet("Old")
        hidden.write_row(0, 0, ["Entreprise", "SIREN", "Notes"])
        hidden.write_row(1, 0, ["Hidden", "1", "x"])
        hidden.hide()
        data = book.add_worksheet("List")
        data.write_row(0, 0, ["Entreprise", "SIREN"])
        data.write_row(1, 0, ["Orange", "2"])

    assert [row.values["name"] for row in read(workbook(fill)).rows] == ["Orange"]


URN = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(f'xmlns:{name}="{URN}:{name}:1.0"' for name in ("office", "table", "text"))
ODS_ROW = (
    '<table:table-row><table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    "</table:table-row>"
)
ODS = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES}><office:body><office:spreadsheet>'
    f'<table:table table:name="A">{ODS_ROW.format("Entreprise")}{ODS_ROW.format("Évian")}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def test_an_ods_is_read() -> None:
    members = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{URN}:manifest:1.0"/>'.encode(),
        "content.xml": ODS.encode(),
    }

    table = read(archive(members), "list.ods")

    assert (table.format, [row.values["name"] for row in table.rows]) == ("ods", ["Évian"])


def test_a_zip_named_xlsx_is_refused() -> None:
    assert refusal(archive({"companies.csv": b"Entreprise\nOrange\n"})) == (
        "“list.xlsx” is a ZIP archive, not a spreadsheet. Open the archive and send the file that is inside it."
    )


@pytest.mark.parametrize("member", ["../../etc/cron.d/x", "/etc/passwd", "..\\x"])
def test_a_member_that_leaves_the_archive_is_refused(member: str) -> None:
    assert "damaged or protected" in refusal(archive({"xl/workbook.xml": b"<x/>", member: b"x"}))


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread() -> None:
    bomb = archive({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b"0" * (sheets.LARGEST_UNPACKED + 1)})

    assert len(bomb) < 300_000
    assert "would unpack to more than 200 MB" in refusal(bomb)


@pytest.mark.parametrize("data", [b"PK\x03\x04 cut off", archive({"xl/workbook.xml": b"not xml"})])
def test_a_damaged_workbook_is_refused(data: bytes) -> None:
    assert "damaged or protected" in refusal(data)


def test_a_cell_at_the_far_corner_stops_its_own_reading_only() -> None:
    data = workbook(lambda _book, sheet: sheet.write_row(0, 0, ["Entreprise", "x"]))
    far = rewritten(data, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'r="B1"', b'r="XFD1048576"'))

    assert "damaged or protected" in refusal(far)


def test_more_rows_than_the_limit_are_refused() -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write_column(0, 0, ["Entreprise", *"x" * 200])

    with pytest.raises(Refused, match="more than 50 rows"):
        read_table(workbook(fill), "list.xlsx", COLUMNS, max_rows=50)


def test_an_empty_workbook_has_no_column() -> None:
    assert "has no column “Entreprise”. Headers seen: none." in refusal(workbook(lambda _book, _sheet: None))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (380129866.0, "380129866"),
        (0.1 + 0.2, "0.3"),
        (1e20, "1e+20"),
        (True, "1"),
        (False, "0"),
        (date(2026, 3, 9), "2026-03-09"),
        (datetime(2026, 3, 9), "2026-03-09"),  # noqa: DTZ001 (what a sheet holds)
        (datetime(2026, 3, 9, 14, 30), "2026-03-09 14:30"),  # noqa: DTZ001
        (time(9, 30), "09:30:00"),
        ("Ada", "Ada"),
    ],
)
def test_a_cell_is_read_as_a_person_reads_it(value: object, text: str) -> None:
    assert sheet_child.cell_text(value) == text


def test_the_child_tells_every_sheet(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.merge_range(1, 1, 2, 1, "A")
        sheet.write_string(3, 1, "B")
        sheet.merge_range(9, 1, 10, 1, "beyond the limit")

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(workbook(fill))))

    sheet_child.main(3)

    assert capsys.readouterr().out.splitlines() == ['"sheet"', '[""]', '["A"]', '["A"]', '["B"]']


def test_a_child_stopped_in_the_middle_told_what_it_told() -> None:
    assert [[row.cells for row in rows] for rows in sheets._told([b'"sheet"', b'["a", ""]', b'["b'])] == [[("a",)]]


def test_the_child_works_where_memory_cannot_be_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def refuse(kind: int, _limits: tuple[int, int]) -> None:
        asked.append(kind)
        raise OSError

    monkeypatch.setattr(resource, "setrlimit", refuse)

    sheet_child.limit_self()

    assert len(asked) == 3
