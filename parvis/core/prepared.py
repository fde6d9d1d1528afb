"""A queryset compiled once: the statement is kept, only its values change.

Django writes the SQL of a queryset anew at each use, and with many joins that costs ten times what the database
needs to answer. For the few reads that every scan of a door makes, the text is written once and kept. Nothing else
is different: the same rows, the same models, the same fetch mode. `django.db.models.query.ModelIterable` reads what
stands here in the place of a queryset; the tests compare its answers with the plain queryset's.
"""

import copy
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable

A_MOMENT = datetime(1970, 1, 2, 3, tzinfo=UTC)  # a sample that no other value of a statement is
type Value = str | int | UUID | datetime


class Prepared[M: Model]:
    """`build(*samples)` makes the queryset; `rows(*values)` answers what `list(build(*values))` would.

    Each sample is a value of the right type that occurs nowhere else in the statement, and never one to which the
    statement's shape would differ (None, an empty list).
    """

    def __init__(self, build: Callable[..., QuerySet[M]], *samples: Value) -> None:
        self._build = build
        self._samples = samples
        self._kept: _Statement | None = None

    def first(self, *values: Value) -> M | None:
        """The first of the rows, or None; `build` says how many are read."""
        return next(iter(self.rows(*values)), None)

    def rows(self, *values: Value) -> list[M]:
        connection = connections[DEFAULT_DB_ALIAS]
        if self._kept is None:
            self._kept = _Statement(self._build(*self._samples), [_stored(value) for value in self._samples])
        given = [_stored(value) for value in values]
        return list(ModelIterable(_Ready(self._kept, given, connection)))  # type: ignore[arg-type]  # (see above)


class _Statement:
    """The compiled text, and where each value stands in it."""

    def __init__(self, queryset: QuerySet[Any], samples: list[object]) -> None:
        self.queryset = queryset
        self.compiler: Any = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        self.text, self.parameters = self.compiler.as_sql()
        self.places = [samples.index(value) if value in samples else None for value in self.parameters]
        if set(range(len(samples))) - set(self.places):
            raise ValueError("Each sample must occur in the statement.")

    def filled(self, values: list[object]) -> tuple[Any, ...]:
        pairs = zip(self.parameters, self.places, strict=True)
        return tuple(fixed if place is None else values[place] for fixed, place in pairs)


class _Ready:
    """What `ModelIterable` asks of a queryset and of its query, for one use by one thread."""

    db = DEFAULT_DB_ALIAS

    def __init__(self, statement: _Statement, values: list[object], connection: Any) -> None:
        queryset: Any = statement.queryset
        self.query = self
        self.model = queryset.model
        self._fetch_mode = queryset._fetch_mode
        self._known_related_objects = queryset._known_related_objects
        filled = statement.text, statement.filled(values)
        compiler: Any = copy.copy(statement.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda: filled
        self._compiler = compiler

    def get_compiler(self, using: str) -> Any:
        return self._compiler


def _stored(value: object) -> object:
    """As the database's driver takes it."""
    connection = connections[DEFAULT_DB_ALIAS]
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.hex if isinstance(value, UUID) and not connection.features.has_native_uuid_field else value
