"""Files brought in from the shell: counts, a second time, the rows to correct, and files that are refused."""

from pathlib import Path
from typing import Any

import pytest

from parvis.accounts.models import School
from parvis.accounts.tests.factories import make_school
from parvis.companies.models import Company
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import make_edition
from parvis.outbox.models import Message
from parvis.sales.models import Package
from parvis.visitors.models import Consent, Registration
from parvis.visitors.tests.factories import make_admission
from tests.cli.shell import DATA, Shell

pytestmark = pytest.mark.django_db
HEADERS = "Prénom,Nom,E-mail,École\n"
SAM = "Sam,Petit,sam@mail.example,Télécom Paris\n"
ZOE = "Zoé,Roy,zoe@mail.example,Télécom Paris\n"
BAD_ZOE = ZOE.replace("@mail.example", "(at)mail")


def counts(answer: dict[str, Any]) -> tuple[int, ...]:
    """Read, created, updated, unchanged, duplicates, refused."""
    numbers = [answer[name] for name in ("read", "created", "updated", "unchanged")]
    return (*numbers, len(answer["duplicates"]), len(answer["refused"]))


def open_registration() -> Edition:
    make_school()
    return make_admission().edition


def test_import_companies_and_again_and_in_another_encoding(shell: Shell) -> None:
    edition = make_edition()
    words = ["import", "companies", "--edition", edition.slug]

    planned = shell.do(*words, str(DATA / "companies.csv"), "--dry-run")
    assert Company.objects.count() == 0
    first = shell.do(*words, str(DATA / "companies.csv"))
    again = shell.do(*words, str(DATA / "companies.csv"))
    other = shell.do(*words, str(DATA / "companies-cp1252.csv"))

    assert counts(planned) == counts(first) == (102, 95, 0, 0, 6, 1)
    assert counts(again) == counts(other) == (102, 0, 0, 95, 6, 1)
    assert first["duplicates"][0] == {"row": 97, "of": "Idemia", "by": "name"}
    assert sorted(first["refused"][0]) == ["column", "reason", "row"]
    assert Company.objects.count() == 95


def test_import_companies_before_the_first_edition(shell: Shell) -> None:
    assert counts(shell.do("import", "companies", str(DATA / "companies.csv")))[:2] == (102, 95)


def test_import_visitors_takes_seats_then_waits(shell: Shell) -> None:
    shell.do("import", "schools", str(DATA / "schools.csv"))
    edition = make_admission(capacity=1000).edition
    words = ["import", "visitors", str(DATA / "visitors.csv"), "--edition", edition.slug]

    planned = shell.do(*words, "--dry-run")
    assert Registration.objects.count() == 0
    first, again = shell.do(*words), shell.do(*words)

    assert counts(planned) == counts(first) == (1240, 1240, 0, 0, 0, 0)
    assert counts(again) == (1240, 0, 0, 1240, 0, 0)
    statuses = [Registration.objects.filter(status=status).count() for status in ("confirmed", "waiting")]
    assert statuses == [1000, 240]
    assert (Consent.objects.count(), Message.objects.count()) == (0, 0)
    assert LogEntry.objects.filter(verb__startswith="registration", edition=edition).count() == 3


def test_import_visitors_writes_to_them_only_with_invite(shell: Shell, tmp_path: Path) -> None:
    edition = open_registration()
    path = tmp_path / "two.csv"
    path.write_text(HEADERS + SAM + ZOE)
    words = ["import", "visitors", str(path), "--edition", edition.slug]

    assert counts(shell.do(*words))[:2] == (2, 2)
    assert Message.objects.count() == 0
    shell.do(*words, "--invite")
    shell.do(*words, "--invite")

    assert sorted(Message.objects.values_list("to_address", flat=True)) == ["sam@mail.example", "zoe@mail.example"]


def test_import_catalogue_and_schools_twice_change_nothing_the_second_time(shell: Shell) -> None:
    edition = make_edition()
    for words in (
        ["catalogue", str(DATA / "catalogue.json"), "--edition", edition.slug],
        ["schools", str(DATA / "schools.csv")],
    ):
        read, created, *_rest = counts(shell.do("import", *words))
        assert read == created > 0
        assert counts(shell.do("import", *words)) == (read, 0, 0, read, 0, 0)

    assert Package.objects.filter(edition=edition).exists()
    assert School.objects.get(slug="telecom-paris").login == "cas"


def test_rows_to_correct_come_back_as_a_file_that_goes_in(shell: Shell, tmp_path: Path) -> None:
    edition = open_registration()
    listed, rejects = tmp_path / "list.csv", tmp_path / "rejects.csv"
    listed.write_text(HEADERS + SAM + BAD_ZOE)
    words = ["--edition", edition.slug, "--rejects", str(rejects)]

    first = shell.do("import", "visitors", str(listed), *words)
    rejects.write_bytes(rejects.read_bytes().replace(b"zoe(at)mail", b"zoe@mail.example"))
    second = shell.do("import", "visitors", str(rejects), *words)

    assert counts(first) == (2, 1, 0, 0, 0, 1)
    assert (first["refused"][0]["row"], first["refused"][0]["column"]) == (3, "E-mail")
    assert counts(second) == (1, 1, 0, 0, 0, 0)


def test_a_file_of_which_nothing_can_go_in_is_refused_and_its_rows_come_back(shell: Shell, tmp_path: Path) -> None:
    open_registration()
    listed, rejects = tmp_path / "list.csv", tmp_path / "rejects.csv"
    listed.write_text(HEADERS + BAD_ZOE)

    assert shell.refused("import", "visitors", str(listed), "--rejects", str(rejects)) == "nothing_in"
    assert "zoe(at)mail" in rejects.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no workbook", b"Couleur;Forme\nrouge;rond\n"])
def test_a_file_that_is_no_list_is_refused(shell: Shell, tmp_path: Path, content: bytes) -> None:
    make_edition()
    path = tmp_path / "list.csv"
    path.write_bytes(content)

    assert shell.refused("import", "companies", str(path))
    assert not Company.objects.exists()


def test_imports_refuse_an_unknown_edition_and_say_which_exist(shell: Shell) -> None:
    make_edition("forum-2026")

    code, answer = shell.ask("import", "catalogue", str(DATA / "catalogue.json"), "--edition", "forum-2025")

    assert (code, answer["error"]["code"]) == (1, "unknown_edition")
    assert "forum-2026" in answer["error"]["detail"]
