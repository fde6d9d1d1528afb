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


def can_see_spending(member: Member) -> bool:
    """The budget, bills received, refunds of members, the forecast of cash: the treasury and the board."""
    return member.is_in("treasury")


def can_write_spending(member: Member) -> bool:
    """Prepare the budget, hand bills in, agree to them, note what was paid; agreeing to one's own is refused later."""
    return member.can_write("treasury")


def can_adopt_budget(member: Member) -> bool:
    """A version becomes the edition's budget by the board alone."""
    return member.is_board


def can_ask_refund(member: Member) -> bool:
    """Hand in a receipt and follow one's own refunds: whoever works for the edition."""
    return member.is_team
