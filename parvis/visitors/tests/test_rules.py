"""Who of the team sees and changes the list of visitors."""

import pytest

from parvis.editions.rules import Member
from parvis.visitors.rules import can_change_seats, can_manage_visitors, can_see_visitors


@pytest.mark.parametrize(
    ("roles", "sees", "manages", "changes_seats"),
    [
        ({}, False, False, False),
        ({"visitors": "volunteer"}, False, False, False),
        ({"presidency": "volunteer"}, False, False, False),
        ({"logistics": "lead"}, False, False, False),
        ({"communication": "lead"}, True, False, False),
        ({"communication": "reader"}, True, False, False),
        ({"visitors": "reader"}, True, False, False),
        ({"visitors": "member"}, True, True, False),
        ({"visitors": "lead"}, True, True, True),
        ({"presidency": "member"}, True, True, False),
        ({"general_secretary": "lead"}, True, True, True),
    ],
)
def test_rights_follow_pole_and_role(roles: dict[str, str], sees: bool, manages: bool, changes_seats: bool) -> None:
    member = Member(roles)

    assert (can_see_visitors(member), can_manage_visitors(member), can_change_seats(member)) == (
        sees,
        manages,
        changes_seats,
    )
