"""Companies and the people we know there; the pipeline that leads them to an edition."""

from parvis.companies.models.company import Company, Contact, HeldRow, Objection, address_hash
from parvis.companies.models.pipeline import Interaction, Opportunity, Stage

__all__ = ["Company", "Contact", "HeldRow", "Interaction", "Objection", "Opportunity", "Stage", "address_hash"]
