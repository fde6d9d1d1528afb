"""Seals bought elsewhere: what is refused on the way in, and that contracts sealed with them are good."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, rsa
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from django.test import Client
from pytest_django import Settings

from parvis.core.errors import Refused
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, client_in, make_actor, make_edition
from parvis.sales import actions
from parvis.sales.actions.seal import create_seal, take_out_authority, use_seal
from parvis.sales.models import Contract, Seal
from parvis.sales.proof_papers import ceremony_paper
from parvis.sales.seal_files import read_seal_file
from parvis.sales.seal_keys import SealKeys, read_keys
from parvis.sales.sealing import seal_waiting
from parvis.sales.tests.factories import make_signed
from parvis.sales.tests.test_sealing import sealed_bytes
from parvis.sales.tests.test_signature_views import BOARD
from parvis.sales.tests.test_views import text_of, url
from parvis.sales.tests.trust_service import (
    BETWEEN,
    BETWEEN_CERTIFICATE,
    PASSPHRASE,
    ROOT,
    ROOT_CERTIFICATE,
    Authority,
    ec_key,
    seal_file,
)
from parvis.sales.verification import verify

pytestmark = pytest.mark.django_db
BY = make_actor()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def keys_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.KEYS_ROOT = tmp_path / "keys"
    return tmp_path / "keys"


def bring(data: bytes, *, replace: bool = False, contract: Contract | None = None) -> SealKeys:
    association = contract.exhibitor.edition.association if contract else make_edition().association
    return use_seal(association, data, passphrase=PASSPHRASE, replace=replace, by=BY, at=NOON)


def test_a_bought_seal_is_kept_locked_and_named(keys_folder: Path) -> None:
    key = ec_key()
    keys = bring(seal_file(key, BETWEEN.certify("Forum des exemples", key)))

    kept = (keys_folder / "contract-seal.json").read_text()
    assert (keys.owner, keys.issuer, keys.kind, keys.is_brought) == (
        "Forum des exemples",
        "Trust Root",
        "EC secp256r1",
        True,
    )
    assert "PRIVATE KEY" not in kept
    assert b"PRIVATE KEY" in keys.private_key()
    assert read_keys() == keys
    assert LogEntry.objects.get(verb="seal.brought").changes == {"fingerprint": [None, keys.fingerprint]}
    with pytest.raises(Refused, match="no authority key"):
        take_out_authority(make_edition().association, keys_folder / "out.pem", by=BY, at=NOON)


def test_a_bought_seal_takes_the_place_of_another_only_when_asked() -> None:
    association = make_edition().association
    own = create_seal(association, replace=False, by=BY, at=NOON)
    bought = seal_file()

    with pytest.raises(Refused, match="--replace"):
        bring(bought)
    keys = bring(bought, replace=True)
    with pytest.raises(Refused, match="in use already"):
        bring(bought, replace=True)

    assert keys.roots[1:] == own.roots
    assert create_seal(association, replace=True, by=BY, at=NOON).roots[1:] == keys.roots


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"x" * 1_000_001, "too large"),
        (b"no file of keys", "does not open"),
        (pkcs12.serialize_key_and_certificates(None, None, None, [ROOT_CERTIFICATE], NoEncryption()), "does not open"),
    ],
)
def test_what_is_no_seal_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        bring(data)


def test_a_wrong_passphrase_is_told() -> None:
    with pytest.raises(Refused, match="passphrase is wrong"):
        read_seal_file(seal_file(), "guess", at=NOON)


def test_a_file_of_certificates_alone_is_refused() -> None:
    alone = pkcs12.serialize_key_and_certificates(None, None, None, [ROOT_CERTIFICATE], NoEncryption())

    with pytest.raises(Refused, match="no private key"):
        read_seal_file(alone, "", at=NOON)


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_seal_file(data, PASSPHRASE, at=NOON)
    assert refused.value.code == "bad_seal"
    return refused.value.message


def test_keys_that_are_too_short_or_of_another_kind_are_refused() -> None:
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 (that is the point)
    odd = dsa.generate_private_key(2048)

    assert "2048" in refusal(seal_file(short, BETWEEN.certify("Forum", short)))
    assert "not with this kind" in refusal(seal_file(odd, BETWEEN.certify("Forum", odd)))


@pytest.mark.parametrize(("signs", "is_authority"), [(False, False), (None, False), (True, True)])
def test_a_certificate_that_does_not_sign_documents_is_refused(signs: bool | None, is_authority: bool) -> None:
    key = ec_key()

    said = refusal(seal_file(key, BETWEEN.certify("Forum", key, signs=signs, is_authority=is_authority)))

    assert "not made to sign documents" in said


def test_a_chain_that_is_missing_ends_early_or_does_not_hold() -> None:
    key = ec_key()
    certificate = BETWEEN.certify("Forum", key)
    false_name = Authority("Trust Seals")
    no_authority = ROOT.certify("Trust Seals", BETWEEN.key)

    assert "whole chain" in refusal(seal_file(key, certificate, []))
    assert "whole chain" in refusal(seal_file(key, Authority("Forum", key).certify("Forum", key), []))
    stranger = ROOT.certify("Trust Seals", false_name.key, is_authority=True)
    assert "did not issue it" in refusal(seal_file(key, certificate, [stranger]))
    assert "is no authority" in refusal(seal_file(key, certificate, [no_authority]))
    short = read_seal_file(seal_file(key, certificate, [BETWEEN_CERTIFICATE]), PASSPHRASE, at=NOON)
    assert short.chain == [BETWEEN_CERTIFICATE]  # many files leave the root out


def test_a_seal_that_has_ended_or_not_begun_is_refused_with_the_day() -> None:
    key = ec_key()

    ended = refusal(seal_file(key, BETWEEN.certify("Forum", key, until=NOON - DAY)))
    early = refusal(seal_file(key, BETWEEN.certify("Forum", key, start=NOON + DAY)))

    assert f"Forum ended on {(NOON - DAY).date()}" in ended
    assert f"Forum begins on {(NOON + DAY).date()} only" in early


def test_the_pages_name_who_issued_the_seal_and_offer_no_list_of_ours() -> None:
    edition = make_edition()
    create_seal(edition.association, replace=False, by=BY, at=NOON)
    keys = bring(seal_file(), replace=True)

    assert "Forum des exemples, issued by Trust Root" in text_of(client_in(edition, **BOARD), url("seal", edition))
    public = text_of(Client(headers={"accept-language": "en"}), "/verify/")
    assert "Trust Root" in public
    assert "Contracts sealed before carry our own" in public
    assert "Revocation list" not in public
    assert Client().get("/verify/authority.crl").status_code == 404
    facts = {fact["label"]: fact["value"] for fact in ceremony_paper(keys, edition.association)["facts"]}
    assert (facts["Issued by"], facts["Kind of key"]) == ("Trust Root", "RSA 2048, SHA-256")


@pytest.mark.slow
def test_contracts_sealed_by_a_bought_seal_are_good_and_those_before_stay_so() -> None:
    before = make_signed()
    assert seal_waiting(at=NOON) == []
    bring(seal_file(), replace=True, contract=before)
    after = make_signed()
    actions.countersign_contract(after, by=BY, at=NOON)

    assert seal_waiting(at=NOON) == []

    verdicts = [verify(sealed_bytes(contract, step)) for contract, step in ((before, 1), (after, 1), (after, 2))]
    assert [verdict.is_good for verdict in verdicts] == [True] * 3
    subjects = {seal["subject"] for seal in verdicts[-1].seals}
    assert subjects == {"Common Name: Forum des exemples"}
    assert Seal.objects.count() == 3
