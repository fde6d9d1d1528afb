"""The edition a command is about."""

from django.utils import timezone

from parvis.core.errors import Refused
from parvis.editions.models import Edition
from parvis.editions.queries import current_edition


def edition_named(slug: str) -> Edition:
    """The edition of that address; without one, the current edition. Refused with the known ones otherwise."""
    found = Edition.objects.filter(slug=slug).first() if slug else current_edition(at=timezone.now())
    if found is None:
        known = ", ".join(Edition.objects.values_list("slug", flat=True)) or "none yet"
        raise Refused(f"There is no edition “{slug}”. Known: {known}.", code="unknown_edition")
    return found
