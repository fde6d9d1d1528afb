"""The last unit of an option and 64 buyers; two approvers of one discount."""

import pytest

from parvis.core.actor import Actor, ActorKind
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.exhibitors.models import Exhibitor
from parvis.exhibitors.tests.factories import make_exhibitor
from parvis.sales import actions
from parvis.sales.actions import amendments
from parvis.sales.actions.amendments import amend_contract
from parvis.sales.actions.shop import ask_option
from parvis.sales.models import Contract, Option, OptionRequest, QuoteLine
from parvis.sales.offer import Deal, choices_of
from parvis.sales.tests.factories import make_draft, make_option, make_signed
from parvis.sales.tests.test_concurrency import at_once
from parvis.sales.tests.unguarded import or_broken, then_meet, unguarded

pytestmark = pytest.mark.django_db(transaction=True)
BY = make_actor()
BUYERS = 64


@pytest.mark.slow
def test_one_of_sixty_four_buyers_gets_the_last_unit() -> None:
    edition = make_edition()
    option = make_option(edition, stock=1)
    for _place in range(BUYERS):
        make_exhibitor(edition, status="confirmed")
    buyers = list(Exhibitor.objects.filter(edition=edition).select_related("edition"))

    answers = at_once(
        [
            lambda buyer=buyer: ask_option(buyer, option, quantity=1, by=BY, at=NOON).state  # type: ignore[misc]
            for buyer in buyers
        ]
    )

    assert sorted(answers) == ["asked"] + ["sold_out"] * (BUYERS - 1)
    assert OptionRequest.objects.count() == 1
    assert Option.objects.get().sold_count == 1


@pytest.mark.slow
def test_one_of_sixty_four_amendments_takes_the_last_unit() -> None:
    """Each buyer asks and the team accepts at once: one amendment, and nobody else has a line of that option."""
    edition = make_edition()
    option = make_option(edition, stock=1)
    contracts = [make_signed(edition) for _place in range(4)]
    buyers = [Exhibitor.objects.select_related("edition").get(pk=one.exhibitor_id) for one in contracts]

    def buy(place: int) -> str:
        wish = ask_option(buyers[place % 4], option, quantity=1, by=BY, at=NOON)
        return amend_contract(contracts[place % 4], [wish], by=BY, at=NOON).status

    answers = at_once([lambda place=place: buy(place) for place in range(BUYERS)])  # type: ignore[misc]

    won = Contract.objects.exclude(amends=None).get()
    assert set(answers) <= {"sent", "sold_out", "answered", "changed"}
    assert "sent" in answers
    assert QuoteLine.objects.filter(option=option).get().quote_id == won.quote_id
    assert Option.objects.get().sold_count == 1


def test_eight_who_accept_one_request_at_once_make_one_amendment() -> None:
    contract = make_signed()
    contract.exhibitor.refresh_from_db()
    wish = ask_option(contract.exhibitor, make_option(contract.exhibitor.edition, stock=1), quantity=1, by=BY, at=NOON)

    answers = at_once([lambda: amend_contract(contract, [wish], by=BY, at=NOON).number] * 8)

    assert set(answers) == {f"{contract.number}-A1"}
    assert Contract.objects.exclude(amends=None).count() == 1
    assert Option.objects.get().sold_count == 1


def test_negative_control_without_the_lock_each_would_accept_the_request() -> None:
    """Eight accept it with the lock lifted: each writes an amendment, and only its unique number stops seven."""
    contract = make_signed()
    contract.exhibitor.refresh_from_db()
    wish = ask_option(contract.exhibitor, make_option(contract.exhibitor.edition), quantity=1, by=BY, at=NOON)

    with unguarded() as patch:
        patch.setattr(amendments, "next_number", then_meet(amendments.next_number, 8))
        answers = at_once([or_broken(lambda: amend_contract(contract, [wish], by=BY, at=NOON).number)] * 8)

    assert sorted(answers) == [f"{contract.number}-A1"] + ["IntegrityError"] * 7


def test_two_approvers_at_once_leave_one_approval() -> None:
    quote = make_draft()
    deal = Deal(3_000, "Partner")
    quote = actions.change_quote(quote, contact=quote.contact, choices=choices_of(quote), deal=deal, by=BY, at=NOON)
    people = [Actor(ActorKind.MEMBER, f"9{number}", f"Lead {number}") for number in range(4)]

    names = at_once(
        [
            lambda who=who: (
                actions.approve_discount(  # type: ignore[misc]
                    quote, seen_net_cents=quote.net_cents, by=who, at=NOON
                ).approved_by
            )
            for who in people
        ]
    )

    assert len(set(names)) == 1
    assert LogEntry.objects.filter(verb="quote.approved").count() == 1
