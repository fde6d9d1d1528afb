"""Who writes the public pages."""

from parvis.editions.rules import Member


def can_edit_pages(member: Member) -> bool:
    return member.can_write("communication", "it")


def can_see_pages(member: Member) -> bool:
    return member.is_team
