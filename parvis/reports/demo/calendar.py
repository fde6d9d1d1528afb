"""Acts planned in any order and done in the order of their moments, so that history rises as it would in life."""

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count

Act = Callable[[datetime], object]


class Calendar:
    """An act may plan later ones; one planned in the past is done at once, at its own moment."""

    def __init__(self) -> None:
        self._acts: list[tuple[datetime, int, Act]] = []
        self._numbers = count()

    def plan(self, at: datetime, act: Act) -> None:
        heapq.heappush(self._acts, (at, next(self._numbers), act))

    def run(self) -> None:
        while self._acts:
            at, _number, act = heapq.heappop(self._acts)
            act(at)
