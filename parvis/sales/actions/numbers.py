"""Numbers of quotes and contracts: Q2026-0001, C2026-0001. These series may have holes."""

from django.db import transaction
from django.db.models import Max

from parvis.core.locks import lock_row
from parvis.editions.models import Association, Edition
from parvis.sales.models import PaperSeries

QUOTES = "Q"
CONTRACTS = "C"


@transaction.atomic
def draw_number(edition: Edition, letter: str) -> str:
    """The next number of a series, named by the year of the fair; two editions of one year share its numbers."""
    lock_row(Association.objects.filter(pk=edition.association_id))
    prefix = f"{letter}{edition.fair_on.year}-"
    last = PaperSeries.objects.filter(prefix=prefix).aggregate(last=Max("last_number"))["last"] or 0
    PaperSeries.objects.update_or_create(edition=edition, prefix=prefix, defaults={"last_number": last + 1})
    return f"{prefix}{last + 1:04d}"
