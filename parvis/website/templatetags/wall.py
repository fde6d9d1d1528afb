"""The wall of exhibitors: each card drawn once for each language, as long as what it shows is the same."""

from collections.abc import Iterable
from functools import lru_cache

from django.template import Library
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from parvis.core.templatetags.ui import initials, tint
from parvis.website.queries import Card

register = Library()
MOST_KEPT = 1_000  # cards, about 500 bytes each


@register.simple_tag
def exhibitor_wall(cards: Iterable[Card], slug: str) -> SafeString:
    language = get_language()
    return format_html_join("\n", "{}", ((_drawn(card, slug, language),) for card in cards))


@lru_cache(maxsize=MOST_KEPT)
def _drawn(card: Card, slug: str, _language: str | None) -> SafeString:
    return format_html(
        '<li><a href="{}">{}<span><strong>{}</strong><br><span class="muted small">{}</span></span></a></li>',
        reverse("website:exhibitor_detail", args=[slug, card.pk]),
        _logo(card),
        card.name,
        " · ".join(_facts(card)),
    )


def _logo(card: Card) -> SafeString:
    """The logo, else two letters on a colour of the company's own; the name stands beside it."""
    if card.has_logo:
        address = reverse("exhibitors:logo", args=[card.pk])
        return format_html('<span class="logo"><img src="{}" alt="" loading="lazy"></span>', address)
    letters = initials(card.company)
    return format_html('<span class="logo {}"><span aria-hidden="true">{}</span></span>', tint(card.company), letters)


def _facts(card: Card) -> list[str]:
    facts = [card.sector] if card.sector else []
    if card.booths:
        facts.append(f"{_('booth')} {', '.join(card.booths)}")
    if card.offers:
        facts.append(ngettext("%(n)s offer", "%(n)s offers", card.offers) % {"n": card.offers})
    return facts
