"""The booths of a plan: each drawn once for each language, as long as its shape is the same."""

from collections.abc import Iterable
from functools import lru_cache

from django.template import Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from parvis.logistics.queries import NAME_SIZE, NUMBER_SIZE, PlacedBooth, Shape

register = Library()
MOST_KEPT = 1_000  # booths, about 700 bytes each
GAP = 6  # between the wall of a booth and its outline, on each side


@register.simple_tag
def plan_booths(booths: Iterable[PlacedBooth]) -> SafeString:
    """Inside the svg of a hall."""
    language = get_language()
    return format_html_join("\n", "{}", ((_drawn(placed.shape, language),) for placed in booths))


@register.simple_tag
def booth_lines(booths: Iterable[PlacedBooth]) -> SafeString:
    """The same as a list, for the booths that lead somewhere."""
    return format_html_join("\n", "{}", ((_line(placed.booth.pk, placed.shape),) for placed in booths if placed.href))


@lru_cache(maxsize=MOST_KEPT)
def _line(booth: int, shape: Shape) -> SafeString:
    line = '<li id="booth-{}"><strong>{}</strong> <a href="{}">{}</a></li>'
    return format_html(line, booth, shape.number, shape.href, shape.name)


@lru_cache(maxsize=MOST_KEPT)
def _drawn(shape: Shape, _language: str | None) -> SafeString:
    inside, css = _inside(shape), f"plan-booth plan-{shape.state}"
    if not shape.href:
        return format_html('<g class="{}" role="img" aria-label="{}">{}</g>', css, shape.label, inside)
    current = format_html(' aria-current="{}"', "true") if shape.is_chosen else ""
    return format_html(
        '<a href="{}" class="{}" aria-label="{}"{}>{}</a>', shape.href, css, shape.label, current, inside
    )


def _inside(shape: Shape) -> SafeString:
    """The outline, the number, the name under it: said by the label, so hidden from who listens."""
    outline = format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="14"/>',
        shape.x + GAP,
        shape.y + GAP,
        shape.width - 2 * GAP,
        shape.depth - 2 * GAP,
    )
    number = format_html(
        '<text x="{}" y="{}" font-size="{}" class="plan-number" aria-hidden="true">{}</text>',
        shape.centre,
        shape.number_y,
        NUMBER_SIZE,
        shape.number,
    )
    name = format_html_join(
        "",
        '<text x="{}" y="{}" font-size="{}" aria-hidden="true">{}</text>',
        ((shape.centre, y, NAME_SIZE, line) for y, line in shape.placed_lines),
    )
    return format_html("{}{}{}", outline, number, name)
