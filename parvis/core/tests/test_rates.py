"""A bucket empties, fills again, and knows its callers apart."""

import pytest

from parvis.core import rates
from parvis.core.rates import Buckets, Rate, TooMany

THREE = Rate("token", 3, 2)


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_answered_and_one_more_is_refused_with_the_time_to_wait() -> None:
    buckets = Buckets(Clock())

    assert [buckets.take("a", THREE).calls for _ in range(3)] == [2, 1, 0]
    with pytest.raises(TooMany) as refused:
        buckets.take("a", THREE)
    assert (refused.value.status, refused.value.retry_after_s) == (429, 1)


def test_time_fills_the_bucket_and_no_further() -> None:
    clock = Clock()
    buckets = Buckets(clock)
    for _ in range(3):
        buckets.take("a", THREE)

    clock.now += 0.5
    assert buckets.take("a", THREE).calls == 0
    clock.now += 3600
    assert buckets.take("a", THREE).calls == 2


def test_a_refused_call_costs_nothing() -> None:
    clock = Clock()
    buckets = Buckets(clock)
    for _ in range(3):
        buckets.take("a", THREE)
    for _ in range(50):
        with pytest.raises(TooMany):
            buckets.take("a", THREE)

    clock.now += 0.5
    assert buckets.take("a", THREE).calls == 0


def test_callers_and_rates_do_not_share() -> None:
    buckets = Buckets(Clock())
    one = Rate("token", 1, 1)
    buckets.take("a", one)

    assert buckets.take("b", one).calls == 0
    assert buckets.take("a", Rate("device", 1, 1)).calls == 0


def test_headers_say_what_is_left_and_when_all_is_back() -> None:
    left = Buckets(Clock()).take("a", THREE)

    assert left.headers() == {"RateLimit-Policy": '"token";q=3;w=2', "RateLimit": '"token";r=2;t=1'}


def test_only_so_many_callers_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST_CALLERS", 2)
    buckets, one = Buckets(Clock()), Rate("token", 1, 1)
    for caller in ("a", "b", "c"):
        buckets.take(caller, one)

    assert buckets.take("a", one).calls == 0
    with pytest.raises(TooMany):
        buckets.take("c", one)
