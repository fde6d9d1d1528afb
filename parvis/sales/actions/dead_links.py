"""A personal link that no longer opens anything was used: written down once, so that the team sees it."""

from datetime import datetime

from django.db import transaction

from parvis.core.actor import Actor
from parvis.core.locks import lock_row
from parvis.editions.history import record
from parvis.editions.models import LogEntry
from parvis.exhibitors.models import Exhibitor
from parvis.sales.models import Contract, Quote


@transaction.atomic
def note_dead_link(paper: Quote | Contract, *, by: Actor, at: datetime) -> None:
    """In the history of the quote or contract, the first time only: whoever opens it often writes no more."""
    verb = "contract.dead_link" if isinstance(paper, Contract) else "quote.dead_link"
    lock_row(Exhibitor.objects.filter(pk=paper.exhibitor_id))
    if not LogEntry.objects.about(paper).filter(verb=verb).exists():
        record(verb, paper, by=by, at=at, edition=paper.exhibitor.edition)
