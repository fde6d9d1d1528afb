"""Companies and the people we know there; the pipeline that leads them to an edition."""

from parvis.companies.models.company import Company, CompanyTag, Contact, HeldRow, Objection, address_hash
from parvis.companies.models.pipeline import Interaction, Opportunity, Stage
from parvis.companies.models.relations import CompanyMerge, Interest, MailTemplate, SalesTarget, StepFeed

__all__ = [
    "Company",
    "CompanyMerge",
    "CompanyTag",
    "Contact",
    "HeldRow",
    "Interaction",
    "Interest",
    "MailTemplate",
    "Objection",
    "Opportunity",
    "SalesTarget",
    "Stage",
    "StepFeed",
    "address_hash",
]
