"""The board's pages of the seal, the paper with its fingerprint, and the evidence on paper."""

import io
import json
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from parvis.core.tests.pdf_reading import standards_of, text_of
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, client_in, make_actor, make_edition
from parvis.sales.actions.seal import create_seal, take_out_authority
from parvis.sales.evidence import events_of, first_fault
from parvis.sales.models import EvidenceEvent
from parvis.sales.proof_papers import evidence_paper
from parvis.sales.seal_keys import read_keys
from parvis.sales.tests.factories import make_contract, make_signed
from parvis.sales.tests.test_signature_views import BOARD, prove
from parvis.sales.tests.test_views import text_of as page_of
from parvis.sales.tests.test_views import url

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_seal(settings: Settings, tmp_path: Path) -> Path:
    """An installation without a seal."""
    settings.KEYS_ROOT = tmp_path
    return tmp_path


def test_the_board_makes_the_seal_and_renews_it(no_seal: Path) -> None:
    edition = make_edition()
    board, page, ceremony = client_in(edition, **BOARD), url("seal", edition), url("seal_renew", edition)
    assert "No seal yet" in page_of(board, page)
    assert board.get(url("seal_paper", edition)).status_code == 409
    assert board.post(ceremony).status_code == 422
    assert read_keys() is None

    assert board.post(ceremony, {"understood": "on"}).status_code == 302
    first = read_keys()
    assert "the old authority goes on vouching" in page_of(board, ceremony)
    assert board.post(ceremony, {"understood": "on"}).status_code == 302
    second = read_keys()

    assert first is not None
    assert second is not None
    assert second.former == first.roots
    shown = page_of(board, page)
    assert second.fingerprint in shown
    assert first.fingerprint in shown  # its line of history
    verbs = LogEntry.objects.filter(verb__startswith="seal.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["seal.created", "seal.renewed"]
    assert client_in(edition).get(page).status_code == 403


def test_the_ceremony_asks_for_a_fresh_second_factor(no_seal: Path, settings: Settings) -> None:
    settings.SECOND_FACTOR_EXEMPT = False
    edition = make_edition()
    client, ceremony = client_in(edition, **BOARD), url("seal_renew", edition)
    proof = {"method": "mfa", "at": (timezone.now() - timedelta(minutes=9)).timestamp(), "type": "totp"}
    prove(client, proof)

    assert client.post(ceremony, {"understood": "on"}).status_code == 302
    assert read_keys() is None

    prove(client, proof | {"at": timezone.now().timestamp()})
    client.post(ceremony, {"understood": "on"})
    assert read_keys() is not None


@pytest.mark.parametrize(("years", "said"), [(0, "In use"), (3, "The seal ends soon"), (4, "The seal has ended")])
def test_the_page_says_when_the_seal_ends(no_seal: Path, years: int, said: str) -> None:
    edition = make_edition()
    made = timezone.now() - timedelta(days=366 * years - 30) if years == 3 else timezone.now() - timedelta(366 * years)
    create_seal(edition.association, replace=False, by=make_actor(), at=made)

    assert said in page_of(client_in(edition, **BOARD), url("seal", edition))


def test_the_authority_leaves_the_installation_once(no_seal: Path, tmp_path: Path) -> None:
    association = make_edition().association
    keys = create_seal(association, replace=False, by=make_actor(), at=NOON)

    passphrase = take_out_authority(association, tmp_path / "authority.pem", by=make_actor(), at=NOON)

    assert len(passphrase) > 30
    assert b"ENCRYPTED PRIVATE KEY" in (tmp_path / "authority.pem").read_bytes()
    left = read_keys()
    assert left is not None
    assert (left.authority_key, left.fingerprint) == ("", keys.fingerprint)
    assert LogEntry.objects.get(verb="seal.authority_taken_out").changes == {"fingerprint": [None, keys.fingerprint]}


def test_the_fingerprint_is_printed_in_the_readers_language(no_seal: Path) -> None:
    edition = make_edition()
    keys = create_seal(edition.association, replace=False, by=make_actor(), at=NOON)
    board = client_in(edition, **BOARD)

    answer = board.get(url("seal_paper", edition))

    said = text_of(answer.content)
    assert answer["Content-Type"] == "application/pdf"
    assert standards_of(answer.content) == {"A-3A", "UA-1"}
    assert " ".join(keys.fingerprint.split(":")[:8]) in said
    assert "Seal of contracts" in said


def test_the_evidence_is_printed_with_everything_its_hashes_cover_and_carries_its_json() -> None:
    contract = make_signed()
    client = client_in(contract.exhibitor.edition)

    answer = client.get(url("contract_evidence_paper", contract.exhibitor.edition, contract.pk))

    said = text_of(answer.content).replace("\n", " ")
    assert standards_of(answer.content) == {"A-3A", "UA-1"}
    for event in EvidenceEvent.objects.filter(contract=contract):
        assert event.hash[:32] in said
        assert f"{event.sequence}. {event.get_kind_display()}" in said
    assert "192.0.2.7" in said
    assert "the chain is whole" in said
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        carried = json.loads(document.attachments["evidence.json"].get_file().read_bytes())
    assert (carried["contract"], first_fault(carried["events"])) == (contract.number, 0)
    assert client.get(answer.request["PATH_INFO"]).content == answer.content


def test_a_broken_chain_is_said_on_the_paper() -> None:
    contract = make_contract()
    assert evidence_paper(contract, events_of(contract))["is_whole"]
    with connection.cursor() as cursor:  # as somebody with the database in hand would
        on = " ON sales_evidenceevent" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER parvis_guard_sales_evidenceevent_update{on}")
    EvidenceEvent.objects.filter(contract=contract, sequence=1).update(ip="203.0.113.9")

    paper = evidence_paper(contract, events_of(contract))

    assert (paper["is_whole"], paper["verdict"]) == (
        False,
        "Event 1 does not follow from the one before: this evidence was edited.",
    )
