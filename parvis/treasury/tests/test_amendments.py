"""An amendment is invoiced in addition to its contract; what is withdrawn loses its draft."""

from typing import Any

import pytest

from parvis.companies.tests.factories import make_company
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.sales import actions
from parvis.sales.actions.amendments import amend_contract
from parvis.sales.actions.shop import ask_option
from parvis.sales.models import Contract
from parvis.sales.tests.factories import make_contract, make_option, make_signed, sign
from parvis.treasury.models import Invoice

pytestmark = pytest.mark.django_db
BY = make_actor()


def amended(contract: Contract) -> Contract:
    """Two units of 30 euros, asked for, accepted and signed."""
    contract.exhibitor.refresh_from_db()
    wish = ask_option(contract.exhibitor, make_option(contract.exhibitor.edition), quantity=2, by=BY, at=NOON)
    amendment = amend_contract(contract, [wish], by=BY, at=NOON)
    assert not Invoice.objects.filter(contract=amendment).exists()
    sign(amendment)
    return amendment


def drafts() -> list[tuple[int | None, int]]:
    return list(Invoice.objects.order_by("pk").values_list("contract", "net_cents"))


def test_an_amendment_is_invoiced_in_addition_once_it_is_signed() -> None:
    contract = make_signed()

    amendment = amended(contract)

    assert drafts() == [(contract.pk, 240_000), (amendment.pk, 6_000)]


def test_a_withdrawn_amendment_loses_its_draft_and_the_contract_keeps_its_own() -> None:
    contract = make_signed()
    amendment = amended(contract)

    actions.withdraw_contract(amendment, reason="Mistake", by=BY, at=NOON)
    assert drafts() == [(contract.pk, 240_000)]

    actions.withdraw_contract(contract, reason="Budget", by=BY, at=NOON)
    assert drafts() == []


def test_what_the_company_said_before_signing_is_on_its_draft() -> None:
    company = make_company(kind="public", siren="732829320")
    contract = make_contract(make_edition(), company)
    given: dict[str, Any] = {"purchase_order": "ENG-7", "has_no_service_code": True, "market_number": "M-1"}
    actions.fill_details(contract, place={}, **given, by=BY, at=NOON)
    sign(contract)

    draft = Invoice.objects.get(contract=contract)

    assert (draft.purchase_order, draft.has_no_engagement, draft.service_code) == ("ENG-7", False, "")
    assert (draft.has_no_service_code, draft.market_number) == (True, "M-1")
