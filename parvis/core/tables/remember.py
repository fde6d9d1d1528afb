"""Numbers that are dear to count: those of a large list are kept for a minute, in this process and in no table.

A small list is counted at every page; a list of more than `LARGE` rows may show a number a minute old.
"""

import time
from collections.abc import Callable, Hashable
from typing import Any

LARGE = 2_000
KEPT_S = 60
MOST_KEPT = 500

_kept: dict[Hashable, tuple[float, Any]] = {}


def remembered[T](key: Hashable, count: Callable[[], T], size: Callable[[T], int]) -> T:
    """What `count()` said within the last minute, if its `size` was large; else what it says now."""
    now = time.monotonic()
    until, known = _kept.get(key, (0.0, None))
    if now < until:
        found: T = known
        return found
    value = count()
    _kept.pop(key, None)
    if size(value) > LARGE:
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = (now + KEPT_S, value)
    return value


def forget() -> None:
    """Count everything anew."""
    _kept.clear()
