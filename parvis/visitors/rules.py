"""May this member see or change who comes?"""

from parvis.editions.rules import Member


def can_see_visitors(member: Member) -> bool:
    """Names and addresses of visitors: those who register them and those who write to them."""
    return member.is_in("visitors", "communication")


def can_manage_visitors(member: Member) -> bool:
    """Import people, cancel, send a confirmation again."""
    return member.can_write("visitors")


def can_change_seats(member: Member) -> bool:
    """The number of seats, and a seat beyond it: the halls' safety file stands behind both."""
    return member.leads("visitors")
