"""Badges on paper: one A6 page a badge, or A4 sheets of eight."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.dateformat import format as format_date

from parvis.checkin import token
from parvis.checkin.holders import person_of
from parvis.checkin.models import Badge
from parvis.checkin.papers import BadgeFace, BadgesPaper
from parvis.core import qr
from parvis.core.colours import hex_of
from parvis.core.dates import local_zone
from parvis.core.documents import PLAIN, render
from parvis.editions.looks import edition_look
from parvis.editions.models import Edition, EditionDay

HUES = {
    Badge.Kind.VISITOR: 262,
    Badge.Kind.EXHIBITOR: 155,
    Badge.Kind.TEAM: 25,
    Badge.Kind.VOLUNTEER: 45,
    Badge.Kind.SPEAKER: 310,
    Badge.Kind.PRESS: 200,
}


def badge_text(badge: Badge) -> str:
    """What the QR says."""
    return token.badge_url(badge.token, settings.BADGE_HOST)


def badge_code(badge: Badge) -> str:
    """What a person can type instead of scanning."""
    return token.short_code(bytes.fromhex(badge.random_hex))


def badge_pdf(badge: Badge, *, language: str) -> bytes:
    """One badge to print at home or hand out; the same badge gives the same bytes."""
    return _print("checkin/badge.typ", badge.edition, [badge], language=language, at=badge.issued_at)


def sheets_pdf(edition: Edition, badges: Sequence[Badge], *, language: str, at: datetime) -> bytes:
    """A4 sheets of eight with cut marks, in the order given."""
    return _print("checkin/badges.typ", edition, badges, language=language, at=at)


def _print(template: str, edition: Edition, badges: Iterable[Badge], *, language: str, at: datetime) -> bytes:
    with translation.override(language):
        paper = BadgesPaper(
            event=edition.name, when=opening_words(edition), badges=[face_of(badge) for badge in badges]
        )
        return render(template, dict(paper), look=edition_look(edition, language=language, at=at), standard=PLAIN)


def face_of(badge: Badge) -> BadgeFace:
    person, kind = person_of(badge), Badge.Kind(badge.kind)
    return BadgeFace(
        first_name=person.first_name,
        last_name=person.last_name,
        line=person.line,
        detail=person.detail,
        kind=str(kind.label),
        colour=hex_of(0.52, 0.15, HUES[kind]),
        qr=qr.drawing(badge_text(badge)),
        code=badge_code(badge),
    )


def opening_words(edition: Edition) -> str:
    """`20 October 2026, 9:00–17:00 · Palais`: the first day's doors and the place, in the language in force."""
    day = EditionDay.objects.filter(edition=edition).order_by("on").first()
    when = format_date(edition.fair_on, "j F Y")
    if day is not None:
        opens, closes = (moment.astimezone(local_zone()) for moment in (day.doors_open_at, day.doors_close_at))
        when = f"{format_date(day.on, 'j F Y')}, {opens:%H:%M}–{closes:%H:%M}"
    return f"{when} · {edition.place_name}" if edition.place_name else when
