"""What is short in an offer, in words, while it is being written."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.companies.models import Company
from parvis.sales.line import Standing, standing_of
from parvis.sales.models import Option, Package
from parvis.sales.offer import Choice

ALONE = Standing()


def short_text(item: Package | Option, quantity: int, standing: Standing = ALONE) -> str:
    """Why so many of an item cannot be sold now; empty when they can. What is left belongs to who waits first."""
    left = item.left_count
    if left is None:
        return ""
    words = {"name": item.name, "left": left}
    if left > 0 and standing.before and quantity > standing.kept:
        return _("Others wait for “%(name)s”: what is left is theirs first.") % words
    if quantity <= left + standing.kept:
        return ""
    if left <= 0:
        return _("“%(name)s” is sold out.") % words
    sentence = ngettext("Only %(left)s “%(name)s” is left.", "Only %(left)s “%(name)s” are left.", left)
    return sentence % words


def text_for(company: Company, item: Package | Option, quantity: int) -> str:
    """The same for one company: a place may be kept for it, others may come first."""
    if isinstance(item, Package) and item.left_count is not None:
        return short_text(item, quantity, standing_of(company, item))
    return short_text(item, quantity)


def shortages(choices: Iterable[Choice], company: Company) -> list[str]:
    return [text for choice in choices if (text := text_for(company, choice.item, choice.quantity))]


def short_packages(choices: Iterable[Choice], company: Company) -> list[Package]:
    """The packages of an offer that its company could only wait for."""
    packages = [(choice.item, choice.quantity) for choice in choices if isinstance(choice.item, Package)]
    return [package for package, quantity in packages if text_for(company, package, quantity)]
