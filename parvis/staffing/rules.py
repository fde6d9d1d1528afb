"""May this member do that with shifts?"""

from parvis.editions.rules import Member


def can_see_shifts(member: Member) -> bool:
    """Everyone of the team, the volunteers of the day too."""
    return member.is_anyone


def can_manage_shifts(member: Member) -> bool:
    """Make positions and shifts, and say who takes them."""
    return member.can_write("logistics", "visitors")
