"""Rights follow pole and role, never one ladder."""

import pytest

from parvis.editions import rules
from parvis.editions.rules import Member


@pytest.mark.parametrize(
    ("pole", "role", "expected"),
    [
        ("treasury", "lead", (True, True, True)),
        ("treasury", "member", (True, True, False)),
        ("treasury", "reader", (True, False, False)),
        ("treasury", "volunteer", (False, False, False)),
        ("logistics", "lead", (False, False, False)),
        ("presidency", "reader", (True, False, False)),
        ("presidency", "lead", (True, True, True)),
    ],
)
def test_a_pole_opens_its_own_doors_and_the_board_opens_all(
    pole: str, role: str, expected: tuple[bool, bool, bool]
) -> None:
    member = Member({pole: role})

    assert (member.is_in("treasury"), member.can_write("treasury"), member.leads("treasury")) == expected


def test_a_volunteer_is_someone_but_not_of_the_team() -> None:
    volunteer = Member({"logistics": "volunteer"})

    assert (rules.is_anyone(volunteer), rules.is_team(volunteer), rules.can_see_history(volunteer)) == (
        True,
        False,
        False,
    )


def test_nobody_has_no_right_at_all() -> None:
    nobody = Member()

    assert [rules.is_anyone(nobody), rules.can_manage_team(nobody), rules.can_manage_edition(nobody)] == [False] * 3


def test_only_the_board_gives_the_board_away() -> None:
    it_lead, president = Member({"it": "lead"}), Member({"presidency": "lead"})

    assert rules.can_give_role(it_lead, pole="treasury", role="lead") is True
    assert rules.can_give_role(it_lead, pole="presidency", role="lead") is False
    assert rules.can_give_role(president, pole="presidency", role="lead") is True
