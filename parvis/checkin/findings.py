"""About what the list of mails of an edition may speak: badges, to who may see them."""

from typing import Any

from django.db.models import QuerySet

from parvis.checkin.models import Badge
from parvis.checkin.rules import can_see_badges
from parvis.editions.models import Edition
from parvis.editions.rules import Member


def mailed(edition: Edition, member: Member) -> list[QuerySet[Any]]:
    return [Badge.objects.filter(edition=edition)] if can_see_badges(member) else []
