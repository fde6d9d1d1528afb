"""Who of the team may see and do what with exhibitors."""

import pytest

from parvis.editions.rules import Member, Rule
from parvis.exhibitors import rules

BOARD = ("presidency", "general_secretary")
CASES: list[tuple[Rule, set[tuple[str, str]]]] = [
    (
        rules.can_see_exhibitors,
        {
            (pole, role)
            for pole in (
                "company_relations",
                "logistics",
                "communication",
                "treasury",
                "presidency",
                "general_secretary",
            )
            for role in ("lead", "member", "reader")
        },
    ),
    (
        rules.can_see_exchange,
        {(pole, role) for pole in (*BOARD, "company_relations", "logistics") for role in ("lead", "member", "reader")},
    ),
    (
        rules.can_write_exchange,
        {(pole, role) for pole in (*BOARD, "company_relations", "logistics") for role in ("lead", "member")},
    ),
]
POLES = [
    "presidency",
    "general_secretary",
    "treasury",
    "company_relations",
    "logistics",
    "activities",
    "communication",
    "visitors",
    "it",
]


@pytest.mark.parametrize(("rule", "allowed"), CASES)
def test_rule_lets_in_these_and_nobody_else(rule: Rule, allowed: set[tuple[str, str]]) -> None:
    everybody = {(pole, role) for pole in POLES for role in ("lead", "member", "reader", "volunteer")}

    assert {(pole, role) for pole, role in everybody if rule(Member({pole: role}))} == allowed
    assert not rule(Member())
