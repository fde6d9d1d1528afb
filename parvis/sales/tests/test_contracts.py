"""Signing contracts and taking them back."""

import hashlib
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from parvis.accounts.models import User
from parvis.companies.tests.factories import make_company
from parvis.core.errors import Refused
from parvis.core.uploads import read_stored
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.exhibitors.models import Entitlement, Representative
from parvis.outbox.models import Message
from parvis.sales import actions, signals
from parvis.sales.models import Contract, Signature
from parvis.sales.offer import Choice
from parvis.sales.tests.factories import (
    make_contract,
    make_opportunity,
    make_option,
    make_package,
    make_sent,
    make_signed,
    sign,
    signer,
)

pytestmark = pytest.mark.django_db
BY = make_actor()
DAY = timedelta(days=1)


def test_sign_contract_keeps_the_proof() -> None:
    contract = make_contract(make_edition(), make_company(name="Nubelis", siren="732829320"), email="g@nubelis.example")

    signature = sign(contract, user_agent="Firefox " * 99)

    bytes_shown = read_stored(contract.pdf_path)
    assert (signature.signer_name, signature.signer_role, signature.signer_email) == (
        "Grace Martin",
        "DRH",
        "g@nubelis.example",
    )
    assert (signature.ip, signature.signed_at, len(signature.user_agent)) == ("192.0.2.7", NOON, 300)
    assert signature.document_sha256 == hashlib.sha256(bytes_shown).hexdigest()
    assert "I am empowered to bind Nubelis (SIREN 732829320)." in signature.consent_text
    assert contract.pdf_sha256 in signature.consent_text
    assert signature.keep_until > date(2036, 10, 20)


def test_sign_contract_confirms_gives_and_lets_the_signer_in() -> None:
    edition, company = make_edition(), make_company()
    opportunity = make_opportunity(edition, company)
    package = make_package(edition, includes={"area_dm2": 450, "meal": 2})
    choices = [Choice(package), Choice(make_option(edition), 3), Choice(make_option(edition, gives_kind=""))]
    contract = make_contract(edition, company, choices=choices, email="grace@nubelis.example")

    sign(contract)

    contract.refresh_from_db()
    assert (contract.status, contract.signed_at, contract.exhibitor.status) == ("signed", NOON, "confirmed")
    opportunity.refresh_from_db()
    assert (opportunity.stage.outcome, opportunity.expected_cents) == ("won", contract.net_cents)
    given = Entitlement.objects.order_by("kind").values_list("kind", "quantity", "source")
    assert list(given) == [("area_dm2", 450, "C2026-0001"), ("meal", 5, "C2026-0001")]
    assert Representative.objects.get().user == User.objects.get(email="grace@nubelis.example")
    assert Message.objects.get(kind="contract_signed").attachments[0]["sha256"] == contract.pdf_sha256
    opportunity.refresh_from_db()
    assert opportunity.stage.slug == "won"


def test_what_the_contract_gives_is_what_the_price_list_said_that_day() -> None:
    edition = make_edition()
    package = make_package(edition, includes={"meal": 2})
    contract = make_contract(edition, choices=[Choice(package)])
    package.inclusions.update(quantity=99)

    sign(contract)

    assert list(Entitlement.objects.values_list("kind", "quantity")) == [("meal", 2)]


def test_a_second_click_on_sign_gets_the_first_signature() -> None:
    contract = make_contract()
    heard: list[Contract] = []

    def listener(contract: Contract, **_rest: object) -> None:
        heard.append(contract)

    signals.contract_signed.connect(listener)

    first = sign(contract)
    again = actions.sign_contract(contract, name="G", role="D", code="", user_agent="", by=signer(), at=NOON)

    assert again == first
    assert heard == [contract]
    assert Message.objects.filter(kind="contract_signed").count() == 1


def test_a_contract_is_not_signed_after_its_last_day_nor_once_withdrawn() -> None:
    late, gone = make_contract(), make_contract()
    actions.withdraw_contract(gone, reason="", by=BY, at=NOON)

    with pytest.raises(Refused, match="no longer be signed"):
        sign(late, at=NOON + 31 * DAY)
    with pytest.raises(Refused, match="no longer be signed"):
        sign(gone)
    assert not Signature.objects.exists()


def test_nothing_is_signed_when_the_document_on_file_is_not_the_one_that_was_made() -> None:
    contract = make_contract()
    path = Path(default_storage.path(contract.pdf_path))
    bytes_shown = path.read_bytes()
    path.write_bytes(bytes_shown + b" ")

    with pytest.raises(Refused, match="damaged"):
        sign(contract)

    path.write_bytes(bytes_shown)
    contract.refresh_from_db()
    assert contract.status == "viewed"


def test_the_database_itself_keeps_a_contract_and_its_signature() -> None:
    contract = make_signed()

    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(net_cents=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.update(signer_name="Mallory")


def test_resend_contract_makes_a_new_link_until_it_is_signed() -> None:
    contract = make_contract()
    old = contract.token_hash

    again = actions.resend_contract(contract, by=BY, at=NOON)

    assert again.token_hash != old
    assert Message.objects.filter(kind="contract_sent").count() == 2
    sign(again)
    with pytest.raises(Refused, match="no longer be signed"):
        actions.resend_contract(again, by=BY, at=NOON)


def test_withdraw_contract_takes_everything_back_once() -> None:
    edition = make_edition()
    package, option = make_package(edition, stock=1), make_option(edition)
    contract = make_signed(edition, choices=[Choice(package), Choice(option, 3)])
    heard: list[Contract] = []

    def listener(contract: Contract, **_rest: object) -> None:
        heard.append(contract)

    signals.contract_withdrawn.connect(listener)
    actions.withdraw_contract(contract, reason="Budget", by=BY, at=NOON)
    withdrawn = actions.withdraw_contract(contract, reason="Budget", by=BY, at=NOON)

    package.refresh_from_db()
    option.refresh_from_db()
    withdrawn.quote.refresh_from_db()
    assert (package.sold_count, option.sold_count) == (0, 0)
    assert not Entitlement.objects.exists()
    assert (withdrawn.status, withdrawn.quote.status) == ("withdrawn", "withdrawn")
    assert (withdrawn.exhibitor.status, heard) == ("withdrawn", [contract])
    assert LogEntry.objects.get(verb="contract.withdrawn").changes["reason"] == [None, "Budget"]
    assert Message.objects.filter(kind="contract_withdrawn").count() == 1


def test_withdrawing_an_unsigned_contract_leaves_the_exhibitor_prospective() -> None:
    contract = make_contract()

    actions.withdraw_contract(contract, reason="", by=BY, at=NOON)

    contract.exhibitor.refresh_from_db()
    assert contract.exhibitor.status == "prospective"


def test_after_a_withdrawal_another_quote_can_be_accepted() -> None:
    contract = make_signed()
    actions.withdraw_contract(contract, reason="", by=BY, at=NOON)

    quote = make_sent(contract.exhibitor.edition, contract.exhibitor.company)
    again = actions.accept_quote(quote, by=signer(), at=NOON)

    assert again.number == "C2026-0002"
    assert sign(again).contract.exhibitor.status == "confirmed"
