"""History in words, for every page that shows some."""

from collections.abc import Iterable

from django.template import Library

from parvis.editions.history_words import Line, in_words
from parvis.editions.models import LogEntry

register = Library()


@register.filter
def lines(entries: Iterable[LogEntry], slug: str = "") -> list[Line]:
    """`entries|lines:edition.slug`: the acts as sentences, with links into that edition."""
    return list(in_words(entries, slug))
