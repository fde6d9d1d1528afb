"""Tables from strangers, sent to the pages that import companies, visitors and the price list."""

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import Settings

from parvis.companies.models import Company
from parvis.editions.models import FileImport
from parvis.visitors.models import Registration
from tests.attacks import samples
from tests.attacks.fair import Fair

pytestmark = pytest.mark.django_db
PAGES = ("companies:company_import", "visitors:visitor_import", "sales:catalogue_import")
ROWS = [["Entreprise", "Ville"], ["Nubelis", "Paris"]]


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def send(fair: Fair, data: bytes, name: str = "list.xlsx", page: str = PAGES[0]) -> Any:
    return fair.president.post(reverse(page, args=["here"]), {"file": SimpleUploadedFile(name, data)})


BIG_PART = b"<worksheet><sheetData>" + bytes(256 * 1024 * 1024)
WORKBOOKS: dict[str, Callable[[], bytes]] = {
    "a part of 256 MB": lambda: samples.archive(BIG_PART, {}),
    "a member outside": lambda: samples.workbook(ROWS, **{"../../evil.txt": b"x"}),
    "a member from the root": lambda: samples.workbook(ROWS, **{"/etc/cron.d/evil": b"x"}),
    "a member with backslashes": lambda: samples.workbook(ROWS, **{"..\\..\\evil.txt": b"x"}),
    "six thousand members": lambda: samples.workbook(ROWS, **{f"xl/m{number}": b"" for number in range(6000)}),
    "entities": lambda: samples.archive(b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><worksheet>&b;', {}),
    "no workbook": lambda: zipped(b"x"),
    "truncated": lambda: samples.workbook(ROWS)[:300],
    "old format": lambda: b"\xd0\xcf\x11\xe0" + bytes(600),
    "a PDF": samples.pdf,
    "nothing": lambda: b"",
}


def zipped(content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        out.writestr("a.txt", content)
    return made.getvalue()


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_hostile_workbook_is_refused_and_nothing_is_kept(here: Fair, media: Path, name: str) -> None:
    """46: by each page that takes tables."""
    data, companies, people = WORKBOOKS[name](), Company.objects.count(), Registration.objects.count()
    began = time.process_time()

    assert {send(here, data, page=page).status_code for page in PAGES} <= {409, 422}
    assert time.process_time() - began < 4
    assert (Company.objects.count(), Registration.objects.count()) == (companies, people)
    assert list(media.rglob("evil*")) == []


def test_a_workbook_of_a_million_rows_is_refused(here: Fair, media: Path) -> None:
    """46: a few kilobytes of archive; the rows are counted in a child process, before one of them is shown."""
    rows = b"<row><c><v>1</v></c></row>" * 1_000_000
    data = samples.archive(b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>", {})

    assert len(data) < 200_000
    assert send(here, data).status_code == 422
    assert list(media.rglob("waiting/*")) == []


def test_a_link_to_another_workbook_is_not_followed(here: Fair) -> None:
    """46: the file is read for its rows alone; every socket is closed in these tests."""
    elsewhere = samples.relation("externalLinkPath", "http://evil.example/a.xlsx").encode()
    data = samples.workbook(ROWS, **{"xl/externalLinks/_rels/externalLink1.xml.rels": elsewhere})

    answer = send(here, data)

    assert answer.status_code == 302
    assert b"evil.example" not in here.president.get(answer.headers["Location"]).content


def test_a_plain_workbook_is_read(here: Fair) -> None:
    """Control: the workbooks above are refused for what is hostile in them."""
    assert send(here, samples.workbook(ROWS)).status_code == 302
    assert send(here, samples.workbook(ROWS, **{"docProps/more.xml": b"x"})).status_code == 302


TABLES = {
    "UTF-16": "Entreprise;Ville\nNubelis Un;Paris\n".encode("utf-16"),
    "a mark of UTF-8": b"\xef\xbb\xbfEntreprise;Ville\nNubelis Un;Paris\n",
    "mixed line ends": b"Entreprise;Ville\rNubelis Un;Paris\r\nNubelis Deux;Lyon\n",
    "a title above": b"Liste 2026\n\nEntreprise;Ville\nNubelis Un;Paris\n",
    "two hundred columns": b";".join([b"Entreprise", b"Ville", *(b"C%d" % n for n in range(200))])
    + b"\nNubelis Un;Paris\n",
    "a header twice": b"Entreprise;Ville;Ville\nNubelis Un;Paris;Lyon\n",
    "formulas": b'Entreprise;Ville\n"=HYPERLINK(""http://evil.example"")";Paris\n@SUM(1+1);=cmd|\'/c calc\'!A0\n',
    "ten thousand characters": b"Entreprise;Ville\n" + b"a" * 10_000 + b";Paris\n",
    "direction marks": "Entreprise;Ville\nNube\u202elis;Pa\u200bris\n".encode(),
    "nothing but headers": b"Entreprise;Ville\n",
}


@pytest.mark.parametrize("name", TABLES)
def test_an_unusual_table_is_read_and_shown_before_anything_happens(here: Fair, name: str) -> None:
    """47: the preview names each problem; no row is there before the button."""
    before = Company.objects.count()

    answer = send(here, TABLES[name], "list.csv")

    assert answer.status_code in {302, 422}
    assert Company.objects.count() == before
    if answer.status_code == 302:
        assert here.president.get(answer.headers["Location"]).status_code == 200
        assert here.president.post(answer.headers["Location"] + "run/").status_code in {302, 409}
        assert not Company.objects.filter(name__contains="\u202e").exists()


NO_TABLES = [b'Entreprise;Ville\n"Nubelis;Paris\nA;B\n', b"\x00\x01\x02" * 500, b"a,b\n" * 3, b"\xff" * 4000]


@pytest.mark.parametrize("data", NO_TABLES)
def test_what_is_no_table_is_refused_with_a_sentence(here: Fair, data: bytes) -> None:
    """47: a quote that is never closed, bytes, a table of something else."""
    answer = send(here, data, "list.csv")

    assert answer.status_code == 422
    assert b"errorlist" in answer.content or b"list.csv" in answer.content


@pytest.mark.parametrize("name", ["../../x.csv", "a" * 300 + ".csv", "<b>.csv", "a\u202evsc.exe", "=1+1.csv"])
def test_the_name_of_a_file_is_words_and_no_place(here: Fair, media: Path, name: str) -> None:
    """44."""
    answer = send(here, b"Entreprise;Ville\nNubelis;Paris\n", name)

    assert answer.status_code == 302
    kept = FileImport.objects.latest("pk")
    assert kept.path.startswith("waiting/")
    assert (media / kept.path).exists()
    page = here.president.get(answer.headers["Location"])
    assert b"<b>.csv" not in page.content
    assert "\u202e" not in page.content.decode()
