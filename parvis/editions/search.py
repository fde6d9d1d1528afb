"""Search over the whole edition: pages of the menu, and what each app finds within the member's rights."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from parvis.core.navigation import find_url, may_open
from parvis.core.text import fold
from parvis.editions.models import Edition
from parvis.editions.pages import EVERY_PAGE
from parvis.editions.rules import Member
from parvis.editions.signals import search_asked

MOST_OF_A_KIND = 6
SHORTEST = 2
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is, its name, what tells it from others of that name, where it leads."""

    icon: str
    title: str
    url: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What one app found of one kind; `order` is its place among the others."""

    order: int
    kind: str
    hits: list[Hit] = field(default_factory=list)


def find(edition: Edition, member: Member, text: str) -> list[Found]:
    """What the apps found, in their order; nothing for a single letter."""
    words = fold(text[:LONGEST])
    if len(words) < SHORTEST:
        return []
    answers: list[tuple[Any, Any]] = search_asked.send(Edition, edition=edition, member=member, words=words)
    found: list[Found] = [one for _receiver, answer in answers for one in answer]
    return sorted((one for one in found if one.hits), key=lambda one: one.order)


def find_pages(request: HttpRequest, edition: Edition, text: str) -> Found:
    """Pages of the menu whose name holds every word, and whose door is open to the member."""
    words = fold(text[:LONGEST]).split()
    hits = []
    for page in EVERY_PAGE:
        label, url = str(page.label), find_url(page.name, edition.slug)
        if url and all(word in fold(label) for word in words) and may_open(request, url):
            hits.append(Hit(page.icon, label, url, f"g {page.key}" if page.key else ""))
    return Found(0, _("Pages"), hits)
