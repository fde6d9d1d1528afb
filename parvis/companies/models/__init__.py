"""Companies and the people we know there; the pipeline that leads them to an edition."""

from parvis.companies.models.answers import ReadMailbox, ReceivedMail
from parvis.companies.models.company import Company, CompanyTag, Contact, HeldRow, Objection, address_hash
from parvis.companies.models.pipeline import Interaction, Opportunity, Stage
from parvis.companies.models.relations import CompanyMerge, Interest, MailTemplate, SalesTarget, StepFeed, ToldApart

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
    "ReadMailbox",
    "ReceivedMail",
    "SalesTarget",
    "Stage",
    "StepFeed",
    "ToldApart",
    "address_hash",
]
