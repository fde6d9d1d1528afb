"""What is short in an offer, in words, while it is being written."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.sales.models import Option, Package
from parvis.sales.offer import Choice


def short_text(item: Package | Option, quantity: int) -> str:
    """Why so many of an item cannot be sold now; empty when they can."""
    left = item.left_count
    if left is None or quantity <= left:
        return ""
    words = {"name": item.name, "left": left}
    if left <= 0:
        return _("“%(name)s” is sold out.") % words
    sentence = ngettext("Only %(left)s “%(name)s” is left.", "Only %(left)s “%(name)s” are left.", left)
    return sentence % words


def shortages(choices: Iterable[Choice]) -> list[str]:
    return [text for choice in choices if (text := short_text(choice.item, choice.quantity))]
