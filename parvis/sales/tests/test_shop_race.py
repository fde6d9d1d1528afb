"""The last unit of an option and 64 buyers; two approvers of one discount."""

import pytest

from parvis.core.actor import Actor, ActorKind
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.exhibitors.models import Exhibitor
from parvis.exhibitors.tests.factories import make_exhibitor
from parvis.sales import actions
from parvis.sales.actions.shop import ask_option
from parvis.sales.models import Option, OptionRequest
from parvis.sales.offer import Deal, choices_of
from parvis.sales.tests.factories import make_draft, make_option
from parvis.sales.tests.test_concurrency import at_once

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
