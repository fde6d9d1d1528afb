"""What the search of an edition finds of exhibitors, and about what its list of mails may speak."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.core.search import match_words
from parvis.editions.models import Edition
from parvis.editions.rules import Member
from parvis.editions.search import MOST_OF_A_KIND, Found, Hit
from parvis.exhibitors.models import Exhibitor
from parvis.exhibitors.rules import can_see_exchange, can_see_exhibitors

FIELDS = ("company__name_folded", "profile__name_folded")


def found(edition: Edition, member: Member, words: str) -> list[Found]:
    if not can_see_exhibitors(member):
        return []
    rows = match_words(Exhibitor.objects.in_edition(edition).select_related("company"), words, FIELDS)
    hits = [
        Hit(
            "handshake",
            row.company.name,
            reverse("exhibitors:exhibitor_detail", args=[edition.slug, row.pk]),
            row.get_status_display(),
        )
        for row in rows.order_by("company__name_folded", "pk")[:MOST_OF_A_KIND]
    ]
    return [Found(30, _("Exhibitors"), hits)]


def mailed(edition: Edition, member: Member) -> list[QuerySet[Any]]:
    """Invitations and messages go to people: they are of those who work with the companies."""
    return [Exhibitor.objects.in_edition(edition)] if can_see_exchange(member) else []
