"""Companies and the people we know there; the pipeline that leads them to an edition."""

from parvis.companies.models.company import Company, Contact, HeldRow
from parvis.companies.models.pipeline import Interaction, Opportunity, Stage

__all__ = ["Company", "Contact", "HeldRow", "Interaction", "Opportunity", "Stage"]
