"""So many at once in this process, a few more in line, the rest come back: bursts of one work leave threads for other.

A server has a few threads. When all of them do the same slow thing, whatever else comes waits behind it; and it waits
in vain if the slow thing is one that can be asked again. The limit is each process's own, as its threads are.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore


class Slots:
    """`with slots.one() as is_mine`: a slot for the length of the block, or False.

    `most` work at once, `in_line` more wait for at most `patience_s`; whoever comes then is told False at once.
    """

    def __init__(self, most: int, *, in_line: int = 0, patience_s: float = 0.0) -> None:
        self._places = BoundedSemaphore(most + in_line)
        self._slots = BoundedSemaphore(most)
        self._patience_s = patience_s

    @contextmanager
    def one(self) -> Iterator[bool]:
        if not self._places.acquire(blocking=False):
            yield False
            return
        try:
            is_mine = self._slots.acquire(timeout=self._patience_s)
            try:
                yield is_mine
            finally:
                if is_mine:
                    self._slots.release()
        finally:
            self._places.release()
