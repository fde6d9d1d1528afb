"""Amounts are whole cents, read as people type them and written as they read them."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.forms import DecimalInput
from parvis.core.money import LARGEST_CENTS, amount_text, format_cents, parse_cents, percent_of

amounts = st.integers(-LARGEST_CENTS, LARGEST_CENTS)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1 234,50", 123450),
        ("1\u00a0234,50\u00a0€", 123450),
        ("1\u202f234\u202f567,5", 123456750),
        ("1234.5", 123450),
        ("€1,234.50", 123450),
        ("1.234,50 EUR", 123450),
        ("1,234,567", 123456700),
        ("1’234.50", 123450),
        ("2400.00", 240000),
        ("0", 0),
        ("-12", -1200),
        ("\u221212,3", -1230),
        ("-€5", -500),
        ("- 5 €", -500),
    ],
)
def test_parse_cents_reads_what_people_type(text: str, cents: int) -> None:
    assert parse_cents(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "1,234",
        "1.234",
        "12.345",
        "1e5",
        "１２",
        "1.234.50",
        "1 234 5",
        "12 €€",
        "--1",
        "1,2,3",
        "1 2,3,4",
        "9" * 16,
        "9" * 400,
    ],
)
def test_parse_cents_refuses_what_is_no_amount_or_could_be_two(text: str) -> None:
    with pytest.raises(ValueError, match="“"):
        parse_cents(text)


@given(amounts, st.sampled_from(["fr", "en"]))
def test_an_amount_written_is_the_amount_read(cents: int, language: str) -> None:
    assert parse_cents(format_cents(cents, language)) == cents
    assert parse_cents(amount_text(cents, language)) == cents


def test_an_amount_in_a_field_has_no_currency() -> None:
    written = [amount_text(cents, language) for cents in (376_080, -5) for language in ("fr", "en")]

    assert written == ["3\u00a0760,80", "3,760.80", "-0,05", "-0.05"]


@pytest.mark.parametrize(
    ("cents", "language", "currency", "written"),
    [
        (123450, "fr", "EUR", "1\u00a0234,50\u00a0€"),
        (123450, "en", "EUR", "€1,234.50"),
        (-5, "fr", "EUR", "-0,05\u00a0€"),
        (100, "en-gb", "CHF", "CHF\u00a01.00"),
    ],
)
def test_format_cents_follows_the_language(cents: int, language: str, currency: str, written: str) -> None:
    assert format_cents(cents, language, currency) == written


@pytest.mark.parametrize(
    ("cents", "basis_points", "share"),
    [
        (10000, 2000, 2000),
        (5, 1000, 1),
        (-5, 1000, -1),
        (4, 1000, 0),
        (12345, 550, 679),
        (LARGEST_CENTS, 2000, LARGEST_CENTS // 5),
    ],
)
def test_percent_of_rounds_half_a_cent_away_from_zero(cents: int, basis_points: int, share: int) -> None:
    assert percent_of(cents, basis_points) == share


@given(amounts, st.integers(0, 10_000))
def test_percent_of_a_credit_is_the_credit_of_the_percent(cents: int, basis_points: int) -> None:
    assert percent_of(-cents, basis_points) == -percent_of(cents, basis_points)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("typed", ["12,5", "12.5"])
def test_a_number_is_typed_with_a_comma_or_a_point(language: str, typed: str) -> None:
    with translation.override(language):
        assert DecimalInput(localize=True).clean(typed) == Decimal("12.5")
