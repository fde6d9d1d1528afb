"""Where a contract has room for its seals: under the heading that its template names `signatures`."""

import io
from typing import Any

from parvis.core.lazy import load

MM = 72 / 25.4
MARGIN, GUTTER, WIDTH = 19 * MM, 6 * MM, 210 * MM
INSET = 4 * MM
DROP = 14.5 * MM  # from the top of the heading to the top of the stamp
HIGH, WIDE = 24 * MM, 76 * MM
NAMED = "signatures"


def places_of(pdf: bytes) -> tuple[int, list[list[int] | None]]:
    """Page (from 0) and the two boxes, the company's first; without the heading, the last page and no visible stamp."""
    with load("pikepdf").open(io.BytesIO(pdf)) as document:
        found = _destination(document)
        if found is None:
            return len(document.pages) - 1, [None, None]
        page, top = found
    lefts = (MARGIN + INSET, MARGIN + INSET + (WIDTH - 2 * MARGIN + GUTTER) / 2)
    return page, [[round(one) for one in (left, top - DROP - HIGH, left + WIDE, top - DROP)] for left in lefts]


def _destination(document: Any) -> tuple[int, float] | None:
    """The page and height of the named place, as PDF counts (from the bottom)."""
    names = document.Root.get("/Names", {}).get("/Dests")
    if names is None:
        return None
    for name, held in load("pikepdf").NameTree(names).items():
        if str(name) == NAMED:
            target = held if isinstance(held, load("pikepdf").Array) else held.get("/D")
            pages = [page.objgen for page in document.pages]
            return pages.index(target[0].objgen), float(target[3])
    return None
