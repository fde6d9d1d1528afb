"""Locking the row that carries a capacity, a number or a state, the same way on both databases."""

from collections.abc import Callable

from django.db import models, transaction
from django.db.transaction import TransactionManagementError
from django.utils.translation import gettext as _

from parvis.core.errors import Refused


def lock_row[M: models.Model](queryset: models.QuerySet[M]) -> M:
    """The one row of `queryset`, as it is now, and nobody else's to change before our transaction ends.

    PostgreSQL locks the row; on SQLite every transaction is IMMEDIATE and is itself the lock.
    Rows that only refer to it may still be added meanwhile (`no_key`), which avoids deadlocks between sign-ups.
    """
    if not transaction.get_connection(queryset.db).in_atomic_block:
        raise TransactionManagementError("lock_row needs a transaction: the lock would end with the statement.")
    return queryset.select_for_update(of=("self",), no_key=True).get()


def refuse_changed[M: models.Model](row: M, is_still: Callable[[M], bool] | None) -> None:
    """`is_still` says whether the row is what the caller saw. Raises Refused (412) when it is not."""
    if is_still is not None and not is_still(row):
        raise Refused(_("Somebody changed it since you read it: read it again."), code="changed", status=412)
