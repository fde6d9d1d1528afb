"""Issued bytes are kept, handed out and checked, never made again."""

import hashlib
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from parvis.core.errors import Refused
from parvis.treasury.documents import export_invoices, verify_store
from parvis.treasury.models import CreditNote
from parvis.treasury.sepa import grouped, is_iban, transfer_code
from parvis.treasury.tests.factories import credit, make_draft, make_issued

db = pytest.mark.django_db


@db
def test_the_export_writes_every_issued_paper_of_the_edition(tmp_path: Path) -> None:
    invoice = make_issued()
    edition = invoice.exhibitor.edition
    make_draft(edition)
    make_issued()
    note = credit(invoice)

    files = export_invoices(edition, tmp_path / "out")

    assert [file["number"] for file in files] == ["F2026-0001", "A2026-0001"]
    for file, paper in zip(files, (invoice, note), strict=True):
        data = Path(file["path"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == file["sha256"] == paper.pdf_sha256
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["A2026-0001.pdf", "F2026-0001.pdf"]


@db
def test_a_changed_or_missing_file_is_found(tmp_path: Path) -> None:
    changed, missing, good = make_issued(), make_issued(), make_issued()
    path = Path(default_storage.path(changed.pdf_path))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"?")
    Path(default_storage.path(missing.pdf_path)).unlink()

    with pytest.raises(Refused, match="F2026-0001 is not the one that was issued") as refused:
        export_invoices(changed.exhibitor.edition, tmp_path)
    assert refused.value.code == "altered"
    assert verify_store() == [
        "The file of F2026-0001 is not the one that was issued.",
        "The file of F2026-0002 is missing.",
    ]
    assert not CreditNote.objects.exists()
    assert export_invoices(good.exhibitor.edition, tmp_path)[0]["number"] == "F2026-0003"


def test_the_transfer_code_has_eleven_fields_a_bank_can_read() -> None:
    text = transfer_code(
        holder="Association Élèves & Forum – Épreuve " + "x" * 70,
        iban="fr76 3000 6000 0112 3456 7890 189",
        bic="AGRIFRPP",
        cents=1_234_505,
        reference="F2026-0001",
    )

    fields = text.split("\n")
    assert len(fields) == 11
    assert fields[5].startswith("Association Eleves Forum Epreuve xxx")
    assert (len(fields[5]), fields[6], fields[7]) == (70, "FR7630006000011234567890189", "EUR12345.05")
    assert len(text.encode()) <= 331


def test_an_iban_is_known_by_its_key() -> None:
    assert is_iban("FR76 3000 6000 0112 3456 7890 189")
    assert not is_iban("FR76 3000 6000 0112 3456 7890 188")
    assert not is_iban("FR06 3000 6000 0112 3456 7890 188")  # its own key is right, that of the account is not
    assert grouped("fr7630006000011234567890189") == "FR76 3000 6000 0112 3456 7890 189"


@db
def test_every_night_papers_are_hashed_again(caplog: pytest.LogCaptureFixture) -> None:
    altered, _good = make_issued(), make_issued()
    path = Path(default_storage.path(altered.pdf_path))
    path.write_bytes(path.read_bytes() + b"?")
    out = StringIO()

    call_command("verify_papers", stdout=out)

    assert out.getvalue() == (
        "The file of F2026-0001 is not the one that was issued.\n2 papers, 1 missing or altered\n"
    )
    assert caplog.messages == ["paper.altered"]
