"""What the printed badges take: shapes handed to `core.documents.render`."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from parvis.core.qr import Drawing


class BadgeFace(TypedDict):
    """One badge.

    `kind` is the word printed (Visitor, Exhibitor…), `colour` its hex (`core.colours.hex_of`), `qr` its
    `core.qr.drawing`, `code` what a person can type (`token.short_code`).
    """

    first_name: str
    last_name: str
    line: str
    detail: NotRequired[str]
    kind: str
    colour: str
    qr: Drawing
    code: str


class BadgesPaper(TypedDict):
    """Templates `checkin/badge.typ` (one A6 page a badge) and `checkin/badges.typ` (A4 sheets of eight, 85 x 54 mm)."""

    event: str
    when: str
    badges: Sequence[BadgeFace]
