"""Copies signed on paper or with the company's own tool: kept as they came, counted once a person compared them."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from parvis.accounts.tests.factories import make_user
from parvis.core.actor import Actor, ActorKind
from parvis.core.errors import Refused
from parvis.core.uploads import read_stored
from parvis.editions.models import Association
from parvis.editions.tests.factories import NOON, make_actor
from parvis.outbox.models import Message
from parvis.sales import actions, tasks
from parvis.sales.evidence import events_of
from parvis.sales.models import Contract, ExternalCopy
from parvis.sales.signatories import countersigner_of, signed_unsealed
from parvis.sales.tests.factories import decline, make_contract

pytestmark = pytest.mark.django_db
BY = make_actor()
TODAY = NOON.date()
WORDS = {"kind": "tool", "signer_name": "Grace Martin", "signer_role": "DRH"}


def received(contract: Contract, *, data: bytes = b"%PDF-1.7 signed", signed_on: date = TODAY) -> ExternalCopy:
    return actions.receive_copy(contract, data=data, values=WORDS, signed_on=signed_on, by=BY, at=NOON)


def test_a_copy_is_kept_byte_for_byte_and_counts_once_it_was_compared() -> None:
    contract = make_contract()

    copy = received(contract)
    contract.refresh_from_db()
    assert (contract.status, read_stored(copy.pdf_path)) == ("sent", b"%PDF-1.7 signed")
    actions.accept_copy(copy, remark="DocuSign", by=BY, at=NOON)
    actions.accept_copy(copy, remark="DocuSign", by=BY, at=NOON)

    contract.refresh_from_db()
    copy.refresh_from_db()
    assert (contract.status, contract.exhibitor.status, copy.state) == ("signed", "confirmed", "accepted")
    assert (copy.compared_by, contract.signature.signer_name) == (BY.label, "Grace Martin")
    assert copy.pdf_sha256 in contract.signature.consent_text
    assert [event.kind for event in events_of(contract)] == ["frozen", "sent", "external_received", "external_accepted"]
    assert str(copy) == "C2026-0001 Signed with the company’s own tool"
    assert signed_unsealed() == []


def test_the_mail_after_a_copy_was_accepted_carries_that_copy() -> None:
    contract = make_contract()
    copy = received(contract)

    actions.accept_copy(copy, by=BY, at=NOON)

    mail = Message.objects.get(kind="contract_signed")
    assert [paper["sha256"] for paper in mail.attachments] == [copy.pdf_sha256]
    assert "as you signed it" in mail.text
    assert copy.pdf_sha256 in mail.text


def test_once_both_have_signed_each_side_is_mailed_the_copy_from_elsewhere() -> None:
    contract, who = make_contract(), make_user("paul@forum.example")
    Association.objects.update(email="")
    copy = received(contract)
    tasks.mail_signed_copy.call(contract.pk)  # nothing is signed yet
    actions.accept_copy(copy, by=BY, at=NOON)
    countersigner = Actor(ActorKind.MEMBER, str(who.pk), "Paul")

    actions.countersign_contract(contract, by=countersigner, at=NOON)
    for _time in range(2):
        tasks.mail_signed_copy.call(contract.pk)

    mails = Message.objects.filter(kind="contract_sealed").order_by("pk")
    assert [mail.to_address for mail in mails] == [contract.quote.contact.email, "paul@forum.example"]
    assert [mail.attachments[0]["sha256"] for mail in mails] == [copy.pdf_sha256] * 2
    assert "signed elsewhere, as we received it" in mails[0].text
    who.delete()
    assert countersigner_of(contract) is None


def test_a_refused_copy_leaves_the_contract_waiting_and_another_may_come() -> None:
    contract = make_contract()
    copy = received(contract)

    actions.refuse_copy(copy, remark="Price crossed out", by=BY, at=NOON)
    refused = actions.refuse_copy(copy, remark="Price crossed out", by=BY, at=NOON)

    assert refused.remark == "Price crossed out"
    with pytest.raises(Refused, match="already compared"):
        actions.accept_copy(copy, by=BY, at=NOON)
    assert received(contract, data=b"%PDF-1.7 second").state == "waiting"


def test_an_accepted_copy_is_not_refused_afterwards() -> None:
    contract = make_contract()
    copy = received(contract)
    actions.accept_copy(copy, by=BY, at=NOON)

    with pytest.raises(Refused, match="already compared"):
        actions.refuse_copy(copy, remark="No", by=BY, at=NOON)


def test_a_copy_without_signature_out_of_time_or_beside_another_is_refused() -> None:
    contract = make_contract()

    with pytest.raises(Refused, match="no signature"):
        received(contract, data=read_stored(contract.pdf_path))
    for day in (NOON.date() - timedelta(days=1), NOON.date() + timedelta(days=1)):
        with pytest.raises(Refused, match="date of signature"):
            received(contract, signed_on=day)
    received(contract)
    with pytest.raises(Refused, match="already waits"):
        received(contract, data=b"%PDF-1.7 second")


def test_a_copy_of_a_contract_that_ended_is_not_taken() -> None:
    contract = make_contract()
    copy = received(contract)
    decline(contract)

    with pytest.raises(Refused, match="no longer be signed"):
        actions.accept_copy(copy, by=BY, at=NOON)


def test_the_database_keeps_the_file_of_a_copy() -> None:
    received(make_contract())

    with pytest.raises(IntegrityError), transaction.atomic():
        ExternalCopy.objects.update(pdf_sha256="0" * 64)
