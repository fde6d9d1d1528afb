"""Who may see prices, write quotes, change the price list, take a contract back."""

import pytest

from parvis.editions.rules import Member
from parvis.sales import rules


@pytest.mark.parametrize(
    ("pole", "role", "allowed"),
    [
        ("presidency", "lead", {"see", "quotes", "catalogue", "withdraw"}),
        ("general_secretary", "member", {"see", "quotes", "catalogue"}),
        ("company_relations", "lead", {"see", "quotes", "catalogue", "withdraw"}),
        ("company_relations", "member", {"see", "quotes"}),
        ("company_relations", "reader", {"see"}),
        ("company_relations", "volunteer", set()),
        ("treasury", "lead", {"see", "catalogue", "withdraw"}),
        ("treasury", "member", {"see", "catalogue"}),
        ("treasury", "reader", {"see"}),
        ("logistics", "lead", set()),
    ],
)
def test_rights_follow_pole_and_role(pole: str, role: str, allowed: set[str]) -> None:
    member = Member({pole: role})
    questions = {
        "see": rules.can_see_sales,
        "quotes": rules.can_write_quotes,
        "catalogue": rules.can_write_catalogue,
        "withdraw": rules.can_withdraw_contracts,
    }

    assert {name for name, rule in questions.items() if rule(member)} == allowed
