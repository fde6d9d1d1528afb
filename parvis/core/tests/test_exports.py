"""Whatever text is exported, no spreadsheet takes it for a formula, and numbers stay numbers."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from parvis.core import exports
from parvis.core.errors import Refused

ATTACKS = [
    "=HYPERLINK(1)",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    " =1",
    "=1\x00",
]

pytestmark = pytest.mark.django_db  # a closed file response ends its request, which looks at the connection


def csv_rows(content: bytes, separator: str = ";") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


def xlsx_rows(content: bytes) -> list[list[object]]:
    return [list(row) for row in CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_formula_is_exported_as_text(attack: str) -> None:
    [[header], [cell]] = csv_rows(exports.csv_bytes([attack], [[attack]], language="fr"))

    assert cell == header == "'" + attack.replace("\x00", "")


@given(st.text(max_size=40))
def test_no_exported_text_starts_a_formula(text: str) -> None:
    [_headers, [cell, _end]] = csv_rows(exports.csv_bytes(["a", "b"], [[text, "x"]], language="fr"))

    assert not re.match(r"\s*[=+\-@＝＋－＠]", cell)


@given(st.text(max_size=40))
def test_unguard_gives_back_what_guard_was_given(text: str) -> None:
    if not exports.GUARDED.match(text):
        assert exports.unguard(exports.guard(text)) == text


@given(st.lists(st.sampled_from(ATTACKS) | st.text(max_size=20), min_size=1, max_size=4))
@settings(max_examples=25)
def test_xlsx_holds_texts_only_as_texts(texts: list[str]) -> None:
    content = exports.xlsx_bytes(["h"] * len(texts), [texts])

    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert sheet.count(b'<c r="') == sheet.count(b't="inlineStr"') == 2 * len(texts)


NOON = datetime(2026, 3, 9, 11, 30, tzinfo=UTC)
ROW: list[exports.Cell] = [-5, Decimal("-1234.50"), True, date(2026, 3, 9), NOON, None, date(1850, 1, 1)]


def test_numbers_and_dates_stay_what_they_are_in_csv() -> None:
    english = csv_rows(exports.csv_bytes(["h"] * 7, [ROW], language="en"), ",")
    french = csv_rows(
        exports.csv_bytes(["h"] * 7, [[*ROW[:3], float("inf"), NOON.replace(tzinfo=None)]], language="fr")
    )

    assert english[1] == ["-5", "-1234.50", "yes", "2026-03-09", "2026-03-09 12:30", "", "1850-01-01"]
    assert french[1] == ["-5", "-1234,50", "oui", "inf", "2026-03-09 11:30"]


def test_numbers_and_dates_stay_what_they_are_in_xlsx() -> None:
    [_headers, cells] = xlsx_rows(exports.xlsx_bytes(["h"] * 7, [ROW]))

    local_noon = NOON.replace(hour=12, tzinfo=None)
    assert cells == [-5.0, -1234.5, "yes", date(2026, 3, 9), local_noon, "", "1850-01-01"]


def test_xlsx_refuses_more_rows_than_a_sheet_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST_ROWS", 2)

    with pytest.raises(Refused, match="1,048,575"):
        exports.xlsx_bytes(["h"], [["a"]] * 3)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Sociétés 2026", "Sociétés 2026.csv"),
        ("../../etc/passwd", "etc-passwd.csv"),
        ("..\\x", "x.csv"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie- x.csv"),
        ("fdp\u202egpj", "fdpgpj.csv"),
        ("a" * 300, "a" * 120 + ".csv"),
        ("...", "export.csv"),
    ],
)
def test_file_names_are_safe_on_any_system(name: str, safe: str) -> None:
    assert exports.file_name(name, "csv") == safe


def test_responses_carry_both_forms_of_the_name() -> None:
    response = exports.csv_response("Sociétés", ["Nom"], [["Ada"]])
    workbook = exports.xlsx_response("Companies", ["Name"], [["Ada"]])

    assert response["Content-Disposition"] == (
        "attachment; filename=\"Societes.csv\"; filename*=UTF-8''Soci%C3%A9t%C3%A9s.csv"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert workbook["Content-Disposition"] == 'attachment; filename="Companies.xlsx"'
    assert xlsx_rows(workbook.content) == [["Name"], ["Ada"]]
    assert exports.disposition("»") == "attachment; filename=\"file\"; filename*=UTF-8''%C2%BB"
