"""Names and verdicts in the words of the pages."""

from django import template

from parvis.checkin.holders import person_of
from parvis.checkin.lists import scan_status
from parvis.checkin.models import Badge, Scan
from parvis.core.tables import Status

register = template.Library()


@register.filter
def person_name(badge: Badge | None) -> str:
    """Who wears it."""
    return person_of(badge).full_name if badge else "—"


@register.filter
def verdict_status(scan: Scan) -> Status:
    return scan_status(scan)
