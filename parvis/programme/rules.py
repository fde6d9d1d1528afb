"""May this member do that with the programme?"""

from parvis.editions.rules import Member


def can_see_programme(member: Member) -> bool:
    return member.is_team


def can_manage_programme(member: Member) -> bool:
    """Write activities, give them a time and a room, publish them."""
    return member.can_write("activities")
