"""Badges as printed: the code is read back from the paper, and any name fits."""

from datetime import UTC, datetime

import pytest

from parvis.checkin import token
from parvis.checkin.papers import BadgeFace, BadgesPaper
from parvis.core import qr
from parvis.core.colours import palette
from parvis.core.documents import PLAIN, Look, render
from parvis.core.tests.pdf_reading import codes_of, page_count, standards_of, text_of

LOOK = Look(name="Forum Horizon", language="fr", at=datetime(2026, 5, 4, tzinfo=UTC))
KEYS = token.new_key_pair()


def _url(number: int) -> str:
    claim = token.BadgeClaim(key_id=1, edition=1, kind=1, flags=0, random=number.to_bytes(8))
    return token.badge_url(token.sign(claim, KEYS.private), "B.PARVIS.EXAMPLE:8000")


def _paper(*names: tuple[str, str]) -> BadgesPaper:
    faces: list[BadgeFace] = [
        {
            "first_name": first,
            "last_name": last,
            "line": "Télécom Paris",
            "kind": "Visiteur",
            "colour": palette(262, 0.13).strong,
            "qr": qr.drawing(_url(number)),
            "code": token.short_code(number.to_bytes(8)),
        }
        for number, (first, last) in enumerate(names)
    ]
    return {"event": "Forum Horizon 2026", "when": "jeudi 12 novembre 2026", "badges": faces}


@pytest.mark.parametrize("dpi", [96, 150, 300])
def test_badge_code_is_read_from_the_printed_page(dpi: int) -> None:
    pdf = render("checkin/badge.typ", _paper(("Ada", "Lovelace")), look=LOOK)

    assert codes_of(pdf, dpi=dpi) == [_url(0)]
    signed = token.read_code(codes_of(pdf, dpi=dpi)[0])
    assert token.verify(signed, KEYS.public)


def test_badge_prints_name_school_kind_and_typed_code() -> None:
    pdf = render("checkin/badge.typ", _paper(("Ada", "Lovelace"), ("Sam", "Doe")), look=LOOK)

    text = text_of(pdf)
    for words in ("Ada", "Lovelace", "Sam", "Doe", "Télécom Paris", "Visiteur", "Forum Horizon 2026", "AAAA-AAAA"):
        assert words in text
    assert page_count(pdf) == 2
    assert standards_of(pdf) == {"A-3A", "UA-1"}


def test_badges_come_eight_to_a_sheet_and_each_code_is_read() -> None:
    names = [(f"Ada {number}", "Lovelace") for number in range(9)]

    pdf = render("checkin/badges.typ", _paper(*names), look=LOOK, standard=PLAIN)

    assert page_count(pdf) == 2
    assert codes_of(pdf, dpi=200) == sorted(_url(number) for number in range(8))
    assert codes_of(pdf, page=1, dpi=200) == [_url(8)]


@pytest.mark.parametrize(
    "name",
    [
        "x" * 80,
        "Jean-Christophe de La Rochefoucauld",
        "محمد العربي",
        "小明",
        "</svg>#evil",
        "🎉",
        "O'Brien",
        "a " * 40,
        "",
    ],
)
@pytest.mark.parametrize("template", ["checkin/badge.typ", "checkin/badges.typ"])
def test_any_name_fits_and_leaves_the_code_readable(template: str, name: str) -> None:
    pdf = render(template, _paper((name, name)), look=LOOK)

    assert page_count(pdf) == 1
    assert codes_of(pdf, dpi=200) == [_url(0)]
