"""Signing for the association, the evidence, copies signed elsewhere and the page that checks a file."""

import io
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from parvis.companies.tests.factories import make_company
from parvis.core.errors import Refused
from parvis.core.uploads import read_stored
from parvis.editions.models import Edition
from parvis.editions.tests.factories import client_in, make_edition
from parvis.sales.actions import accept_quote, send_code, sign_contract
from parvis.sales.models import Contract
from parvis.sales.seal_keys import create_keys
from parvis.sales.tests.factories import make_billable, make_sent, make_signed, pdf_of, signer
from parvis.sales.tests.test_views import text_of, url

pytestmark = pytest.mark.django_db
BOARD = {"pole": "presidency", "role": "lead"}


@pytest.fixture
def edition() -> Edition:
    return make_edition(fair_on=(timezone.now() + timedelta(days=90)).date())


def prove(client: Client, proof: dict[str, object]) -> None:
    """As if the session had shown this."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [proof]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = session["_auth_user_id"]
    session.save()


def blank_pdf() -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(made)
    return made.getvalue()


def upload(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("signed.pdf", data)


def open_contract(edition: Edition) -> Contract:
    quote = make_sent(edition, make_company(name="Nubelis"), at=timezone.now(), expires_on=edition.fair_on)
    return accept_quote(quote, by=signer(), at=timezone.now())


def test_the_board_signs_for_the_association(edition: Edition) -> None:
    contract = make_signed(edition, make_company(name="Nubelis"))
    client, page = client_in(edition, **BOARD), url("contract_countersign", edition, contract.pk)

    assert "Sign for the association" in text_of(client, url("contract_detail", edition, contract.pk))
    assert "Grace Martin, DRH" in text_of(client, page)
    assert client.post(page).status_code == 302

    contract.refresh_from_db()
    assert contract.status == "countersigned"
    assert "Both parties have signed." in text_of(client, page)
    assert client_in(edition).get(page).status_code == 403


def test_signing_for_the_association_asks_for_a_fresh_second_factor(edition: Edition, settings: Settings) -> None:
    settings.SECOND_FACTOR_EXEMPT = False
    contract = make_signed(edition, make_company())
    client, page = client_in(edition, **BOARD), url("contract_countersign", edition, contract.pk)
    proof = {"method": "mfa", "at": (timezone.now() - timedelta(minutes=9)).timestamp(), "type": "totp"}
    prove(client, proof)

    assert client.get(url("contract_detail", edition, contract.pk)).status_code == 200
    assert client.post(page).status_code == 302
    contract.refresh_from_db()
    assert contract.status == "signed"
    prove(client, proof | {"at": timezone.now().timestamp()})
    assert client.post(page).status_code == 302
    contract.refresh_from_db()
    assert contract.status == "countersigned"


def test_an_unsigned_contract_says_who_signs_first(edition: Edition) -> None:
    contract = open_contract(edition)

    page = text_of(client_in(edition, **BOARD), url("contract_countersign", edition, contract.pk))

    assert "The company signs first." in page


def test_the_team_reads_the_evidence_and_takes_it_away(edition: Edition) -> None:
    contract = make_signed(edition, make_company())
    client = client_in(edition)

    page = text_of(client, url("contract_detail", edition, contract.pk))
    answer = client.get(url("contract_evidence", edition, contract.pk))

    assert "the chain is whole" in page
    assert "The seal is being made" in page
    assert answer.json()["last_hash"] == answer.json()["events"][-1]["hash"]
    assert client.get(url("contract_signed_file", edition, contract.pk)).status_code == 404


def test_the_team_sees_that_a_code_was_typed_wrong_three_times(edition: Edition) -> None:
    contract, calm = open_contract(edition), make_signed(edition, make_company(name="Tardis"))
    make_billable(contract.exhibitor.company)
    now, client = timezone.now(), client_in(edition)
    assert "typed wrong" not in text_of(client, url("contract_detail", edition, contract.pk))
    send_code(contract, by=signer(), at=now)
    for _try in range(3):
        with pytest.raises(Refused):
            sign_contract(contract, name="G", role="D", code="WRONG", user_agent="", by=signer(), at=now)

    assert "typed wrong three times" in text_of(client, url("contract_detail", edition, contract.pk))
    found = text_of(client, url("contract_list", edition) + "?codes=trouble")
    assert contract.number in found
    assert calm.number not in found


def test_a_copy_signed_elsewhere_is_brought_in_compared_and_accepted(edition: Edition) -> None:
    contract = open_contract(edition)
    page = url("contract_copy", edition, contract.pk)
    words = {"kind": "paper", "signer_name": "Grace Martin", "signer_role": "DRH"}
    words["signed_on"] = timezone.localdate().isoformat()
    seller, board = client_in(edition), client_in(edition, **BOARD)

    assert "Keep the copy" in text_of(seller, page)
    assert seller.get(url("contract_copy_file", edition, contract.pk)).status_code == 404
    assert seller.post(page, words | {"file": upload(b"no pdf")}).status_code == 422
    assert seller.post(page, words | {"file": upload(blank_pdf())}).status_code == 302
    assert "compares and accepts it" in text_of(seller, page)
    assert pdf_of(seller.get(url("contract_copy_file", edition, contract.pk)))
    assert seller.post(url("contract_copy_accept", edition, contract.pk), {"has_compared": "on"}).status_code == 403
    assert board.post(url("contract_copy_accept", edition, contract.pk)).status_code == 422
    assert board.post(url("contract_copy_accept", edition, contract.pk), {"has_compared": "on"}).status_code == 302

    contract.refresh_from_db()
    assert contract.status == "signed"
    assert "Same text, signed" in text_of(seller, url("contract_detail", edition, contract.pk))
    assert "Compared by" in text_of(seller, page)


def test_a_copy_that_differs_is_refused_with_a_remark(edition: Edition) -> None:
    contract = open_contract(edition)
    client = client_in(edition)
    words = {"kind": "tool", "signer_name": "G", "signer_role": "D", "signed_on": timezone.localdate().isoformat()}
    client.post(url("contract_copy", edition, contract.pk), words | {"file": upload(blank_pdf())})

    assert client.post(url("contract_copy_refuse", edition, contract.pk)).status_code == 422
    client.post(url("contract_copy_refuse", edition, contract.pk), {"remark": "Price crossed out"})

    assert "Price crossed out" in text_of(client, url("contract_copy", edition, contract.pk))


def test_the_page_that_checks_says_in_a_sentence_what_is_wrong(edition: Edition) -> None:
    browser = Client(headers={"accept-language": "en"})
    contract = make_signed(edition, make_company(name="Nubelis"))

    def said(data: bytes) -> str:
        return browser.post("/verify/", {"file": upload(data)}).content.decode()

    assert "Check a signed contract" in text_of(browser, "/verify/")
    assert browser.post("/verify/").status_code == 422
    assert browser.post("/verify/", {"file": upload(b"%PDF-" + b"x" * 10_000_001)}).status_code == 422
    assert "This file is not a PDF." in said(b"hello")
    unsigned = said(read_stored(contract.pdf_path))
    assert "without a signature" in unsigned
    assert "Nubelis" not in unsigned
    assert "There is no seal in this file." in said(blank_pdf())
    assert "cannot be read as a PDF" in said(b"%PDF-1.7 nothing more")


def test_the_authority_can_be_taken_away_once_there_is_one(settings: Settings, tmp_path: Path) -> None:
    settings.KEYS_ROOT = tmp_path
    browser = Client()
    assert [browser.get(f"/verify/authority.{end}").status_code for end in ("crt", "crl")] == [404, 404]
    assert "No contract has been sealed" in browser.get("/verify/", headers={"accept-language": "en"}).content.decode()

    create_keys("Association", replace=False, at=timezone.now())

    assert browser.get("/verify/authority.crt").content.startswith(b"-----BEGIN CERTIFICATE")
    assert browser.get("/verify/authority.crl").content.startswith(b"-----BEGIN X509 CRL")
