"""What every template may know about the edition it shows."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from parvis.editions.queries import association, current_edition


def edition(request: HttpRequest) -> dict[str, Any]:
    """`edition` (of the path, else the current one), `member` and `association`; each asked only when used."""
    here = getattr(request, "edition", None)
    return {
        "edition": here or SimpleLazyObject(lambda: current_edition(at=timezone.now())),
        "member": getattr(request, "member", None),
        "association": here.association if here else SimpleLazyObject(association),
    }
