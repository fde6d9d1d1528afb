"""May this member do that on the day?"""

from parvis.editions.rules import Member

AT_THE_DOOR = ("visitors", "logistics", "it")


def can_scan(member: Member) -> bool:
    """Everybody of the team, volunteers of the day included, reads badges; that opens no list."""
    return member.is_anyone


def can_see_live(member: Member) -> bool:
    """Counts without names."""
    return member.is_team


def can_see_scans(member: Member) -> bool:
    """Who came where and when, by name."""
    return member.is_in(*AT_THE_DOOR)


def can_settle_conflicts(member: Member) -> bool:
    return member.can_write(*AT_THE_DOOR)


def can_manage_devices(member: Member) -> bool:
    """Places, and the phones that scan there."""
    return member.can_write("logistics", "visitors", "it")


def can_see_badges(member: Member) -> bool:
    """Those who see registrations, and IT."""
    return member.is_in("visitors", "communication", "it")


def can_issue_badges(member: Member) -> bool:
    """Give, replace, revoke and print badges."""
    return member.can_write("visitors", "it")
