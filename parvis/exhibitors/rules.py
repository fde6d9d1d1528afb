"""May this member do that with exhibitors?"""

from parvis.editions.rules import Member

READERS = ("company_relations", "logistics", "communication", "treasury")
WRITERS = ("company_relations", "logistics")


def can_see_exhibitors(member: Member) -> bool:
    """The list, public pages and job offers."""
    return member.is_in(*READERS)


def can_see_exchange(member: Member) -> bool:
    """People, documents and messages: only those who work with the companies."""
    return member.is_in(*WRITERS)


def can_write_exchange(member: Member) -> bool:
    """Answer messages and change requests, ask for documents, invite people."""
    return member.can_write(*WRITERS)
