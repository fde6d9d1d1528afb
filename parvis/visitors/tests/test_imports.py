"""Lists of visitors: chunks, the second run, the broken run, rows that cannot go in."""

from pathlib import Path

import pytest

from parvis.accounts.actions import import_schools
from parvis.accounts.tests.factories import make_school
from parvis.core import waiting_files
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.exports import xlsx_bytes
from parvis.core.imports import ImportResult
from parvis.editions.models import Edition, FileImport, LogEntry
from parvis.editions.tests.factories import NOON, make_edition
from parvis.outbox.models import Message
from parvis.visitors.actions import (
    cancel_registration,
    confirm_email,
    drop_import,
    import_visitors,
    imports,
    preview_import,
    register_visitors,
    run_import,
)
from parvis.visitors.models import Consent, Registration, Visitor
from parvis.visitors.queries import counts
from parvis.visitors.tests.factories import make_admission, make_registration

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[3] / "tests" / "data"
SHELL = Actor.system("shell")
HEADERS = "Prénom,Nom,E-mail,École,Année,Domaines,Recherche,Langue\n"


def bring_in(edition: Edition, data: bytes | str, *, dry_run: bool = False, invite: bool = False) -> ImportResult:
    data = data if isinstance(data, bytes) else (HEADERS + data).encode()
    return import_visitors(data, "visitors.csv", edition=edition, dry_run=dry_run, invite=invite, by=SHELL, at=NOON)


def tally(result: ImportResult) -> tuple[int, int, int, int, int, int]:
    wrong = len(result.duplicates), len(result.refused)
    return result.read, result.created, result.updated, result.unchanged, *wrong


@pytest.fixture
def edition() -> Edition:
    make_school()
    make_school("ensta", name="ENSTA")
    return make_admission(capacity=2).edition


def test_the_whole_list_takes_seats_then_waits() -> None:
    import_schools((DATA / "schools.csv").read_bytes(), "schools.csv", dry_run=False, by=SHELL, at=NOON)
    edition, data = make_admission(capacity=1000).edition, (DATA / "visitors.csv").read_bytes()

    assert tally(bring_in(edition, data, dry_run=True)) == (1240, 1240, 0, 0, 0, 0)
    assert Registration.objects.count() == 0
    result = bring_in(edition, data)

    assert tally(result) == (1240, 1240, 0, 0, 0, 0)
    assert result.notes == ["Blanks inside an e-mail address were removed in 42 rows."]
    assert counts(edition)[:2] == (1000, 240)
    order = Registration.objects.in_edition(edition).order_by("pk").values_list("status", flat=True)
    assert list(order) == ["confirmed"] * 1000 + ["waiting"] * 240
    lines = LogEntry.objects.filter(edition=edition).order_by("pk")
    assert [(line.verb, line.changes["confirmed"][1]) for line in lines] == [
        ("registrations.imported", 500),
        ("registrations.imported", 500),
        ("registrations.imported", 0),
    ]
    assert Consent.objects.count() == Message.objects.count() == 0
    assert Registration.objects.filter(study_year="doctorat").count() == 153

    assert tally(bring_in(edition, data)) == (1240, 0, 0, 1240, 0, 0)
    assert LogEntry.objects.filter(edition=edition).count() == 3


def test_a_workbook_gives_the_same(edition: Edition) -> None:
    data = xlsx_bytes(["Prénom", "Nom", "E-mail", "École"], [["Sam", "Petit", "sam@mail.example", "ENSTA"]])

    assert tally(bring_in(edition, data)) == (1, 1, 0, 0, 0, 0)


def test_a_broken_import_goes_on_where_it_stopped(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "CHUNK", 2)
    rows = "".join(f"Sam,Petit,sam{n}@mail.example,ENSTA,,,,fr\n" for n in range(5))
    calls: list[int] = []

    def killed_at_the_second_chunk(*args: object, **more: object) -> object:
        calls.append(len(calls))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return register_visitors(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(imports, "register_visitors", killed_at_the_second_chunk)
    with pytest.raises(KeyboardInterrupt):
        bring_in(edition, rows)
    work = FileImport.objects.get()
    assert (work.state, work.done_count, Registration.objects.count()) == ("running", 2, 2)

    result = bring_in(edition, rows)

    work.refresh_from_db()
    assert len(calls) == 4
    assert (work.state, work.done_count, work.result) == ("done", 5, result.as_dict())
    assert tally(result) == (5, 5, 0, 0, 0, 0)
    assert LogEntry.objects.count() == 3


def test_only_an_invitation_sends_mail_and_nobody_is_invited_twice(edition: Edition) -> None:
    rows = "".join(f"Sam,Petit,sam{n}@mail.example,ENSTA,,,,en\n" for n in range(3))
    bring_in(edition, rows)
    proven, gone = Registration.objects.order_by("pk")[:2]
    confirm_email(proven, by=SHELL, at=NOON)
    cancel_registration(gone, by=SHELL, at=NOON)
    Message.objects.all().delete()

    for _ in range(2):
        bring_in(edition, rows, invite=True)

    invitation = Message.objects.get()
    assert invitation.to_address == "sam2@mail.example"
    assert "from the list of ENSTA" in invitation.text


def test_the_file_corrects_those_who_have_not_confirmed_and_nobody_else(edition: Edition) -> None:
    row = "Sam,Petit,{}@mail.example,{},{},{},,en\n"
    bring_in(edition, row.format("a", "ENSTA", "", "Cloud") + row.format("b", "ENSTA", "", ""))
    confirm_email(Registration.objects.get(visitor__email="b@mail.example"), by=SHELL, at=NOON)
    make_registration(edition, status="waiting", email="c@mail.example", is_proven=False)
    corrected = "".join(row.format(who, "Télécom Paris", "2A", "Image") for who in "abc")

    foreseen, done = bring_in(edition, corrected, dry_run=True), bring_in(edition, corrected)

    assert tally(foreseen) == tally(done) == (3, 0, 1, 2, 0, 0)
    changed = Registration.objects.get(visitor__email="a@mail.example")
    assert (changed.school.slug, changed.study_year) == ("telecom-paris", "2a")
    assert [term.slug for term in changed.terms.all()] == ["image"]
    assert Registration.objects.get(visitor__email="b@mail.example").school.slug == "ensta"


def test_addresses_are_repaired_compared_and_refused(edition: Edition) -> None:
    rows = """Sam,Petit,SAM @Mail.example ,ENSTA,,,,fr
Sam,Petit,sam@mail.example,ENSTA,,,,fr
Pat,Noir,pat@@mail.example,ENSTA,,,,fr
Pat,Noir,,ENSTA,,,,fr
Pat,Noir,pat at mail,ENSTA,,,,fr
"""
    result = bring_in(edition, rows)

    assert tally(result) == (5, 1, 0, 0, 1, 3)
    assert result.duplicates == [{"row": 3, "of": 2, "by": "email"}]
    assert [(row["row"], row["column"]) for row in result.refused] == [(4, "E-mail"), (5, "E-mail"), (6, "E-mail")]
    assert Visitor.objects.get().email == "sam@mail.example"
    rejects = result.rejects.decode("utf-8-sig")
    assert "pat@@mail.example" in rejects
    assert "sam" not in rejects.lower()


def test_schools_and_choices_are_recognised_or_proposed(edition: Edition) -> None:
    make_school("polytechnique", name="École polytechnique")
    rows = """A,A,a@mail.example,telecom paris,2a,IA|Zumba,Doctorat|stages,English
B,B,b@mail.example,Ecole Polytechnqiue,,,,fr
C,C,c@mail.example,Polytech,,,,fr
D,D,d@mail.example,Hogwarts,,,,fr
"""
    result = bring_in(edition, rows)

    assert tally(result) == (4, 2, 0, 0, 0, 2)
    first = Registration.objects.get(visitor__email="a@mail.example")
    assert sorted(term.slug for term in first.terms.all()) == ["intelligence-artificielle", "stage", "these"]
    assert (first.study_year, first.visitor.language) == ("2a", "en")
    assert Registration.objects.get(visitor__email="b@mail.example").school.slug == "polytechnique"
    assert "Write “École polytechnique” if that is the one." in result.refused[0]["reason"]
    assert "Add the school first" in result.refused[1]["reason"]
    assert result.notes == ["Row 2: “Zumba” is not a known choice and is left out."]


def test_names_of_any_kind_stay_text(edition: Edition) -> None:
    rows = "=1+1,<b>x</b>,a@mail.example,ENSTA,,,,fr\n\u202eevil,O'Brien,b@mail.example,ENSTA,,,,fr\n"
    rows += f"{'x' * 10_000},Long,c@mail.example,ENSTA,,,,fr\n"

    result = bring_in(edition, rows)

    assert list(Visitor.objects.order_by("pk").values_list("first_name", "last_name")) == [
        ("=1+1", "<b>x</b>"),
        ("evil", "O'Brien"),
    ]
    assert [(row["row"], row["column"]) for row in result.refused] == [(4, "Prénom")]


def test_many_unknown_words_are_counted_not_listed(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parvis.visitors.imports.NOTED", 1)

    result = bring_in(edition, "A,A,a@mail.example,ENSTA,Vieux,Telecomz|Zumba,,fr\n")

    assert result.notes == [
        "Row 2: “Vieux” is not a known choice and is left out.",
        "And 2 more words were left out.",
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (HEADERS.encode(), "no row below"),
        (b"first name;last name\nA;B\n", "no column"),
        (b"PK\x03\x04 no workbook", "cannot be read"),
        (b"x" * (20 * 1024 * 1024 + 1), "larger than"),
    ],
)
def test_a_file_that_is_no_list_is_refused(edition: Edition, data: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        bring_in(edition, data)
    assert FileImport.objects.count() == 0


def test_a_preview_registers_nobody_and_its_run_forgets_the_file(
    edition: Edition, django_capture_on_commit_callbacks: pytest.FixtureRequest
) -> None:
    data = (HEADERS + "Sam,Petit,sam@mail.example,ENSTA,,,,fr\n").encode()
    work = preview_import(data, "list\n.csv", edition=edition, by=SHELL, at=NOON)
    assert (work.name, work.state, work.result["created"], Registration.objects.count()) == (
        "list .csv",
        "preview",
        1,
        0,
    )
    kept = work.path

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        bring_in(edition, waiting_files.read(kept))

    work.refresh_from_db()
    assert (work.state, work.path, work.result["created"]) == ("done", "", 1)
    with pytest.raises(Refused, match="no longer here"):
        waiting_files.read(kept)


def test_a_preview_is_dropped_once(edition: Edition) -> None:
    work = preview_import(
        (HEADERS + "A,B,a@b.example,ENSTA,,,,\n").encode(), "x.csv", edition=edition, by=SHELL, at=NOON
    )

    drop_import(work)

    work.refresh_from_db()
    assert work.state == "dropped"
    with pytest.raises(Refused, match="already"):
        drop_import(work)
    with pytest.raises(Refused, match="send it again"):
        run_import(work, edition=edition, invite=False, by=SHELL, at=NOON)


def test_each_edition_has_its_own_import(edition: Edition) -> None:
    row = "Sam,Petit,sam@mail.example,ENSTA,,,,fr\n"
    bring_in(edition, row)

    assert tally(bring_in(make_edition(), row)) == (1, 1, 0, 0, 0, 0)
    assert Visitor.objects.count() == 1
