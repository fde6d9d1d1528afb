"""Who may do what on the day."""

import pytest

from parvis.checkin import rules
from parvis.editions.rules import Member, Rule

PEOPLE = {
    "nobody": Member(),
    "volunteer": Member({"visitors": "volunteer"}),
    "reader": Member({"visitors": "reader"}),
    "treasurer": Member({"treasury": "lead"}),
    "logistics": Member({"logistics": "member"}),
    "visitors": Member({"visitors": "member"}),
    "president": Member({"presidency": "lead"}),
}


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [
        (rules.can_scan, "volunteer reader treasurer logistics visitors president"),
        (rules.can_see_live, "reader treasurer logistics visitors president"),
        (rules.can_see_scans, "reader logistics visitors president"),
        (rules.can_settle_conflicts, "logistics visitors president"),
        (rules.can_manage_devices, "logistics visitors president"),
        (rules.can_see_badges, "reader visitors president"),
        (rules.can_issue_badges, "visitors president"),
    ],
)
def test_who_may(rule: Rule, allowed: str) -> None:
    assert " ".join(name for name, member in PEOPLE.items() if rule(member)) == allowed
