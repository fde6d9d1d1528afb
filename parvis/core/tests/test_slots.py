"""So many at once, a few more in line, the rest told at once."""

import threading
import time

import pytest

from parvis.core.slots import Slots


def test_one_more_than_there_are_slots_is_told_so_at_once() -> None:
    slots = Slots(2)
    with slots.one() as first, slots.one() as second, slots.one() as third:
        assert (first, second, third) == (True, True, False)
    with slots.one() as again:
        assert again


def test_a_slot_is_given_back_after_a_failure() -> None:
    slots = Slots(1)
    with pytest.raises(LookupError), slots.one():
        raise LookupError
    with slots.one() as is_mine:
        assert is_mine


def test_who_waits_in_line_gets_the_next_slot() -> None:
    slots, seen = Slots(1, in_line=1, patience_s=30), []

    def work() -> None:
        with slots.one() as is_mine:
            seen.append(is_mine)

    with slots.one():
        waiting = threading.Thread(target=work)
        waiting.start()
        while slots._places._value:
            time.sleep(0.001)
        with slots.one() as is_mine:  # the line is full
            assert not is_mine
        assert seen == []
    waiting.join()
    assert seen == [True]


def test_patience_ends() -> None:
    slots = Slots(1, in_line=1, patience_s=0.01)
    with slots.one(), slots.one() as is_mine:
        assert not is_mine
