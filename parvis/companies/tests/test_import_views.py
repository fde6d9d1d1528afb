"""From the upload to the result: nothing is written before the person says so."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from parvis.companies.forms import company as forms
from parvis.companies.models import Company
from parvis.companies.tests.factories import DATA, bring_in, csv_of, make_company
from parvis.companies.tests.test_views import said, url
from parvis.core import waiting_files
from parvis.core.errors import Refused
from parvis.editions.models import Edition, FileImport
from parvis.editions.tests.factories import client_in, make_edition

pytestmark = pytest.mark.django_db
REAL = (DATA / "companies.csv").read_bytes()
MIXED = csv_of(
    "Nubelis;;Massy;a@x.example",
    "Quantix;732829321;Massy;b@x.example",
    "Known;732829320;Massy;c@x.example",
    "Alike SAS;;Massy;d@x.example",
    "Twice;;Massy;e@x.example",
    "Twice;;Massy;e@x.example",
    "Silent;;Massy;",
)


def send(client: Client, edition: Edition, data: bytes, name: str = "list.csv") -> FileImport:
    answer = client.post(url("company_import", edition), {"file": SimpleUploadedFile(name, data)})
    kept = FileImport.objects.latest("pk")
    assert answer["Location"] == url("company_import_preview", edition, kept.pk)
    return kept


def test_the_preview_says_what_each_row_becomes_and_writes_nothing() -> None:
    edition = make_edition()
    make_company("Known", siren="732829320")
    make_company("Alike", city="Massy")
    client = client_in(edition)
    kept = send(client, edition, MIXED)

    page = said(client.get(url("company_import_preview", edition, kept.pk)))

    for words in (
        "SIREN: The last digit of a SIREN checks the others, and 732829321 fails",
        "Fills: town, contact.",
        "Name and town like Alike.",
        "Repeats Twice and says nothing new.",
        "With the contact a@x.example.",
        "Bring in 6 rows",
        "CSV, UTF-8",
    ):
        assert words in page
    assert Company.objects.count() == 2


@pytest.mark.parametrize(("show", "rows"), [("", 102), ("hold", 6), ("refuse", 1), ("create", 95), ("update", 0)])
def test_the_preview_shows_one_fate_at_a_time(show: str, rows: int) -> None:
    edition = make_edition()
    client = client_in(edition)
    kept = send(client, edition, REAL, "companies.csv")

    answer = client.get(url("company_import_preview", edition, kept.pk) + f"?show={show}")

    assert answer.context["page"].paginator.count == rows


def test_rows_known_to_wait_and_same_sirens_are_told() -> None:
    edition = make_edition()
    make_company("Known", siren="732829320")
    bring_in(csv_of("Unknown;732829320;Massy;a@x.example"), edition)
    client = client_in(edition)
    lines = csv_of("Unknown;732829320;Massy;a@x.example", "Other;732829320;Massy;b@x.example")

    page = said(client.get(url("company_import_preview", edition, send(client, edition, lines).pk)))

    assert "Waits for a decision already: is it Known?" in page
    assert "Same SIREN as Known." in page


def test_running_brings_in_the_good_rows_and_leaves_the_rest_to_correct() -> None:
    edition = make_edition()
    client = client_in(edition)
    kept = send(client, edition, REAL, "companies.csv")
    before = client.get(url("company_import_rejects", edition, kept.pk))

    answer = client.post(url("company_import_run", edition, kept.pk), follow=True)
    after = client.get(url("company_import_rejects", edition, kept.pk))

    assert Company.objects.count() == 95
    assert "95 companies are new." in said(answer)
    assert "This is the total below the list" in said(answer)
    assert before.content == after.content
    assert after["Content-Disposition"] == 'attachment; filename="to correct companies.csv"'
    assert client.post(url("company_import_drop", edition, kept.pk)).status_code == 409


def test_a_dropped_file_is_forgotten() -> None:
    edition = make_edition()
    client = client_in(edition)
    kept = send(client, edition, MIXED)

    client.post(url("company_import_drop", edition, kept.pk))

    assert not Company.objects.exists()
    assert "nothing was brought in" in said(client.get(url("company_import_preview", edition, kept.pk)))
    assert client.get(url("company_import_rejects", edition, kept.pk)).status_code == 404
    assert client.post(url("company_import_run", edition, kept.pk)).status_code == 409


def test_without_rows_to_correct_there_is_no_file_of_them() -> None:
    edition = make_edition()
    client = client_in(edition)
    kept = send(client, edition, csv_of("Nubelis;;Massy;"))

    assert client.get(url("company_import_rejects", edition, kept.pk)).status_code == 404


def test_a_file_of_which_nothing_can_go_in_offers_no_button() -> None:
    edition = make_edition()
    client = client_in(edition)

    page = said(client.get(url("company_import_preview", edition, send(client, edition, csv_of("A;1;;")).pk)))

    assert "No row of this file can go in" in page
    assert "Bring in 0" not in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"", "is empty"), (b"Ville\nMassy\n", "has no column “Entreprise”"), (b"PK\x05\x06" + bytes(18), "ZIP archive")],
)
def test_a_file_that_is_no_list_is_refused_beside_its_field(data: bytes, sentence: str) -> None:
    edition = make_edition()

    answer = client_in(edition).post(url("company_import", edition), {"file": SimpleUploadedFile("list.csv", data)})

    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors["file"][0]
    assert not FileImport.objects.exists()


def test_no_file_and_a_file_too_large_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    edition = make_edition()
    client = client_in(edition)
    monkeypatch.setattr(forms, "MOST_FILE_BYTES", 10)

    none = client.post(url("company_import", edition))
    large = client.post(url("company_import", edition), {"file": SimpleUploadedFile("list.csv", REAL)})

    assert (none.status_code, large.status_code) == (422, 422)
    assert large.context["form"].errors["file"] == ["This file is larger than 20 MB. Cut it in several files."]


def test_the_example_can_be_sent_as_it_is() -> None:
    edition = make_edition()
    client = client_in(edition)

    example = client.get(url("company_import_sample", edition)).content

    assert bring_in(example).as_dict()["created"] == 1
    assert client.get(url("company_import", edition)).status_code == 200


def test_a_waiting_file_is_kept_under_a_name_of_ours_until_it_is_dropped() -> None:
    name = waiting_files.keep(b"list")

    assert waiting_files.read(name) == b"list"
    for _time in range(2):
        waiting_files.drop(name)
    waiting_files.drop("")
    with pytest.raises(Refused, match="no longer here"):
        waiting_files.read(name)
    with pytest.raises(ValueError, match="not a waiting file"):
        waiting_files.read("../../etc/passwd")
