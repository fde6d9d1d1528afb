"""A merge of two companies takes their exhibitors along, unless one edition has both."""

from typing import Any

import pytest

from parvis.companies import actions
from parvis.companies.merging import plan_merge
from parvis.companies.models import Company
from parvis.companies.past import past_of
from parvis.companies.tests.factories import make_company
from parvis.core.errors import Refused
from parvis.editions.rules import Member
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.exhibitors.models import Entitlement
from parvis.exhibitors.tests.factories import make_exhibitor

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": make_actor(), "at": NOON}
# Every relation to a company is moved by a merge, or says here why it stays.
MOVED = {
    *("contacts", "opportunities", "interactions", "interests", "held_rows", "tags", "divisions", "exhibitors"),
    "received_mails",
}
# What merges themselves leave behind, and what is read through them.
STAYS = {"merges", "merges_away", "merged_companies", "younger_twins", "older_twins"}


def test_every_relation_to_a_company_is_moved_by_a_merge() -> None:
    assert {relation.related_name for relation in Company._meta.related_objects} == MOVED | STAYS


def test_exhibitors_move_with_the_company_and_back() -> None:
    kept, gone = make_company(), make_company()
    exhibitor = make_exhibitor(make_edition(), gone)

    effects = plan_merge(gone, kept).effects
    merge = actions.merge_companies(gone, into=kept, **BY)
    exhibitor.refresh_from_db()
    assert exhibitor.company == kept
    actions.undo_merge(merge, **BY)

    exhibitor.refresh_from_db()
    assert exhibitor.company == gone
    assert "1 participation moves, with its quotes, contract and invoices." in effects


def test_two_exhibitors_of_one_edition_keep_their_companies_apart() -> None:
    edition, kept, gone = make_edition(), make_company(), make_company()
    make_exhibitor(edition, kept)
    make_exhibitor(edition, gone)

    with pytest.raises(Refused, match="Both take part"):
        actions.merge_companies(gone, into=kept, **BY)


def test_the_file_of_a_company_says_what_it_got() -> None:
    exhibitor = make_exhibitor(make_edition())
    for kind, quantity in (("area_dm2", 450), ("area_dm2", 450), ("meal", 4)):
        source = f"C{Entitlement.objects.count()}"
        Entitlement.objects.create(exhibitor=exhibitor, kind=kind, quantity=quantity, source=source)

    (past,) = past_of(exhibitor.company, Member())

    got = dict(past.groups)["Got"]
    assert [fact.words for fact in got][1:] == ["Area: 9 m²", "Meals: 4"]
