"""The team reads, company relations and the board write, volunteers and strangers see nothing."""

import pytest

from parvis.companies import rules
from parvis.editions.rules import Member


@pytest.mark.parametrize(
    ("roles", "sees", "changes"),
    [
        ({}, False, False),
        ({"company_relations": "volunteer"}, False, False),
        ({"logistics": "lead"}, True, False),
        ({"company_relations": "reader"}, True, False),
        ({"company_relations": "member"}, True, True),
        ({"presidency": "lead"}, True, True),
        ({"general_secretary": "member"}, True, True),
    ],
)
def test_who_may(roles: dict[str, str], sees: bool, changes: bool) -> None:
    member = Member(roles)
    assert (rules.can_see_companies(member), rules.can_change_companies(member)) == (sees, changes)
