"""May this member see what the edition has done, and its money?"""

from parvis.editions.rules import Member


def can_see_home(member: Member) -> bool:
    """Everybody of the team, volunteers of the day included; what each sees there is another matter."""
    return member.is_anyone


def can_see_report(member: Member) -> bool:
    return member.is_team


def can_see_money(member: Member) -> bool:
    """Amounts, on the home and in the report."""
    return member.sees_amounts
