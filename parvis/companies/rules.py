"""May this member do that? The team reads companies, company relations and the board write."""

from parvis.editions.rules import Member


def can_see_companies(member: Member) -> bool:
    """Open companies, contacts and the pipeline."""
    return member.is_team


def can_change_companies(member: Member) -> bool:
    """Write about companies, move opportunities, bring in files, decide about duplicates."""
    return member.can_write("company_relations")


def can_set_pipeline(member: Member) -> bool:
    """Set the stages, the targets, the templates of mails."""
    return member.leads("company_relations")
