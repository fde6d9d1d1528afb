"""Geometry of the small charts: SVG drawn by the server, sizes in attributes, colours in classes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.template import Library
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = Library()

KINDS = {"good", "warn", "bad", "info", "neutral"}
Row = Mapping[str, Any]


def _text(value: float) -> str:
    """A number as SVG wants it, whatever the reader's language."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


@register.filter
def number(value: float | None) -> SafeString:
    return SafeString(_text(float(value or 0)))


@register.filter
def highest(rows: Sequence[Row]) -> SafeString:
    """The largest value of the rows, at least 1."""
    return number(max([float(row["value"] or 0) for row in rows] or [0]) or 1)


@register.filter
def row_values(row: Row) -> list[Any]:
    """The values of one row of a column chart: `values`, or `value` alone."""
    return list(row["values"]) if "values" in row else [row["value"]]


@register.simple_tag
def sparkline(values: Sequence[float], title: str) -> SafeString:
    """A small curve over a box of 100 by 24."""
    if len(values) < 2:
        return SafeString("")
    low, high = min(values), max(values)
    span = (high - low) or 1
    step = 100 / (len(values) - 1)
    points = " ".join(f"{_text(n * step)},{_text(22 - 20 * (v - low) / span)}" for n, v in enumerate(values))
    return format_html(
        '<svg class="sparkline" viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<polygon class="spark-area" points="0,24 {} 100,24"/>'
        '<polyline class="spark-line" points="{}" fill="none" vector-effect="non-scaling-stroke"/></svg>',
        title,
        points,
        points,
    )


@register.simple_tag
def stacked(rows: Sequence[Row], title: str) -> SafeString:
    """One bar cut in parts as wide as their values."""
    total = sum(float(row["value"]) for row in rows) or 1
    parts, start = [], 0.0
    for place, row in enumerate(rows, start=1):
        width = 100 * float(row["value"]) / total
        kind = row.get("kind") if row.get("kind") in KINDS else place
        parts.append((kind, _text(start), _text(max(width - 0.4, 0))))
        start += width
    words = ", ".join(f"{row['label']} {row.get('display', row['value'])}" for row in rows)
    return format_html(
        '<svg class="stack" viewBox="0 0 100 1" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        f"{title}: {words}",
        format_html_join("", '<rect class="part-{}" x="{}" width="{}" height="1"/>', parts),
    )


@register.simple_tag
def columns(rows: Sequence[Row], title: str) -> SafeString:
    """Columns side by side, values stacked, with a word under every n-th of them."""
    if not rows:
        return SafeString("")
    top = max(sum(row_values(row)) for row in rows) or 1
    bars = [bar for place, row in enumerate(rows) for bar in _column(place, row, top)]
    every = -(-len(rows) // 8)
    words = [(row["label"] if place % every == 0 else "",) for place, row in enumerate(rows)]
    return format_html(
        '<div class="columns"><p class="columns-top" aria-hidden="true">{}</p>'
        '<svg viewBox="0 0 {} 100" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>'
        '<ol aria-hidden="true">{}</ol></div>',
        number_format(top, force_grouping=True) if isinstance(top, int) else _text(top),
        len(rows) * 10,
        title,
        format_html_join("", '<rect class="part-{}" x="{}" y="{}" width="8" height="{}"/>', bars),
        format_html_join("", "<li>{}</li>", words),
    )


def _column(place: int, row: Row, top: float) -> list[tuple[int, str, str, str]]:
    """Series number, x, y and height of each part of one column, from the ground up."""
    bars, ground = [], 100.0
    for series, value in enumerate(row_values(row), start=1):
        height = 100 * float(value) / top
        ground -= height
        bars.append((series, _text(place * 10 + 1), _text(ground), _text(height)))
    return bars
