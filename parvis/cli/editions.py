"""The edition a command is about."""

from django.utils import timezone

from parvis.core.errors import Refused
from parvis.editions.models import Edition
from parvis.editions.queries import current_edition


def edition_named(slug: str) -> Edition:
    """The edition of that address; without one, the current edition. Refused with the known ones otherwise."""
    found = Edition.objects.filter(slug=slug).first() if slug else current_edition(at=timezone.now())
    if found is not None:
        return found
    known = ", ".join(Edition.objects.order_by("number").values_list("slug", flat=True))
    if not known:
        raise Refused("There is no edition yet: `parvis init --mail YOU` makes the first one.", code="unknown_edition")
    asked = f"There is no edition “{slug}”." if slug else "No edition is current: name one with --edition."
    raise Refused(f"{asked} Known: {known}.", code="unknown_edition")
