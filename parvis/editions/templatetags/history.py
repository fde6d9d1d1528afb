"""Tags of the year: history in words."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.template import Context, Library

from parvis.core.navigation import may_open
from parvis.editions.history_words import JOBS, Line, in_words
from parvis.editions.models import LogEntry
from parvis.editions.rules import can_see_addresses

register = Library()


@register.simple_tag(takes_context=True)
def history_lines(context: Context, entries: Iterable[LogEntry]) -> list[Line]:
    """The acts as sentences, with links into this edition where the page is open to the reader."""
    request: HttpRequest = context["request"]
    member = getattr(request, "member", None)
    sees_amounts = member is not None and member.sees_amounts
    found = in_words(entries, context["edition"].slug, sees_amounts=sees_amounts)
    return [line._replace(href=line.href if line.href and may_open(request, line.href) else "") for line in found]


@register.filter
def known_as(label: str) -> str:
    """A job of Parvis, or a page that anybody may use, in the reader's words; anybody else by their name."""
    return str(JOBS.get(label, label))


@register.simple_tag(takes_context=True)
def sees_addresses(context: Context) -> bool:
    member = getattr(context["request"], "member", None)
    return member is not None and can_see_addresses(member)
