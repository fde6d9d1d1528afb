"""History is read as far as the pages it speaks of: money and people stay with those who may see them."""

from typing import Any

import pytest

from parvis.companies.tests.factories import make_opportunity
from parvis.core.actor import Actor, ActorKind
from parvis.editions.actions import set_day
from parvis.editions.history import record
from parvis.editions.tests.factories import NOON, client_in, make_edition
from parvis.treasury.tests.factories import fill_association, make_issued
from parvis.visitors.tests.factories import make_registration

pytestmark = pytest.mark.django_db
HOME = "203.0.113.7"


@pytest.mark.parametrize(
    ("pole", "role", "seen"),
    [
        ("presidency", "lead", {"money", "people", "addresses"}),
        ("treasury", "reader", {"money"}),
        ("visitors", "member", {"people"}),
        ("logistics", "lead", set()),
        ("it", "lead", {"addresses"}),
    ],
)
def test_history_shows_what_its_reader_may_see(pole: str, role: str, seen: set[str]) -> None:
    edition = make_edition()
    fill_association()
    invoice = make_issued(edition)
    zoe, ada = Actor(ActorKind.VISITOR, "1", "Zoé Roy", HOME), Actor(ActorKind.MEMBER, "2", "Ada Roy", HOME)
    record("registration.cancelled", make_registration(edition), by=zoe, at=NOON, edition=edition)
    set_day(edition, on=edition.fair_on, opens_at=NOON, closes_at=NOON.replace(hour=20), by=ada, at=NOON)
    client, address = client_in(edition, pole=pole, role=role), f"/team/{edition.slug}/history/"

    for shown in (client.get(address).text, client.get(address, {"export": "csv"}).text):
        assert "Ada Roy" in shown
        marks = {"money": str(invoice.number), "people": "Zoé Roy", "addresses": HOME}
        assert {name for name, words in marks.items() if words in shown} == seen


def test_an_amount_in_history_is_kept_from_who_proves_no_second_factor() -> None:
    edition, ada = make_edition(), Actor(ActorKind.MEMBER, "2", "Ada Roy", HOME)
    opportunity = make_opportunity(edition)
    changes: dict[str, list[Any]] = {"expected_cents": [0, 123_456], "next_step": ["", "Call"]}
    record("opportunity.planned", opportunity, by=ada, at=NOON, edition=edition, changes=changes)
    pages = [
        client_in(edition, pole=pole).get(f"/team/{edition.slug}/{page}").text
        for pole in ("company_relations", "logistics")
        for page in ("history/", "history/?export=csv", f"companies/{opportunity.company_id}/")
    ]

    assert ["1,234.56" in page for page in pages] == [True] * 3 + [False] * 3
    assert ["your role does not see amounts" in page for page in pages] == [False] * 3 + [True, True, False]
    assert all("Call" in page for page in pages)
