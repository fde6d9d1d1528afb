"""Locking the row that carries a capacity, a number or a state, the same way on both databases."""

from django.db import models, transaction
from django.db.transaction import TransactionManagementError


def lock_row[M: models.Model](queryset: models.QuerySet[M]) -> M:
    """The one row of `queryset`, as it is now, and nobody else's to change before our transaction ends.

    PostgreSQL locks the row; on SQLite every transaction is IMMEDIATE and is itself the lock.
    Rows that only refer to it may still be added meanwhile (`no_key`), which avoids deadlocks between sign-ups.
    """
    if not transaction.get_connection(queryset.db).in_atomic_block:
        raise TransactionManagementError("lock_row needs a transaction: the lock would end with the statement.")
    return queryset.select_for_update(of=("self",), no_key=True).get()
