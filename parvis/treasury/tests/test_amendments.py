"""An amendment is invoiced in addition to its contract; what is withdrawn loses its draft."""

import pytest

from parvis.editions.tests.factories import NOON, make_actor
from parvis.sales import actions
from parvis.sales.actions.amendments import amend_contract
from parvis.sales.actions.shop import ask_option
from parvis.sales.models import Contract
from parvis.sales.tests.factories import make_option, make_signed, sign
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
