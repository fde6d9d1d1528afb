"""A contract that is withdrawn takes back what it gave, in every app at once."""

import pytest

from parvis.editions.tests.factories import NOON, make_actor
from parvis.exhibitors.models import Entitlement
from parvis.logistics.actions.booths import give_booth
from parvis.logistics.tests.factories import make_booth, make_hall
from parvis.sales.actions import withdraw_contract
from parvis.sales.tests.factories import make_signed

pytestmark = pytest.mark.django_db
BY = make_actor()


def test_a_contract_withdrawn_frees_the_booth_and_ends_the_entitlements() -> None:
    contract = make_signed()
    exhibitor = contract.exhibitor
    booth = give_booth(make_booth(make_hall(exhibitor.edition)), exhibitor=exhibitor, by=BY, at=NOON)
    rights = Entitlement.objects.filter(exhibitor=exhibitor)
    assert rights.exists()

    withdraw_contract(contract, reason="Closed", by=BY, at=NOON)

    booth.refresh_from_db()
    assert booth.exhibitor is None
    assert not rights.exists()
