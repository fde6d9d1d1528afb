"""QR codes: a matrix for the papers (drawn as vectors there), an SVG for the pages."""

from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from parvis.core.lazy import load

QUIET = 4  # modules of white around a code, as the standard asks


@lru_cache(maxsize=4096)
def matrix(text: str) -> tuple[str, ...]:
    """The code's rows, top to bottom, `1` for dark; level M, the smallest version that holds the text."""
    return tuple("".join("1" if module else "0" for module in row) for row in _code(text).matrix)


@lru_cache(maxsize=4096)
def version_of(text: str) -> int:
    """The version (1 to 40) that the text needs at level M; 6 is 41 modules wide."""
    return int(_code(text).version)


def svg(text: str, *, title: str) -> SafeString:
    """The code as an SVG that fills its box: black on white whatever the theme, with its quiet zone and a name."""
    rows = matrix(text)
    side = len(rows) + 2 * QUIET
    strokes = ((QUIET + x, QUIET + y, width) for y, row in enumerate(rows) for x, width in runs(row))
    path = "".join(f"M{x} {y}h{width}v1h-{width}z" for x, y, width in strokes)
    return format_html(
        '<svg class="qr" viewBox="0 0 {} {}" role="img" shape-rendering="crispEdges" xmlns="http://www.w3.org/2000/svg">'
        '<title>{}</title><path fill="#fff" d="M0 0h{}v{}H0z"/><path fill="#000" d="{}"/></svg>',
        side,
        side,
        title,
        side,
        side,
        path,
    )


def runs(row: str) -> list[tuple[int, int]]:
    """Where dark modules follow each other: (first, how many)."""
    found: list[tuple[int, int]] = []
    start = 0
    for part in row.split("0"):
        if part:
            found.append((start, len(part)))
        start += len(part) + 1
    return found


def _code(text: str) -> Any:
    return load("segno").make_qr(text, error="m", boost_error=False)
