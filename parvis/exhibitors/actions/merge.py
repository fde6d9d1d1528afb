"""A company was merged into another, or taken apart again: its exhibitors follow."""

from django.db import transaction

from parvis.companies.models import Company
from parvis.exhibitors.models import Exhibitor

LABEL = Exhibitor._meta.label_lower


@transaction.atomic
def move_exhibitors(kept: Company, gone: Company) -> dict[str, list[int]]:
    """All of them; the preview saw that no edition has both. History is written by the merge."""
    keys = list(Exhibitor.objects.filter(company=gone).order_by("pk").values_list("pk", flat=True))
    Exhibitor.objects.filter(pk__in=keys).update(company=kept)
    return {LABEL: keys} if keys else {}


@transaction.atomic
def move_exhibitors_back(kept: Company, gone: Company, moved: dict[str, list[int]]) -> None:
    Exhibitor.objects.filter(pk__in=moved.get(LABEL, []), company=kept).update(company=gone)
