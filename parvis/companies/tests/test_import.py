"""Lists of companies come in without doubles, and twice is once."""

import csv
import io
import random
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from parvis.companies import actions
from parvis.companies.actions import imports
from parvis.companies.actions.lock import lock_companies
from parvis.companies.models import Company, Contact, HeldRow, Opportunity
from parvis.companies.tests.factories import DATA, bring_in, csv_of, make_company, make_contact
from parvis.core.errors import Refused
from parvis.core.exports import xlsx_bytes
from parvis.core.imports import ImportResult
from parvis.editions.models import Edition, FileImport, LogEntry
from parvis.editions.tests.factories import NOON, make_actor, make_edition

pytestmark = pytest.mark.django_db
REAL = (DATA / "companies.csv").read_bytes()
OLD = (DATA / "companies-cp1252.csv").read_bytes()
HELD = [(97, "Idemia", "name"), (98, "UBISOFT", "siren"), (99, "IBM France", "siren")]
HELD += [(100, "MICROSOFT FRANCE", "siren"), (101, "Ericsson", "name"), (102, "Squarepoint Capital", "name")]
DUPLICATES = [{"row": row, "of": of, "by": by} for row, of, by in HELD]
SIREN = "732829320"


def counts(result: ImportResult) -> tuple[int, ...]:
    """read, created, updated, unchanged, duplicates, refused"""
    lists = len(result.duplicates), len(result.refused)
    return (result.read, result.created, result.updated, result.unchanged, *lists)


def workbook() -> bytes:
    rows = list(csv.reader(io.StringIO(REAL.decode("utf-8-sig"), newline=""), delimiter=";"))
    return xlsx_bytes(rows[0], rows[1:])


def test_the_real_file_comes_in_as_expected() -> None:
    edition = make_edition()

    result = bring_in(REAL, edition, name="companies.csv")

    assert counts(result) == (102, 95, 0, 0, 6, 1)
    assert result.duplicates == DUPLICATES
    total = "This is the total below the list, not a row of it. Remove this line."
    assert result.refused == [{"row": 104, "column": "", "reason": total}]
    assert (Company.objects.count(), Contact.objects.count(), HeldRow.objects.count()) == (95, 95, 6)
    assert Opportunity.objects.in_edition(edition).filter(stage__slug="to_contact").count() == 95
    assert list(Company.objects.values_list("kind", flat=True).distinct().order_by("kind")) == [
        "foreign",
        "large",
        "public",
        "sme",
        "startup",
    ]


@pytest.mark.parametrize(
    ("again", "name"), [(REAL, "companies.csv"), (OLD, "companies-cp1252.csv"), (workbook(), "companies.xlsx")]
)
def test_the_same_list_again_changes_nothing(again: bytes, name: str) -> None:
    edition = make_edition()
    bring_in(REAL, edition)
    before = everything()

    result = bring_in(again, edition, name=name)

    assert counts(result) == (102, 0, 0, 95, 6, 1)
    assert everything() == before


def everything() -> list[list[dict[str, Any]]]:
    models: tuple[Any, ...] = (Company, Contact, HeldRow, Opportunity)
    rows: list[list[dict[str, Any]]] = [list(model.objects.order_by("pk").values()) for model in models]
    for held in rows[2]:
        del held["file_import_id"]  # follows the newest file
    return rows


@pytest.mark.parametrize(("data", "name"), [(OLD, "companies-cp1252.csv"), (workbook(), "companies.xlsx")])
def test_other_copies_of_the_file_give_the_same(data: bytes, name: str) -> None:
    result = bring_in(data, name=name)

    assert (counts(result), result.duplicates) == ((102, 95, 0, 0, 6, 1), DUPLICATES)
    assert Company.objects.get(name="Société Générale".upper()).past_editions == ["2025"]


def test_a_row_becomes_a_company_with_its_contact() -> None:
    bring_in(REAL, name="companies.csv")

    safran = Company.objects.get(name="Safran")
    assert (safran.siren, safran.city, safran.sector) == ("562082909", "Paris", "Aéronautique")
    assert (safran.kind, safran.country, safran.past_editions) == ("large", "FR", [])
    assert (safran.notes, safran.last_contact_on) == ('=HYPERLINK("http://x")', date(2026, 9, 8))
    contact = safran.contacts.get()
    assert (contact.first_name, contact.last_name, contact.email) == ("Nadia", "Rémy", "nadia.remy@safran.example")
    assert (contact.phone, contact.source) == ("06.19.33.19.08", "import companies.csv")
    assert Company.objects.get(name="SFR").siren == "343059564"
    assert Company.objects.get(name="G-Research").country == ""
    dates = Company.objects.filter(name__in=["Dassault Systèmes", "SOCIÉTÉ GÉNÉRALE"]).order_by("name")
    assert [row.last_contact_on for row in dates] == [date(2026, 6, 20), date(2025, 10, 17)]
    assert Contact.objects.get(company__name="Alice & Bob").full_name == "Théo Pons"


def test_a_dry_run_says_the_same_and_writes_nothing() -> None:
    result = bring_in(REAL, make_edition(), dry_run=True)

    assert counts(result) == (102, 95, 0, 0, 6, 1)
    assert result.rejects.decode("utf-8-sig").startswith("Entreprise;SIREN;")
    assert not Company.objects.exists()
    assert not FileImport.objects.exists()


def test_rejects_come_back_as_a_file_that_can_be_corrected_and_sent() -> None:
    result = bring_in(csv_of("Nubelis;732829321;Massy;", "Quantix;;Massy;not an address"))

    assert [(row["row"], row["column"]) for row in result.refused] == [(2, "SIREN"), (3, "Mail")]
    assert result.refused[0]["reason"] == (
        "The last digit of a SIREN checks the others, and 732829321 fails: a digit is mistyped. "
        "Correct it, or empty the cell."
    )
    corrected = result.rejects.replace(b"732829321", b"732829320").replace(b"not an address", b"zoe@quantix.example")
    assert counts(bring_in(corrected)) == (2, 2, 0, 0, 0, 0)


def test_blanks_are_filled_and_what_somebody_wrote_stays() -> None:
    company = make_company(
        "Nubelis", siren=SIREN, notes="Ours", last_contact_on=date(2026, 5, 1), past_editions=["2024"]
    )
    contact = make_contact(company, email="grace@nubelis.example", phone="01")
    headers = "Entreprise;SIREN;Ville;Notes;Mail;Tél;Fonction;Présent 2025 ?;Dernier contact"

    result = bring_in(
        csv_of("NUBELIS;732829320;Massy;Theirs;grace@nubelis.example;02;HR;x;02/05/2026", headers=headers), name="a.csv"
    )

    company.refresh_from_db()
    contact.refresh_from_db()
    assert counts(result) == (1, 0, 1, 0, 0, 0)
    assert (company.name, company.city, company.notes) == ("Nubelis", "Massy", "Ours")
    assert (company.last_contact_on, company.past_editions) == (date(2026, 5, 2), ["2024", "2025"])
    assert (contact.phone, contact.job_title) == ("01", "HR")


def test_a_known_company_gets_its_new_contact_and_its_place_in_the_edition() -> None:
    edition, company = make_edition(), make_company("Nubelis", city="Massy")

    result = bring_in(csv_of("Nubelis;;Massy;new@nubelis.example"), edition)

    assert counts(result) == (1, 0, 1, 0, 0, 0)
    assert company.contacts.get().email == "new@nubelis.example"
    assert Opportunity.objects.in_edition(edition).get().company == company


def test_a_file_without_edition_opens_no_opportunity() -> None:
    bring_in(csv_of("Nubelis;;Massy;"))

    assert (Company.objects.count(), Opportunity.objects.count()) == (1, 0)


def test_an_archived_company_is_neither_made_again_nor_put_in_the_pipeline() -> None:
    edition = make_edition()
    make_company("Nubelis", city="Massy", archived_at=NOON)

    assert counts(bring_in(csv_of("Nubelis;;Massy;"), edition)) == (1, 0, 0, 1, 0, 0)
    assert not Opportunity.objects.exists()


def test_a_line_repeated_word_for_word_is_told_and_not_held() -> None:
    line = "Nubelis;;Massy;grace@nubelis.example"
    bring_in(csv_of(line))

    result = bring_in(csv_of(line, line))

    assert result.duplicates == [{"row": 3, "of": "Nubelis", "by": "name"}]
    assert not HeldRow.objects.exists()


def test_a_contact_without_address_is_kept_in_the_notes() -> None:
    headers = "Entreprise;Contact;Tél;Notes"

    bring_in(csv_of("Nubelis;Grace Martin;01 02;Nice people", "Quantix;;03 04;", headers=headers))

    notes = dict(Company.objects.values_list("name", "notes"))
    assert notes == {"Nubelis": "Nice people\nContact: Grace Martin, 01 02", "Quantix": "Contact: 03 04"}
    assert not Contact.objects.exists()


def test_names_are_understood_as_people_write_them() -> None:
    headers = "Company;First name;Last name;Contact;E-mail"
    lines = ["A;;;DUPONT Marie;a@x.example", "B;Marie;;Dupont;b@x.example", "C;;;Cher;c@x.example"]
    lines += ["D;;;Marie DE LA TOUR;d@x.example", "E;;;J P Martin;e@x.example"]

    bring_in(csv_of(*lines, headers=headers))

    rows = Contact.objects.order_by("email").values_list("first_name", "last_name")
    assert list(rows) == [
        ("Marie", "DUPONT"),
        ("Marie", "Dupont"),
        ("", "Cher"),
        ("Marie", "DE LA TOUR"),
        ("J", "P Martin"),
    ]


def test_english_columns_and_all_facts_are_understood() -> None:
    headers = "Company name,Legal name,SIREN,VAT number,Country,Class,Website,Postcode,Town,Attended 2024"
    bring_in(csv_of("Nubelis,Nubelis SAS,73282932000074,,France,SME,nubelis.example,91300,Massy,yes", headers=headers))
    bring_in(csv_of("Kölnwerk,,,136695976,Allemagne,Foreign,,,Köln,no", headers=headers))

    nubelis, foreign = Company.objects.order_by("pk")
    assert (nubelis.siren, nubelis.siret, nubelis.website) == (SIREN, "73282932000074", "https://nubelis.example")
    assert (nubelis.kind, nubelis.postcode, nubelis.past_editions) == ("sme", "91300", ["2024"])
    assert (foreign.country, foreign.vat_number, foreign.siren) == ("DE", "DE136695976", "")


def test_a_wrong_web_site_is_named_with_its_column() -> None:
    result = bring_in(csv_of("Nubelis;see our page", headers="Entreprise;Site web"))

    assert [(row["column"], row["reason"][:45]) for row in result.refused] == [
        ("Site web", "“see our page” is not the address of a web si")
    ]


def test_problems_are_told_in_french() -> None:
    with translation.override("fr"):
        result = bring_in(csv_of("Nubelis;732829321;Massy;"))

    assert result.refused[0]["reason"].startswith("Le dernier chiffre d’un SIREN contrôle les autres")


def test_a_chunk_stands_or_falls_whole_and_leaves_one_line_of_history(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "CHUNK", 40)
    edition = make_edition()

    result = bring_in(REAL, edition, name="companies.csv")

    entries = LogEntry.objects.filter(verb="file_import.brought_in").order_by("pk")
    assert counts(result) == (102, 95, 0, 0, 6, 1)
    assert [entry.changes["rows"] for entry in entries] == [[2, 41], [42, 81], [82, 104]]
    assert [entry.changes["created"] for entry in entries] == [[0, 40], [0, 40], [0, 15]]
    assert [entry.edition for entry in entries] == [edition] * 3


def preview(edition: Edition | None = None, data: bytes = REAL) -> FileImport:
    return actions.preview_import(data, "companies.csv", edition=edition, by=make_actor(), at=NOON)


def test_a_broken_import_goes_on_after_its_last_whole_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "CHUNK", 96)
    kept = preview()
    breaks = iter([False, True])

    def sometimes(*args: Any, **words: Any) -> None:
        if next(breaks):
            raise RuntimeError("power cut")

    with monkeypatch.context() as broken:
        broken.setattr(imports, "lock_companies", sometimes)
        with pytest.raises(RuntimeError):
            actions.run_import(kept, by=make_actor(), at=NOON)
    kept.refresh_from_db()
    assert (kept.state, kept.done_count, Company.objects.count()) == ("running", 96, 95)

    result = actions.run_import(kept, by=make_actor(), at=NOON)

    assert (counts(result), result.duplicates) == ((102, 95, 0, 0, 6, 1), DUPLICATES)


def test_an_import_somebody_else_finished_meanwhile_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = preview()

    def somebody_else_first() -> None:
        monkeypatch.setattr(imports, "lock_companies", lock_companies)
        actions.run_import(FileImport.objects.get(), by=make_actor(), at=NOON)

    monkeypatch.setattr(imports, "lock_companies", somebody_else_first)

    result = actions.run_import(kept, by=make_actor(), at=NOON)

    assert counts(result) == (102, 95, 0, 0, 6, 1)
    assert LogEntry.objects.filter(verb="file_import.brought_in").count() == 1


def test_a_finished_import_says_again_what_it_did() -> None:
    kept = preview(make_edition())

    first = actions.run_import(kept, by=make_actor(), at=NOON)
    again = actions.run_import(kept, by=make_actor(), at=NOON)

    assert (again, kept.state) == (first, "done")
    assert Company.objects.count() == 95


def test_a_dropped_file_is_gone_and_cannot_be_brought_in() -> None:
    kept = preview()

    actions.drop_import(kept, by=make_actor(), at=NOON)

    assert (kept.state, kept.path) == ("dropped", "")
    with pytest.raises(Refused, match="was dropped"):
        actions.run_import(kept, by=make_actor(), at=NOON)
    with pytest.raises(Refused, match="cannot be dropped"):
        actions.drop_import(kept, by=make_actor(), at=NOON)


def test_a_file_brought_in_leaves_only_the_rows_to_correct() -> None:
    good, bad = preview(data=csv_of("Nubelis;;Massy;")), preview(data=csv_of("Quantix;1;Massy;"))

    for kept in (good, bad):
        actions.run_import(kept, by=make_actor(), at=NOON)

    assert good.path == ""
    assert actions.run_import(bad, by=make_actor(), at=NOON).rejects.decode("utf-8-sig").startswith("Entreprise;SIREN")


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "empty.csv", "is empty"),
        (b"Entreprise;Ville\n", "bare.csv", "has headers but no row below them"),
        (b"Ville;Secteur\nMassy;Cloud\n", "cut.csv", "has no column “Entreprise”. Headers seen: “Ville”, “Secteur”"),
        (b"PK\x05\x06" + bytes(18), "list.xlsx", "is a ZIP archive, not a spreadsheet"),
        (b"x" * (21 * 1024 * 1024), "big.csv", "is larger than 20 MB"),
        (b"%PDF-1.7\n", "list.csv", "is a PDF file, not a table"),
    ],
)
def test_a_file_that_is_no_list_is_refused_whole(data: bytes, name: str, sentence: str) -> None:
    with pytest.raises(Refused) as caught:
        bring_in(data, name=name)

    assert sentence in caught.value.message
    assert not FileImport.objects.exists()


def test_two_header_rows_and_mixed_encodings_are_understood() -> None:
    data = "Entreprise;Ville\nEntreprise;Ville\nÉcole Nubelis;Orsay\n".encode() + "Société Zoé;Évry\n".encode("cp1252")

    result = bring_in(data)

    assert result.created == 1
    assert [(row["row"], "Windows-1252" in row["reason"]) for row in result.refused] == [(4, True)]
    assert result.notes == ["Row 2 is a second header row."]


def test_workbooks_with_formulas_and_merged_cells_come_in_as_text() -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 2, "Liste 2026")
        sheet.write_row(2, 0, ["Entreprise", "Ville", "Notes"])
        sheet.write_row(3, 0, ["Nubelis", "Massy"])
        sheet.write_formula(3, 2, '=HYPERLINK("http://x")', None, "http://x")
        sheet.merge_range(4, 0, 5, 0, "Quantix")

    result = bring_in(out.getvalue(), name="list.xlsx")

    assert counts(result)[:2] == (2, 2)
    assert sorted(Company.objects.values_list("name", "notes")) == [("Nubelis", "http://x"), ("Quantix", "")]


def test_long_lists_take_few_queries(django_assert_max_num_queries: Any) -> None:
    letters = random.Random(7)
    names = {"".join(letters.choices("abcdefghilmnoprstu", k=14)) for _place in range(2000)}
    lines = [f"{name};;Ville {place % 40};c@{name}.example" for place, name in enumerate(sorted(names))]

    with django_assert_max_num_queries(150):
        result = bring_in(csv_of(*lines), make_edition())

    assert counts(result) == (2000, 2000, 0, 0, 0, 0)
