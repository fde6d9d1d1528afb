"""What every template may know about the edition it shows."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from parvis.editions.models import Membership, SavedView
from parvis.editions.queries import association, current_edition, saved_views_by_list


def edition(request: HttpRequest) -> dict[str, Any]:
    """`edition` (of the path, else the current one), `member` and `association`; each asked only when used."""
    here = getattr(request, "edition", None)
    shown = here or SimpleLazyObject(lambda: current_edition(at=timezone.now()))
    return {
        "edition": shown,
        "member_poles": SimpleLazyObject(lambda: poles_of(request)),
        "saved_views": SimpleLazyObject(lambda: views_of(request)),
        "theme_url": SimpleLazyObject(lambda: theme_url(shown)),
        "member": getattr(request, "member", None),
        "association": here.association if here else SimpleLazyObject(association),
    }


def views_of(request: HttpRequest) -> dict[str, list[SavedView]]:
    """The views this member sees over each list of the edition."""
    member, here = getattr(request, "member", None), getattr(request, "edition", None)
    return saved_views_by_list(here, request.user, member) if member and here else {}  # type: ignore[arg-type]


def poles_of(request: HttpRequest) -> list[tuple[str, str]]:
    """The poles this member may share a view with, and their names."""
    member = getattr(request, "member", None)
    return [(pole, str(Membership.Pole(pole).label)) for pole in (member.poles_seen if member else [])]


def theme_url(shown: Any) -> str:
    """The edition's stylesheet; hue and chroma in the address, so that a change is a new address."""
    if not shown:
        return ""
    return f"{reverse('editions:theme', args=[shown.slug])}?v={shown.hue}-{shown.chroma_percent}"
