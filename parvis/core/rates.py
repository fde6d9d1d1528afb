"""How often somebody may call: a bucket for each caller, counted in this process and in no table.

A bucket holds `burst` calls and is refilled by `per_second`. Each web process counts for itself, so two processes
let twice as much through: the limit protects the server, it is no quota.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from parvis.core.api_words import TOO_MANY
from parvis.core.errors import Refused

MOST_CALLERS = 10_000


class Rate(NamedTuple):
    """A word for programs, how many calls at once, how many more each second."""

    name: str
    burst: int
    per_second: int

    @property
    def window_s(self) -> int:
        """How long an empty bucket takes to be full again."""
        return ceil(self.burst / self.per_second)


@dataclass(frozen=True, slots=True)
class Left:
    """What a caller has left of a rate after this call."""

    rate: Rate
    calls: int

    def headers(self) -> dict[str, str]:
        """As `RateLimit header fields for HTTP` (draft 10) names them."""
        name, burst = f'"{self.rate.name}"', self.rate.burst
        back_s = ceil((burst - self.calls) / self.rate.per_second)
        return {
            "RateLimit-Policy": f"{name};q={burst};w={self.rate.window_s}",
            "RateLimit": f"{name};r={self.calls};t={back_s}",
        }


class TooMany(Refused):
    """The bucket is empty; `retry_after_s` says when one more call will be answered."""

    def __init__(self, left: Left) -> None:
        super().__init__(str(TOO_MANY), code="too_many", status=429)
        self.left = left
        self.retry_after_s = ceil(1 / left.rate.per_second)


class Buckets:
    """The buckets of all callers of this process. `clock` counts seconds and never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._levels: dict[tuple[str, str], tuple[float, float]] = {}

    def take(self, caller: str, rate: Rate) -> Left:
        """Count one call. Raises `TooMany` when none is left."""
        now, key = self._clock(), (rate.name, caller)
        with self._lock:
            level, seen = self._levels.get(key, (float(rate.burst), now))
            level = min(float(rate.burst), level + (now - seen) * rate.per_second)
            is_empty = level < 1
            level -= 0 if is_empty else 1
            self._make_room(key)
            self._levels[key] = (level, now)
        left = Left(rate, int(level))
        if is_empty:
            raise TooMany(left)
        return left

    def _make_room(self, key: tuple[str, str]) -> None:
        """The caller goes to the end of the queue; whoever was not heard of for longest is forgotten."""
        self._levels.pop(key, None)
        if len(self._levels) >= MOST_CALLERS:
            del self._levels[next(iter(self._levels))]


buckets = Buckets()
