"""The year and who runs it; one module per thing a newcomer would look for."""

from parvis.editions.models.edition import Association, Edition, EditionDay, Term, Window, WindowException
from parvis.editions.models.files import FileImport
from parvis.editions.models.history import ActorName, LogEntry
from parvis.editions.models.saved import SavedView
from parvis.editions.models.team import Membership, Note, Todo

__all__ = [
    "ActorName",
    "Association",
    "Edition",
    "EditionDay",
    "FileImport",
    "LogEntry",
    "Membership",
    "Note",
    "SavedView",
    "Term",
    "Todo",
    "Window",
    "WindowException",
]
