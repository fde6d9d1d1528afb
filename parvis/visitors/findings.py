"""What the search of an edition finds of visitors, and about what its list of mails may speak."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.core.search import match_words
from parvis.editions.models import Edition
from parvis.editions.rules import Member
from parvis.editions.search import MOST_OF_A_KIND, Found, Hit
from parvis.visitors.models import Registration, Visitor
from parvis.visitors.rules import can_see_visitors

FIELDS = ("name_folded", "email")


def found(edition: Edition, member: Member, words: str) -> list[Found]:
    if not can_see_visitors(member):
        return []
    people = match_words(Visitor.objects.all(), words, FIELDS)  # their names first: that is one small table to read
    rows = Registration.objects.in_edition(edition).filter(visitor__in=people).select_related("visitor", "school")
    hits = [
        Hit(
            "ticket",
            row.visitor.full_name,
            reverse("visitors:registration_detail", args=[edition.slug, row.pk]),
            f"{row.school.name} · {row.get_status_display()}",
        )
        for row in rows.order_by("visitor__name_folded", "pk")[:MOST_OF_A_KIND]
    ]
    return [Found(40, _("Visitors"), hits)]


def mailed(edition: Edition, member: Member) -> list[QuerySet[Any]]:
    return [Registration.objects.in_edition(edition)] if can_see_visitors(member) else []
