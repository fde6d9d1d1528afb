"""The treasury and the board write money, company relations read it, nobody else sees it."""

import pytest

from parvis.editions.rules import Member
from parvis.treasury import rules


@pytest.mark.parametrize(
    ("pole", "role", "expected"),
    [
        ("treasury", "lead", (True, True)),
        ("treasury", "member", (True, True)),
        ("treasury", "reader", (True, False)),
        ("treasury", "volunteer", (False, False)),
        ("presidency", "member", (True, True)),
        ("general_secretary", "lead", (True, True)),
        ("company_relations", "lead", (True, False)),
        ("company_relations", "volunteer", (False, False)),
        ("logistics", "lead", (False, False)),
        ("it", "lead", (False, False)),
    ],
)
def test_who_sees_and_who_writes(pole: str, role: str, expected: tuple[bool, bool]) -> None:
    member = Member({pole: role})

    assert (rules.can_see_invoices(member), rules.can_write_invoices(member)) == expected
