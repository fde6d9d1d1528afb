"""Issued bytes are kept, handed out and checked, never made again."""

import hashlib
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError, transaction

from parvis.core.errors import Refused
from parvis.editions.tests.factories import NOON
from parvis.sales.models import ExternalCopy, Restamp, Seal
from parvis.sales.tests.factories import make_contract
from parvis.treasury.actions.kept_files import note_files
from parvis.treasury.documents import export_invoices
from parvis.treasury.keeping import kept_files, media_type_of, verify_store
from parvis.treasury.models import CreditNote, IncomingInvoice, KeptFile
from parvis.treasury.sepa import grouped, is_iban, transfer_code
from parvis.treasury.tests.budget_rows import make_expense
from parvis.treasury.tests.factories import credit, make_billing_edition, make_draft, make_issued

DAY = NOON.date()
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
    problems = [
        "Invoice F2026-0001: its file is no longer what was kept.",
        "Invoice F2026-0002: its file is missing.",
    ]
    assert verify_store() == (3, problems)
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
def test_every_kind_of_kept_file_is_hashed_again() -> None:
    """A name that leads nowhere is found whatever the paper it belongs to."""
    nowhere = {"pdf_path": f"00/{'0' * 64}.pdf", "pdf_sha256": "0" * 64}
    contract = make_contract(make_billing_edition())
    Path(default_storage.path(contract.pdf_path)).unlink()
    Path(default_storage.path(contract.quote.pdf_path)).write_bytes(b"another quote")
    seal = Seal.objects.create(contract=contract, step=1, level="B-B", made_at=NOON, keep_until=DAY, **nowhere)
    Restamp.objects.create(seal=seal, made_at=NOON, keep_until=DAY, **{**nowhere, "pdf_sha256": "1" * 64})
    ExternalCopy.objects.create(contract=contract, kind="paper", signed_on=DAY, received_at=NOON, **nowhere)
    bill = make_expense(contract.exhibitor.edition)
    place = Path(default_storage.path(bill.file_path))
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"another bill")
    IncomingInvoice.objects.create(
        platform="manual", key="1", name="EDF.pdf", path="no", sha256="0", received_at=NOON, keep_until=DAY
    )

    number = contract.number
    assert verify_store() == (
        7,
        [
            f"Quote {contract.quote.number}: its file is no longer what was kept.",
            f"Contract {number}: its file is missing.",
            f"Signed contract {number}: its file is missing.",
            f"Signed contract {number}: its file is missing.",
            f"Copy signed elsewhere {number}: its file is missing.",
            f"Expense {bill.number}: its file is no longer what was kept.",
            "Incoming e-invoice EDF.pdf: its file is missing.",
        ],
    )


@db
def test_a_sound_store_has_no_problem() -> None:
    make_issued()

    assert verify_store() == (1, [])
    assert [(str(one.kind), one.name) for one in kept_files()] == [("Invoice", "F2026-0001")]


@db
def test_every_night_papers_are_hashed_again(caplog: pytest.LogCaptureFixture) -> None:
    altered, good = make_issued(), make_issued()
    path = Path(default_storage.path(altered.pdf_path))
    path.write_bytes(path.read_bytes() + b"?")
    out = StringIO()

    call_command("verify_papers", stdout=out)

    size = sum(len(Path(default_storage.path(one.pdf_path)).read_bytes()) for one in (altered, good))
    assert out.getvalue() == (
        f"Invoice F2026-0001: its file is no longer what was kept.\n2 files, {size} bytes, 1 missing or altered\n"
    )
    noted = KeptFile.objects.get()
    assert (noted.path, noted.sha256, noted.media_type) == (good.pdf_path, good.pdf_sha256, "application/pdf")
    assert noted.size_bytes == len(Path(default_storage.path(good.pdf_path)).read_bytes())
    assert caplog.messages == ["paper.altered"]


@db
def test_a_file_that_was_changed_together_with_its_hash_is_told_apart_by_what_was_noted() -> None:
    invoice, other = make_issued(), make_issued()
    facts = {"size_bytes": 1, "media_type": "application/pdf", "noted_at": NOON}
    KeptFile.objects.create(path=invoice.pdf_path, sha256="0" * 64, **facts)
    KeptFile.objects.create(path="gone", sha256="0" * 64, **facts)
    said = "Invoice F2026-0001: file and hash are others than those noted on 15 September 2026."

    assert [note_files(at=NOON).problems for _night in range(2)] == [[said], [said]]
    assert verify_store() == (2, [said])
    assert set(map(str, KeptFile.objects.all())) == {invoice.pdf_path, other.pdf_path}
    with pytest.raises(IntegrityError), transaction.atomic():
        KeptFile.objects.update(sha256=invoice.pdf_sha256)


def test_the_first_bytes_say_what_a_file_is() -> None:
    assert [media_type_of(data) for data in (b"%PDF-1.7", b"\x89PNG\r\n\x1a", b"RIFF1234WEBP", b"<x/>")] == [
        "application/pdf",
        "image/png",
        "image/webp",
        "application/octet-stream",
    ]
