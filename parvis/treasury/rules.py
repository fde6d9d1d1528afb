"""May this member see the money, may they write it?"""

from parvis.editions.rules import Member


def can_see_invoices(member: Member) -> bool:
    """Company relations read where a company stands; the treasury sees everything."""
    return member.is_in("treasury", "company_relations")


def can_write_invoices(member: Member) -> bool:
    """Issue, credit, send, enter payments, set numbering and terms."""
    return member.can_write("treasury")


def can_see_bank(member: Member) -> bool:
    """Everything that goes through the association's accounts: the treasury alone."""
    return member.is_in("treasury")
