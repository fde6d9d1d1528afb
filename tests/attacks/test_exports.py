"""What leaves as a file: no cell is a formula, no name breaks a paper, a header or a page."""

import csv
import io
import re
import zipfile
from typing import Any

import pytest
from django.test import Client

from parvis.checkin.actions import issue_badge
from parvis.companies.models import Company
from parvis.core.tests.pdf_reading import codes_of, page_count, text_of
from parvis.editions.tests.factories import NOON, make_actor
from parvis.visitors.tests.factories import make_registration, make_visitor
from tests.attacks.fair import Fair, make_fair
from tests.attacks.marking import marking
from tests.attacks.reading import address, content_of, routes, visit
from tests.matrix.table import PORTAL, TEAM

pytestmark = pytest.mark.django_db
# What a spreadsheet takes for the beginning of a formula: written down here, not read from the code that is tried.
STARTS = "=+-@＝＋－＠"
FORMULA = 'HYPERLINK("http://evil.example";"x")'
BEGINNINGS = ("=", "-2+", "@", "＋")  # the others: parvis/core/tests/test_exports.py
MOST_LISTS = 6


def exports_of(fair: Fair, kind: str) -> dict[str, bytes]:
    """Each list of the team as a file."""
    found = {}
    for route in routes(TEAM):
        if "list" in route.name:
            answer: Any = fair.president.get(f"{address(route, fair.world)}?export={kind}")
            if f".{kind}" in answer.headers.get("Content-Disposition", ""):
                found[route.name] = content_of(answer)
    return found


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_no_cell_of_any_exported_list_is_a_formula(beginning: str) -> None:
    """60: a formula stands in front of every text of every model; each list as CSV and as a workbook."""
    with marking(beginning + FORMULA):
        fair = make_fair()

    files, books = exports_of(fair, "csv"), exports_of(fair, "xlsx")
    tables = [csv.reader(io.StringIO(data.decode("utf-8-sig"))) for data in files.values()]
    cells = [cell for table in tables for row in table for cell in row]
    assert [cell for cell in cells if cell.lstrip()[:1] in set(STARTS) and not is_number(cell)] == []
    assert min(len(files), len(books)) >= MOST_LISTS
    sheets = {name: parts_of(data) for name, data in books.items()}
    assert {name for name, (_members, text) in sheets.items() if re.search(r"<(f|hyperlink)\b", text)} == set()
    assert [part for members, _text in sheets.values() for part in members if "external" in part.lower()] == []
    # it was there, in both
    assert len([cell for cell in cells if FORMULA in cell]) > 10
    assert sum(text.count("HYPERLINK(") for _members, text in sheets.values()) > 10


def is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


def parts_of(workbook: bytes) -> tuple[list[str], str]:
    """The names of its members, and its sheets."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        names = archive.namelist()
        sheets = [archive.read(name).decode() for name in names if name.startswith("xl/worksheets/")]
        return names, " ".join(sheets)


NAMES = {
    "long": "W" * 80, "words": "Anne-Sophie de la Tour d’Auvergne " * 2, "arabic": "محمد عبد الله", "cjk": "山田太郎",
    "markup": "</svg><script>alert(1)</script>", "typst": "#import \"x\": *", "typst call": "#read(\"/etc/passwd\")",
    "dollar": "$x$ *a* _b_ `c` @d <e> [f]", "emoji": "Zoé 👩‍🚀", "stack": "Z" + "\u0301" * 3 + "oé", "rtl": "A\u202eB",
}  # fmt: skip


# What can be read in the file where it is not the name itself: one line is too short, letters take another form.
READ = {
    "long": ["W" * 15], "words": ["Anne-Sophie de la Tour d’Auvergne"], "arabic": ["محمد", "الله"], "emoji": ["Zoé"],
    "stack": ["oé"], "rtl": ["AB"],
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_badge_is_printed_whatever_the_name(here: Fair, name: str) -> None:
    """62: one page, its code still reads, the name is text."""
    text = NAMES[name][:80]
    visitor = make_visitor(first_name="Al", last_name=text)
    badge = issue_badge(make_registration(here.edition, visitor=visitor), by=make_actor(), at=NOON)
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(visitor.user)

    paper = content_of(here.president.get(f"/team/here/badges/{badge.pk}/badge.pdf"))
    pages = [visit(browser, path) for path in ("/me/here/badge/", "/me/here/badge/card/")]

    assert page_count(paper) == 1
    assert len(codes_of(paper)) == 1
    said = text_of(paper)
    assert [words for words in READ.get(name, [text]) if words not in said] == []
    assert "root:" not in said
    assert [page.status for page in pages] == [200, 200]
    assert all("<script>alert(1)" not in page.text for page in pages)


@pytest.mark.parametrize("name", ["a\r\nX-Evil: 1", 'é"; filename=evil.html', "../../\u202ecod.exe" + "a" * 100])
def test_a_name_never_breaks_the_header_of_a_download(here: Fair, name: str) -> None:
    """44, 61: files that are called after companies and people."""
    Company.objects.filter(pk=here.exhibitor.company_id).update(name=name[:160], name_folded=name[:160])
    type(here.edition).objects.filter(pk=here.edition.pk).update(name=name[:120])
    for route in [*routes(PORTAL), *routes(TEAM)]:
        if not route.name.endswith(("_file", "_pdf", "badge_paper", "_rejects")):
            continue
        client = here.president if route.is_team else here.representative
        answer: Any = client.get(address(route, here.world))
        disposition = answer.headers.get("Content-Disposition", "")
        content_of(answer)
        assert "\n" not in disposition
        assert "X-Evil" not in answer.headers
        assert disposition.count("filename=") <= 1
        assert "../" not in disposition
