"""Seals: what is in the sealed file, who can check it, what each forgery gets, and what happens when sealing fails."""

import hashlib
import io
import json
import re
import shutil
import subprocess
from pathlib import Path

import page
import pikepdf
import pytest
from django.db import connection
from pytest_django import Settings

from parvis.companies.tests.factories import make_company
from parvis.core.tests.pdf_reading import text_of
from parvis.core.uploads import read_stored
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import NOON, make_actor
from parvis.outbox.models import Message
from parvis.sales import actions, tasks
from parvis.sales.evidence import events_of
from parvis.sales.models import Contract, EvidenceEvent, Seal
from parvis.sales.seal_keys import create_keys, read_keys
from parvis.sales.sealing import seal_waiting
from parvis.sales.tests.factories import make_contract, make_signed
from parvis.sales.tests.timestamping import timestamp_server
from parvis.sales.verification import Verdict, verify

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BY = make_actor()


@pytest.fixture
def contract() -> Contract:
    """Signed by both, sealed twice."""
    contract = make_signed(company=make_company(name="Nubelis"), email="grace@nubelis.example")
    assert seal_waiting(at=NOON) == []
    actions.countersign_contract(contract, by=BY, at=NOON)
    assert seal_waiting(at=NOON) == []
    return contract


def sealed_bytes(contract: Contract, step: int = 2) -> bytes:
    return read_stored(Seal.objects.get(contract=contract, step=step).pdf_path)


def appended(pdf: bytes) -> bytes:
    """The file with one more update at its end: a note on the first page."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        size = int(document.trailer["/Size"])
        root = document.Root.objgen[0]
    start = pdf.rindex(b"startxref")
    last = int(pdf[start:].split()[1])
    body = f"\n{size} 0 obj\n<< /Type /Note /Words (Free of charge) >>\nendobj\n".encode()
    place = len(pdf) + 1
    table = len(pdf) + len(body)
    trailer = f"xref\n{size} 1\n{place:010d} 00000 n \ntrailer\n<< /Size {size + 1} /Root {root} 0 R /Prev {last} >>\n"
    return pdf + body + trailer.encode() + f"startxref\n{table}\n%%EOF\n".encode()


def said_of(data: bytes) -> str:
    verdict: Verdict = verify(data)
    return ("good: " if verdict.is_good else "bad: ") + verdict.sentences[0]


def test_a_sealed_file_holds_the_bytes_that_were_shown_the_evidence_and_both_seals(contract: Contract) -> None:
    first, second = sealed_bytes(contract, 1), sealed_bytes(contract, 2)

    assert first.startswith(read_stored(contract.pdf_path))
    assert second.startswith(first)
    with pikepdf.open(io.BytesIO(second)) as document:
        carried = json.loads(document.attachments["evidence.json"].get_file().read_bytes())
        assert str(document.Root.AF[0].AFRelationship) == "/Supplement"
        fields = [str(field.T) for field in document.Root.AcroForm.Fields]
    assert [event["kind"] for event in carried["events"]][-1] == "signed"
    assert fields == ["Exhibitor", "Association"]
    assert str(Seal.objects.get(contract=contract, step=2)) == f"{contract.number} 2"
    assert seal_waiting(at=NOON) == []
    assert LogEntry.objects.filter(verb="contract.sealed").count() == 2


def test_both_sides_are_mailed_the_sealed_contract_and_its_evidence_once(contract: Contract) -> None:
    assert seal_waiting(at=NOON) == []
    tasks.mail_signed_copy.call(contract.pk)

    mails = {mail.to_address: mail for mail in Message.objects.filter(kind="contract_sealed")}
    assert set(mails) == {"grace@nubelis.example", "contact@forum.example"}
    for mail in mails.values():
        sealed, evidence = mail.attachments
        assert sealed["sha256"] == hashlib.sha256(sealed_bytes(contract)).hexdigest()
        assert (sealed["name"], evidence["name"]) == (f"{contract}-signed.pdf", f"{contract}-evidence.pdf")
        paper = read_stored(evidence["path"])
        assert hashlib.sha256(paper).hexdigest() == evidence["sha256"]
        assert "Signed by the association" in text_of(paper)
        assert "The second file tells each step" in mail.text


# The places of the seals do not stand in the structure that screen readers follow; and a rule meant for one signature
# asks each to cover the whole file, which the first of two never does.
UNTAGGED, COVERED_BY_THE_NEXT = "PDFUA1-WIDGET-FORM-TAG-001", "PDFA3A-SIGNATURE-BYTERANGE-001"
# The checker takes a stream whose own last byte is a carriage return (one font in 256) for one that is a byte too long.
LENGTH, STREAM = "PDFA3A-STREAM-LENGTH-001", re.compile(rb"/Length (\d+)\s[^>]*>>\s*stream\r?\n")


def archive_faults(pdf: bytes) -> list[str]:
    """What an archive (PDF/A-3a) or a screen reader (PDF/UA-1) finds in the file."""
    found = set()
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        found |= {one.rule_id for one in page.validate_pdf_bytes(pdf, profile=profile).failures}
    ends = [pdf[start.end() + int(start[1]) :][:12] for start in STREAM.finditer(pdf)]
    assert ends
    if all(end.lstrip(b"\r\n").startswith(b"endstream") for end in ends):
        found.discard(LENGTH)
    return sorted(found)


def test_a_sealed_file_is_an_archive_file_but_for_two_things_we_know(contract: Contract) -> None:
    assert archive_faults(sealed_bytes(contract, 1)) == [UNTAGGED]
    assert archive_faults(sealed_bytes(contract, 2)) == [COVERED_BY_THE_NEXT, UNTAGGED]


def test_a_genuine_file_is_told_from_each_forgery(contract: Contract, settings: Settings, tmp_path: Path) -> None:
    first, second = sealed_bytes(contract, 1), sealed_bytes(contract, 2)

    assert (
        said_of(second)
        == "good: The content is what was signed, and every event of the evidence follows from the one before."
    )
    assert "older than the association" in verify(first).sentences[1]
    flipped = bytearray(second)
    flipped[len(read_stored(contract.pdf_path)) // 2] ^= 1
    assert said_of(bytes(flipped)).startswith("bad: The content was changed")
    assert said_of(appended(second)).startswith("bad: Something was added")
    settings.KEYS_ROOT = tmp_path
    assert said_of(second).startswith("bad: The seal was not made by us")
    create_keys("Somebody else", replace=False, at=NOON)
    assert said_of(second).startswith("bad: The seal was not made by us")


def test_a_renewed_seal_still_vouches_for_what_the_old_one_sealed(
    contract: Contract, settings: Settings, tmp_path: Path
) -> None:
    shutil.copy(Path(settings.KEYS_ROOT) / "contract-seal.json", tmp_path)
    settings.KEYS_ROOT = tmp_path

    create_keys("Association", replace=True, at=NOON)

    assert verify(sealed_bytes(contract)).is_good


def test_evidence_edited_in_the_database_no_longer_agrees_with_the_file(contract: Contract) -> None:
    with connection.cursor() as cursor:  # as somebody with the database in hand would
        name = "parvis_guard_sales_evidenceevent_update"
        on = " ON sales_evidenceevent" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {name}{on}")
    EvidenceEvent.objects.filter(contract=contract, kind="otp_verified").update(ip="203.0.113.9")

    assert said_of(sealed_bytes(contract)).startswith("bad: The evidence kept here and the evidence in the file differ")


def test_a_withdrawn_contract_says_so(contract: Contract) -> None:
    actions.withdraw_contract(contract, reason="", by=BY, at=NOON)

    assert verify(sealed_bytes(contract)).sentences[-1] == "The contract was withdrawn afterwards."


# These programs stand for any reader but our own library; `.ci/run` installs them, so there they always run.
@pytest.mark.skipif(not shutil.which("pdfsig"), reason="pdfsig (poppler-utils) is not installed")
def test_pdfsig_finds_two_valid_signatures(contract: Contract, tmp_path: Path) -> None:
    (tmp_path / "c.pdf").write_bytes(sealed_bytes(contract))

    said = subprocess.run(["pdfsig", "c.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False).stdout

    assert said.count("Signature is Valid.") == 2
    assert "Total document signed" in said


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_openssl_verifies_each_signature_over_its_own_bytes(contract: Contract, tmp_path: Path) -> None:
    pdf, keys = sealed_bytes(contract), read_keys()
    assert keys is not None
    (tmp_path / "ca.pem").write_text(keys.authority)
    ranges = re.findall(rb"/ByteRange\s*\[\s*(\d+) (\d+) (\d+) (\d+)\s*\]", pdf)
    assert len(ranges) == 2

    for found in ranges:
        start, length, again, rest = map(int, found)
        (tmp_path / "content").write_bytes(pdf[start : start + length] + pdf[again : again + rest])
        (tmp_path / "signature").write_bytes(bytes.fromhex(pdf[start + length + 1 : again - 1].decode()))
        command = "openssl cms -verify -cades -inform DER -binary -in signature -content content -CAfile ca.pem"
        asked = [*command.split(), "-purpose", "any", "-out", "verified"]
        said = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert "erification successful" in said.stderr, said.stderr


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_a_time_stamp_service_makes_the_seals_b_t_and_b_lta(settings: Settings, tmp_path: Path) -> None:
    contract = make_signed()
    actions.countersign_contract(contract, by=BY, at=NOON)
    with timestamp_server() as url:
        settings.TSA_URL = url
        assert seal_waiting(at=NOON) == []

    assert list(Seal.objects.order_by("step").values_list("level", flat=True)) == ["B-T", "B-LTA"]
    verdict = verify(sealed_bytes(contract))
    assert verdict.is_good, verdict
    assert all(seal["stamped_at"] for seal in verdict.seals)
    assert archive_faults(sealed_bytes(contract)) == [COVERED_BY_THE_NEXT, UNTAGGED]
    assert "Verification: OK" in stamp_said_by_openssl(sealed_bytes(contract), tmp_path)


def stamp_said_by_openssl(pdf: bytes, folder: Path) -> str:
    """Of the last time stamp, which covers the whole file, by the certificate that it carries."""
    *_before, (start, length, again, rest) = [
        tuple(map(int, found)) for found in re.findall(rb"/ByteRange\s*\[\s*(\d+) (\d+) (\d+) (\d+)\s*\]", pdf)
    ]
    assert again + rest == len(pdf)
    (folder / "content").write_bytes(pdf[start : start + length] + pdf[again : again + rest])
    (folder / "token").write_bytes(bytes.fromhex(pdf[start + length + 1 : again - 1].decode()))
    openssl(folder, "pkcs7 -inform DER -in token -print_certs -out tsa.pem")
    return openssl(folder, "ts -verify -token_in -in token -data content -CAfile tsa.pem")


def openssl(folder: Path, words: str) -> str:
    said = subprocess.run(["openssl", *words.split()], cwd=folder, capture_output=True, text=True, check=False)
    return f"{said.stdout}{said.stderr}"


def test_without_its_time_stamp_service_the_seal_is_made_and_says_so(settings: Settings) -> None:
    settings.TSA_URL = "http://127.0.0.1:9/"
    contract = make_signed()

    assert seal_waiting(at=NOON) == []

    assert Seal.objects.get().level == "B-B"
    assert events_of(contract)[-1].details["problem"].startswith("B-T: ")


def test_a_seal_that_cannot_be_made_leaves_the_contract_signed_and_is_tried_again(
    settings: Settings, tmp_path: Path
) -> None:
    contract, good = make_signed(), settings.KEYS_ROOT
    settings.KEYS_ROOT = tmp_path
    (tmp_path / "contract-seal.json").write_text("{}")

    assert [seal_waiting(at=NOON) for _try in range(6)] == [[contract.number]] * 6
    tasks.seal_contracts.func()

    contract.refresh_from_db()
    assert (contract.status, Seal.objects.count()) == ("signed", 0)
    assert [event.kind for event in events_of(contract)].count("seal_failed") == 5
    settings.KEYS_ROOT = good
    tasks.seal_contracts.func()
    assert Seal.objects.count() == 1


def test_only_what_was_signed_here_waits_for_a_seal() -> None:
    make_contract()

    assert seal_waiting(at=NOON) == []


def test_a_closed_edition_is_left_as_it_is() -> None:
    contract = make_signed()
    Edition.objects.update(state="closed", closed_at=NOON)

    tasks.seal_contracts.func()

    assert not EvidenceEvent.objects.filter(contract=contract, kind__startswith="seal").exists()
    Edition.objects.update(state="open", closed_at=None)
    tasks.seal_contracts.func()
    assert Seal.objects.count() == 1  # control: it was the closing that kept it from being sealed
