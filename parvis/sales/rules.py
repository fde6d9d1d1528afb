"""May this member write quotes, see contracts, change the price list?"""

from parvis.editions.rules import Member

READERS = ("company_relations", "treasury")


def can_see_sales(member: Member) -> bool:
    return member.is_in(*READERS)


def can_write_quotes(member: Member) -> bool:
    return member.can_write("company_relations")


def can_write_catalogue(member: Member) -> bool:
    """Prices, rules and general terms."""
    return member.can_write("treasury") or member.leads("company_relations")


def can_withdraw_contracts(member: Member) -> bool:
    """Taking back a contract moves money and places: the lead, the treasury or the board."""
    return member.leads("company_relations", "treasury")


def can_approve_discounts(member: Member) -> bool:
    """Agree to a discount above the edition's threshold: who answers for the money or for the companies."""
    return member.leads("company_relations", "treasury")


def can_keep_seal(member: Member) -> bool:
    """The key that seals in the association's name is its board's."""
    return member.is_board


def can_countersign(member: Member) -> bool:
    """Bind the association: the members its board mandates, which are the board itself and the treasurer."""
    return member.is_board or member.leads("treasury")
