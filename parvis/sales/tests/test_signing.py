"""Codes, the chain of evidence, and the ways a contract ends unsigned."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from parvis.companies.tests.factories import make_company
from parvis.core.errors import Refused
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.outbox.models import Message
from parvis.sales import actions, evidence
from parvis.sales.models import Contract, EvidenceEvent, Package, Signatory, Signature, SigningCode
from parvis.sales.signatories import Signer, code_pause, in_code_trouble, live_code, signatory_of
from parvis.sales.tests.factories import decline, make_billable, make_contract, make_sent, make_signed, sign, signer

pytestmark = pytest.mark.django_db
BY = make_actor()
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def kinds(contract: Contract) -> list[str]:
    return [event.kind for event in evidence.events_of(contract)]


def attempt(contract: Contract, code: str, *, minutes: int = 0) -> Signature:
    at = NOON + minutes * MINUTE
    make_billable(contract.exhibitor.company)
    return actions.sign_contract(contract, name="G", role="D", code=code, user_agent="", by=signer(), at=at)


def test_signing_writes_a_chain_that_holds() -> None:
    contract = make_contract(email="grace@nubelis.example")
    actions.note_opening(contract, agent="Scanner", by=signer(), at=NOON)

    sign(contract)

    assert kinds(contract) == [
        "frozen",
        "sent",
        "link_opened",
        "otp_sent",
        "otp_verified",
        "document_read",
        "consent_given",
        "signed",
    ]
    events = evidence.events_of(contract)
    assert evidence.stored_fault(contract) == 0
    assert (events[3].ip, events[3].details["email"]) == ("192.0.2.7", "grace@nubelis.example")
    assert events[3].details["message_id"] == Message.objects.get(kind="contract_code").message_id
    assert events[7].details["document_sha256"] == contract.pdf_sha256
    assert str(events[7]) == "C2026-0001 8 signed"


def test_evidence_and_signatory_are_kept_as_long_as_the_signature() -> None:
    contract = make_contract()
    hand_over(contract, actions.send_code(contract, by=signer(), at=NOON))
    signature = sign(contract)

    days = {event.keep_until for event in evidence.events_of(contract)}
    assert days == {signature.keep_until, Signatory.objects.get().keep_until, evidence.kept_until(contract)}
    assert signature.keep_until > contract.exhibitor.edition.fair_on + 10 * 365 * DAY


def test_an_event_that_was_changed_left_out_or_moved_breaks_the_chain() -> None:
    contract = make_signed()
    said = evidence.read_evidence(evidence.evidence_file(contract).decode())
    assert said is not None
    events = said[2]

    assert (said[0], said[1], evidence.first_fault(events)) == (contract.number, contract.pdf_sha256, 0)
    assert evidence.first_fault([*events[:2], events[2] | {"ip": "192.0.2.8"}, *events[3:]]) == 3
    assert evidence.first_fault([*events[:3], *events[4:]]) == 4
    assert evidence.first_fault([events[1], events[0], *events[2:]]) == 1


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps({"contract": "C", "document_sha256": "", "events": [1]})])
def test_what_is_no_evidence_file_is_not_read(text: str) -> None:
    assert evidence.read_evidence(text) is None


def test_the_database_refuses_to_change_or_delete_evidence() -> None:
    contract = make_contract()

    events = EvidenceEvent.objects.filter(contract=contract)

    with pytest.raises(IntegrityError), transaction.atomic():
        events.update(ip="192.0.2.9")
    with pytest.raises(IntegrityError), transaction.atomic():
        events.delete()


def test_opening_the_link_again_and_again_does_not_fill_the_chain() -> None:
    contract = make_contract()
    for _time in range(52):
        actions.note_opening(contract, agent="", by=signer(), at=NOON)
    signed = make_signed(contract.exhibitor.edition, make_company())
    actions.note_opening(signed, agent="", by=signer(), at=NOON)

    assert kinds(contract).count("link_opened") == 50
    assert "link_opened" not in kinds(signed)


def test_a_code_is_kept_as_a_keyed_hash_only() -> None:
    contract = make_contract()

    plain = actions.send_code(contract, by=signer(), at=NOON)

    code = SigningCode.objects.get()
    assert plain not in str(vars(code))
    assert plain in Message.objects.get(kind="contract_code").text
    assert str(code) == f"C2026-0001 #{code.pk}"
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningCode.objects.update(code_hash="0" * 64)


def test_a_code_may_be_typed_with_blanks_and_small_letters() -> None:
    contract = make_contract()
    plain = actions.send_code(contract, by=signer(), at=NOON)

    assert attempt(contract, f" {plain[:4].lower()}-{plain[4:]} ").signer_name == "G"


def test_three_wrong_codes_close_the_code_and_tell_the_team() -> None:
    contract = make_contract()
    plain = actions.send_code(contract, by=signer(), at=NOON)

    for _try in range(3):
        with pytest.raises(Refused, match="not right"):
            attempt(contract, "WRONG")
    with pytest.raises(Refused, match="not right"):
        attempt(contract, plain)

    assert kinds(contract).count("otp_refused") == 3
    assert LogEntry.objects.filter(verb="contract.code_closed").count() == 1
    assert not Signature.objects.exists()


def test_a_code_dies_after_ten_minutes_and_when_the_next_is_sent() -> None:
    contract = make_contract()
    first = actions.send_code(contract, by=signer(), at=NOON)
    second = actions.send_code(contract, by=signer(), at=NOON + MINUTE)

    for code, minutes in ((first, 2), (second, 11)):
        with pytest.raises(Refused, match="not right"):
            attempt(contract, code, minutes=minutes)


def test_five_codes_a_day_are_enough() -> None:
    contract = make_contract()
    for minute in range(5):
        actions.send_code(contract, by=signer(), at=NOON + minute * MINUTE)

    with pytest.raises(Refused, match="tomorrow"):
        actions.send_code(contract, by=signer(), at=NOON + 6 * MINUTE)
    assert actions.send_code(contract, by=signer(), at=NOON + DAY + 6 * MINUTE)


def close_code(contract: Contract, *, minutes: int) -> None:
    """Ask for a code and type it wrong until it is closed."""
    actions.send_code(contract, by=signer(), at=NOON + minutes * MINUTE)
    for _try in range(3):
        with pytest.raises(Refused, match="not right"):
            attempt(contract, "WRONG", minutes=minutes)


def test_after_a_closed_code_the_next_waits_each_time_twice_as_long() -> None:
    contract = make_contract()

    close_code(contract, minutes=0)
    with pytest.raises(Refused, match="at 12:05") as refusal:
        actions.send_code(contract, by=signer(), at=NOON + 4 * MINUTE)
    assert (refusal.value.code, refusal.value.retry_after) == ("code_paused", 61)
    close_code(contract, minutes=5)
    with pytest.raises(Refused, match="at 12:15"):
        actions.send_code(contract, by=signer(), at=NOON + 14 * MINUTE)
    close_code(contract, minutes=15)
    with pytest.raises(Refused, match="at 12:35"):
        actions.send_code(contract, by=signer(), at=NOON + 34 * MINUTE)

    assert actions.send_code(contract, by=signer(), at=NOON + 35 * MINUTE)


def test_the_wait_of_one_signatory_is_not_that_of_the_next() -> None:
    contract = make_contract()
    close_code(contract, minutes=0)
    right = actions.send_code(contract, by=signer(), at=NOON + 5 * MINUTE)
    who = {"name": "Ada Roy", "email": "ada@nubelis.example"}
    actions.delegate_contract(contract, **who, code=right, by=signer(), at=NOON + 5 * MINUTE)

    assert code_pause(contract, at=NOON + 6 * MINUTE) is None


def test_contracts_with_wrong_or_spent_codes_are_found_until_the_day_after() -> None:
    calm, wrong, spent = (make_contract(make_edition()) for _contract in range(3))
    actions.send_code(calm, by=signer(), at=NOON)
    close_code(wrong, minutes=0)
    for minute in range(5):
        actions.send_code(spent, by=signer(), at=NOON + minute * MINUTE)

    def found(days: int) -> set[Contract]:
        return set(in_code_trouble(Contract.objects.all(), on=(NOON + days * DAY).date()))

    assert found(0) == found(1) == {wrong, spent}
    assert found(2) == set()
    assert LogEntry.objects.filter(verb="contract.codes_spent").count() == 1
    sign(wrong, at=NOON + 5 * MINUTE)
    assert found(0) == {spent}


def test_declining_returns_the_stock_and_lets_the_company_be_quoted_again() -> None:
    contract = make_contract()

    decline(contract)
    declined = actions.decline_contract(contract, reason="Budget", code="", by=signer(), at=NOON)

    assert (declined.status, Package.objects.get().sold_count) == ("declined", 0)
    assert LogEntry.objects.get(verb="contract.declined").changes["reason"] == [None, "Budget"]
    again = make_sent(contract.exhibitor.edition, contract.exhibitor.company)
    assert actions.accept_quote(again, by=signer(), at=NOON).status == "sent"
    with pytest.raises(Refused, match="already ended"):
        actions.withdraw_contract(contract, reason="", by=BY, at=NOON)


def hand_over(contract: Contract, code: str) -> Signatory:
    who = {"name": "Ada Roy", "email": "ada@nubelis.example"}
    return actions.delegate_contract(contract, **who, code=code, by=signer(), at=NOON)


def test_who_only_has_the_link_neither_hands_over_nor_declines() -> None:
    contract = make_contract()
    right = actions.send_code(contract, by=signer(), at=NOON)

    for wrong in ("", "WRONG"):
        with pytest.raises(Refused, match="not right"):
            hand_over(contract, wrong)
    with pytest.raises(Refused, match="not right"):
        actions.decline_contract(contract, reason="No", code="WRONG", by=signer(), at=NOON)

    contract.refresh_from_db()
    assert contract.status == "viewed"
    assert not Signatory.objects.exists()
    assert not Message.objects.filter(kind="contract_handed_over").exists()
    assert kinds(contract).count("otp_refused") == 3
    with pytest.raises(Refused, match="not right"):  # the three tries are shared by all acts
        hand_over(contract, right)


def test_handing_over_makes_a_new_link_for_the_new_signatory_alone() -> None:
    contract = make_contract(email="grace@nubelis.example")
    old = contract.token_hash
    code = actions.send_code(contract, by=signer(), at=NOON)

    signatory = hand_over(contract, code)

    contract.refresh_from_db()
    assert contract.token_hash != old
    assert signatory_of(contract) == Signer("Ada Roy", "ada@nubelis.example")
    assert str(signatory) == "C2026-0001 Ada Roy"
    assert live_code(contract, at=NOON) is None
    assert Message.objects.filter(kind="contract_sent").latest("pk").to_address == "ada@nubelis.example"
    told = Message.objects.get(kind="contract_handed_over")
    assert (told.to_address, "ada@nubelis.example" in told.text) == ("grace@nubelis.example", True)
    assert kinds(contract)[-3:] == ["otp_verified", "delegated", "sent"]
    with pytest.raises(Refused, match="not right"):
        attempt(contract, code)
    assert sign(contract).signer_email == "ada@nubelis.example"


def test_contracts_nobody_signed_in_time_expire_once() -> None:
    edition = make_edition()
    late, signed = make_contract(edition), make_signed(edition, make_company())
    past = NOON + 31 * DAY

    assert actions.expire_contracts(edition, by=BY, at=past) == 1
    assert actions.expire_contracts(edition, by=BY, at=past) == 0

    late.refresh_from_db()
    signed.refresh_from_db()
    assert (late.status, signed.status) == ("expired", "signed")
    assert kinds(late)[-1] == "expired"


def test_the_association_signs_after_the_company_and_once() -> None:
    contract = make_contract()
    with pytest.raises(Refused, match="company signs first"):
        actions.countersign_contract(contract, by=BY, at=NOON)
    sign(contract)

    actions.countersign_contract(contract, by=BY, at=NOON)
    both = actions.countersign_contract(contract, by=BY, at=NOON + MINUTE)

    assert (both.status, both.countersigned_at) == ("countersigned", NOON)
    assert kinds(contract).count("countersigned") == 1


def test_a_contract_signed_by_both_can_still_be_withdrawn() -> None:
    contract = make_signed()
    actions.countersign_contract(contract, by=BY, at=NOON)

    withdrawn = actions.withdraw_contract(contract, reason="Closed", by=BY, at=NOON)

    assert (withdrawn.status, withdrawn.exhibitor.status) == ("withdrawn", "withdrawn")
    assert kinds(contract)[-1] == "withdrawn"
