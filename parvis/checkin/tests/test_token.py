"""A badge code is ours, whole and unchanged, or it is not a badge."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.checkin import token
from parvis.checkin.token import NotABadge
from parvis.core import qr

KEYS = token.new_key_pair()
CLAIM = token.BadgeClaim(key_id=3, edition=7, kind=1, flags=0, random=bytes(range(8)))
TOKEN = token.sign(CLAIM, KEYS.private)
HOST = "b.parvis.example:8000"


def test_sign_makes_what_interfaces_say() -> None:
    raw = base64.b32decode(TOKEN + "=" * 6)

    assert len(TOKEN) == 122
    assert raw[:12].hex() == "13070100" + "0001020304050607"
    assert len(raw) == 12 + 64


def test_badge_url_is_upper_case() -> None:
    assert token.badge_url(TOKEN, HOST) == f"HTTPS://B.PARVIS.EXAMPLE:8000/B/{TOKEN}"


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        TOKEN.lower(),
        f"HTTPS://{HOST}/B/{TOKEN}",
        f"http://other.example/b/{TOKEN.lower()}/",
        f"  https://x.example/B/{TOKEN}?utm=1#top\n",
        f"parvis:{TOKEN}".replace(":", "://a/"),
    ],
)
def test_read_code_looks_at_the_last_part_alone(text: str) -> None:
    signed = token.read_code(text)

    assert signed.claim == CLAIM
    assert token.verify(signed, KEYS.public)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://parvis.example/B/",
        "https://example.com",
        TOKEN[:-1],
        TOKEN + "A",
        "1" * 122,
        "é" * 122,
        "A" * 122,
        "' OR 1=1 --",
        "x" * 4096,
        "https://parvis.example/B/" + "A" * 4096,
        TOKEN[:-1] + "B",
        "=" * 122,
        "\x00" * 122,
    ],
)
def test_read_code_refuses_what_is_not_ours(text: str) -> None:
    with pytest.raises(NotABadge):
        token.read_code(text)


def test_read_code_takes_one_spelling_of_a_token_only() -> None:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    others = [TOKEN[:-1] + letter for letter in alphabet if letter != TOKEN[-1]]

    readable = [text for text in others if not _is_refused(text)]

    assert len(readable) == 7
    assert not any(token.verify(token.read_code(text), KEYS.public) for text in readable)


def _is_refused(text: str) -> bool:
    try:
        token.read_code(text)
    except NotABadge:
        return True
    return False


def test_read_code_refuses_another_version() -> None:
    raw = bytearray(base64.b32decode(TOKEN + "=" * 6))
    raw[0] = 2 << 4 | 3

    with pytest.raises(NotABadge, match="version"):
        token.read_code(base64.b32encode(bytes(raw)).decode().rstrip("="))


@given(st.text(max_size=3000))
def test_read_code_never_fails_otherwise(text: str) -> None:
    assert _is_refused(text)


@pytest.mark.parametrize("place", range(76))
def test_one_changed_bit_anywhere_is_refused(place: int) -> None:
    raw = bytearray(base64.b32decode(TOKEN + "=" * 6))
    raw[place] ^= 1
    changed = base64.b32encode(bytes(raw)).decode().rstrip("=")

    assert not token.verify(token.read_code(changed), KEYS.public)


def test_verify_refuses_the_key_of_another_edition() -> None:
    assert not token.verify(token.read_code(TOKEN), token.new_key_pair().public)


def test_verify_refuses_a_claim_signed_without_our_prefix() -> None:
    from_elsewhere = token.SignedClaim(CLAIM, token.read_code(TOKEN).signature[::-1])

    assert not token.verify(from_elsewhere, KEYS.public)


def test_payload_refuses_numbers_that_do_not_fit() -> None:
    for wrong in ({"key_id": 16}, {"edition": 256}, {"random": b"short"}):
        values = {"key_id": 3, "edition": 7, "kind": 1, "flags": 0, "random": bytes(8)} | wrong
        with pytest.raises(ValueError, match=r"fits|range"):
            token.BadgeClaim(**values).payload()  # type: ignore[arg-type]


def test_new_claim_is_new_each_time() -> None:
    first, second = (token.new_claim(key_id=1, edition=1, kind=1) for _ in range(2))

    assert first.random != second.random
    assert len(first.random_hex) == 16


@pytest.mark.parametrize(("host", "version"), [("A" * 21, 6), ("localhost:8000", 6), ("A" * 22, 7)])
def test_host_fits_says_which_qr_is_printed(host: str, version: int) -> None:
    assert qr.version_of(token.badge_url(TOKEN, host)) == version
    assert token.host_fits(host) == (version == 6)


def test_short_code_is_read_back_as_people_type_it() -> None:
    code = token.short_code(bytes.fromhex("b8f1e2d3c4"))

    assert token.read_short_code(code) == "b8f1e2d3c4"
    assert token.read_short_code(f" {code.lower().replace('-', ' ')} ") == "b8f1e2d3c4"
    assert token.read_short_code("OIBA-AAAA") == token.read_short_code("018a aaaa")


@pytest.mark.parametrize("text", ["", "ABC", "AAAA-AAA9", "ÀAAA-AAAA", "A" * 5000])
def test_read_short_code_answers_none_to_anything_else(text: str) -> None:
    assert token.read_short_code(text) is None
