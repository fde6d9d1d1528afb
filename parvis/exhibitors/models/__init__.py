"""A company in one edition: what it may have, who comes, what it shows and sends."""

from parvis.exhibitors.models.exchange import ChangeRequest, DocumentRequest, ExhibitorDocument, ThreadMessage
from parvis.exhibitors.models.exhibitor import DoneStep, Entitlement, Exhibitor, Representative
from parvis.exhibitors.models.profile import ExhibitorProfile, JobOffer

__all__ = [
    "ChangeRequest",
    "DocumentRequest",
    "DoneStep",
    "Entitlement",
    "Exhibitor",
    "ExhibitorDocument",
    "ExhibitorProfile",
    "JobOffer",
    "Representative",
    "ThreadMessage",
]
