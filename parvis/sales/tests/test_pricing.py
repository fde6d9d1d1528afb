"""The arithmetic of an offer, against an independent computation with fractions."""

import math
from datetime import date
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.sales.models import PriceRule
from parvis.sales.pricing import (
    Discount,
    Priced,
    cancellation_basis_points,
    discounts_for,
    gift,
    percent_text,
    rate_text,
    totals_of,
)

CENTS = st.integers(0, 10**9)
UNITS = st.integers(1, 1_000)
POINTS = st.integers(-10_000, 10_000)
RATES = st.sampled_from([0, 550, 1_000, 2_000])
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no failure
LINES = st.lists(st.tuples(CENTS, RATES), max_size=20)


def half_up(amount: Fraction) -> int:
    return math.floor(amount + Fraction(1, 2))


def rule(kind: str, percent: int, **fields: object) -> PriceRule:
    return PriceRule(kind=kind, basis_points=percent * 100, **fields)


@patient
@given(UNITS, CENTS, st.lists(POINTS, max_size=4))
def test_percentages_compound_and_are_rounded_once(quantity: int, price: int, points: list[int]) -> None:
    exact = Fraction(quantity * price) * math.prod(Fraction(10_000 + point, 10_000) for point in points)

    priced = Priced(quantity, price, 2_000, tuple(Discount("d", point) for point in points))

    assert priced.net_cents == half_up(exact)
    assert priced.net_cents >= 0


@patient
@given(UNITS, CENTS, POINTS, POINTS)
def test_the_order_of_percentages_does_not_change_the_amount(quantity: int, price: int, one: int, two: int) -> None:
    there = Priced(quantity, price, 0, (Discount("a", one), Discount("b", two)))
    back = Priced(quantity, price, 0, (Discount("b", two), Discount("a", one)))

    assert there.net_cents == back.net_cents


@patient
@given(UNITS, CENTS)
def test_a_gift_costs_nothing_and_no_discount_changes_nothing(quantity: int, price: int) -> None:
    assert Priced(quantity, price, 0, gift()).net_cents == 0
    assert Priced(quantity, price, 0).net_cents == quantity * price


@patient
@given(LINES)
def test_vat_is_taken_once_per_rate_on_the_sum(lines: list[tuple[int, int]]) -> None:
    totals = totals_of(lines)

    by_rate = {rate: sum(net for net, other in lines if other == rate) for _net, rate in lines}
    assert {share.basis_points: share.vat_cents for share in totals.shares} == {
        rate: half_up(Fraction(base * rate, 10_000)) for rate, base in by_rate.items()
    }
    assert totals.net_cents == sum(net for net, _rate in lines)
    assert totals.total_cents == totals.net_cents + totals.vat_cents


@patient
@given(LINES)
def test_the_order_of_lines_does_not_change_the_totals(lines: list[tuple[int, int]]) -> None:
    assert totals_of(lines) == totals_of(reversed(lines))


def test_half_a_cent_goes_up() -> None:
    assert Priced(1, 5, 0, (Discount("d", -1_000),)).net_cents == 5  # 4.5
    assert Priced(1, 15, 0, (Discount("d", -1_000),)).net_cents == 14  # 13.5


def test_two_lines_of_a_third_of_a_cent_of_vat_are_not_rounded_apart() -> None:
    assert totals_of([(2, 2_000), (2, 2_000), (2, 2_000)]).vat_cents == 1  # 3 x 0.4 apart would be 0


RULES = [
    rule("early_bird", -5, until_on=date(2026, 9, 30)),
    rule("early_bird", -10, until_on=date(2026, 6, 15)),
    rule("class", -20, company_kind="public"),
    rule("class", 0, company_kind="sme"),
    rule("cancel", 30, days_before=60),
    rule("cancel", 100, days_before=30),
]


@pytest.mark.parametrize(
    ("kind", "on", "percents"),
    [
        ("public", date(2026, 6, 15), [-20, -10]),
        ("public", date(2026, 6, 16), [-20, -5]),
        ("large", date(2026, 6, 1), [-10]),
        ("sme", date(2026, 10, 1), []),
    ],
)
def test_class_comes_first_then_the_best_early_price_still_open(kind: str, on: date, percents: list[int]) -> None:
    assert [discount.basis_points // 100 for discount in discounts_for(RULES, kind, on=on)] == percents


@pytest.mark.parametrize(("days", "percent"), [(61, 0), (60, 30), (31, 30), (30, 100), (-1, 100)])
def test_a_late_cancellation_owes_the_strictest_step_reached(days: int, percent: int) -> None:
    assert cancellation_basis_points(RULES, days_left=days) == percent * 100


def test_percentages_are_written_in_the_reader_s_way() -> None:
    with translation.override("fr"):
        assert percent_text(-2_050) == "−20,5\u00a0%"
        assert rate_text(550) == "5,5\u00a0%"
    with translation.override("en"):
        assert percent_text(1_000) == "+10%"
        assert percent_text(-1) == "−0.01%"
