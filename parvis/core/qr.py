"""QR codes: a matrix or a drawing for the papers, an SVG for the pages; vectors everywhere."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypedDict

from django.utils.html import format_html
from django.utils.safestring import SafeString

from parvis.core.lazy import load

QUIET = 4  # modules of white around a code, as the standard asks
ANY_MASK = 3  # of the eight that spread dark and light; for a text that is random already one is as good as another


class Drawing(TypedDict):
    """A code as a picture without quiet zone, `side` modules wide; papers print it much faster than a matrix."""

    side: int
    svg: str


@lru_cache(maxsize=4096)
def matrix(text: str) -> tuple[str, ...]:
    """The code's rows, top to bottom, `1` for dark; level M, the smallest version that holds the text."""
    return tuple("".join("1" if module else "0" for module in row) for row in _code(text).matrix)


@lru_cache(maxsize=4096)
def drawing(text: str) -> Drawing:
    """The code of a text that is mostly random, such as a signed badge: five times faster than trying every mask."""
    code = load("segno").make_qr(text, error="m", boost_error=False, mask=ANY_MASK)
    rows = ["".join("1" if module else "0" for module in row) for row in code.matrix]
    side = len(rows)
    words = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}"'
    return Drawing(side=side, svg=f'<svg {words}><path d="{_path(rows, quiet=0)}"/></svg>')


@lru_cache(maxsize=4096)
def version_of(text: str) -> int:
    """The version (1 to 40) that the text needs at level M; 6 is 41 modules wide."""
    return int(_code(text).version)


def svg(text: str, *, title: str) -> SafeString:
    """The code as an SVG that fills its box: black on white whatever the theme, with its quiet zone and a name."""
    rows = matrix(text)
    side = len(rows) + 2 * QUIET
    path = _path(rows, quiet=QUIET)
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


def _path(rows: Sequence[str], *, quiet: int) -> str:
    strokes = ((quiet + x, quiet + y, width) for y, row in enumerate(rows) for x, width in runs(row))
    return "".join(f"M{x} {y}h{width}v1h-{width}z" for x, y, width in strokes)


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
