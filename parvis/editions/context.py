"""What every template may know about the edition it shows."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from parvis.editions.queries import association, current_edition


def edition(request: HttpRequest) -> dict[str, Any]:
    """`edition` (of the path, else the current one), `member` and `association`; each asked only when used."""
    here = getattr(request, "edition", None)
    shown = here or SimpleLazyObject(lambda: current_edition(at=timezone.now()))
    return {
        "edition": shown,
        "theme_url": SimpleLazyObject(lambda: theme_url(shown)),
        "member": getattr(request, "member", None),
        "association": here.association if here else SimpleLazyObject(association),
    }


def theme_url(shown: Any) -> str:
    """The edition's stylesheet; hue and chroma in the address, so that a change is a new address."""
    if not shown:
        return ""
    return f"{reverse('editions:theme', args=[shown.slug])}?v={shown.hue}-{shown.chroma_percent}"
