"""The same actions without what guards them, for negative controls: they show that the guard, not luck, is tested."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from parvis.core.locks import lock_row

PATIENCE_S = 10.0


def unlocked[M: models.Model](queryset: models.QuerySet[M]) -> M:
    """What `lock_row` answers, without the lock."""
    return queryset.get()


@contextmanager
def unguarded() -> Iterator[pytest.MonkeyPatch]:
    """No transaction and no row lock anywhere: each statement is kept at once, anybody may come in between."""
    with pytest.MonkeyPatch.context() as patch:
        for module in list(sys.modules.values()):
            if getattr(module, "lock_row", None) is lock_row:
                patch.setattr(module, "lock_row", unlocked)
        patch.setattr(models.QuerySet, "select_for_update", lambda queryset, **_how: queryset.all())
        patch.setattr(transaction.Atomic, "__enter__", lambda _self: None)
        patch.setattr(transaction.Atomic, "__exit__", lambda _self, *_error: None)
        yield patch


def then_meet[**P, T](call: Callable[P, T], count: int) -> Callable[P, T]:
    """The same, but whoever has called it waits for the others: all have read before one of them writes."""
    met = threading.Barrier(count)

    def inner(*args: P.args, **kwargs: P.kwargs) -> T:
        answer = call(*args, **kwargs)
        met.wait(PATIENCE_S)
        return answer

    return inner


def one_by_one[**P, T](call: Callable[P, T]) -> Callable[P, T]:
    """The same, one caller at a time."""
    turn = threading.Lock()

    def inner(*args: P.args, **kwargs: P.kwargs) -> T:
        with turn:
            return call(*args, **kwargs)

    return inner


def or_broken(call: Callable[[], Any]) -> Callable[[], Any]:
    """The answer, or the name of what the database's own constraints said to it."""

    def inner() -> Any:
        try:
            return call()
        except IntegrityError as error:
            return type(error).__name__

    return inner
