"""May this member do that with the place and its booths?"""

from parvis.editions.rules import Member


def can_see_plan(member: Member) -> bool:
    """Every pole works with the plan."""
    return member.is_team


def can_manage_plan(member: Member) -> bool:
    """Draw halls and booths, give and free them."""
    return member.can_write("logistics")
