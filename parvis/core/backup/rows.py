"""Tables to JSON lines and back, the same for both databases."""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import batched
from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models.query import QuerySet
from django.dispatch import Signal
from django.utils.duration import duration_iso_string

# (using, at, replaced): the rows of a backup are in the database, which nobody uses yet; `replaced` is the alias of the
# one whose place it takes, empty when there is none.
backup_restored = Signal()
LEFT_OUT = frozenset({"django_session"})
BATCH = 500

type Fields = list[models.Field[Any, Any]]


def tables(registry: Apps) -> dict[str, type[models.Model]]:
    """Table name -> model, of every table that a backup holds."""
    found = registry.get_models(include_auto_created=True, include_swapped=False)
    kept = (model for model in found if model._meta.managed and not model._meta.proxy)
    return {model._meta.db_table: model for model in kept if model._meta.db_table not in LEFT_OUT}


def columns(model: type[models.Model]) -> Fields:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def dump(model: type[models.Model]) -> Iterator[bytes]:
    """Each row as a line of JSON, in the order of the key."""
    names = [field.attname for field in columns(model)]
    queryset: QuerySet[Any] = model._base_manager.order_by("pk")
    for row in queryset.values_list(*names).iterator(chunk_size=2000):
        yield json.dumps(row, default=_encode, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def load(model: type[models.Model], names: list[str], lines: Iterable[bytes]) -> int:
    """Insert the rows exactly as they were: no default, no `auto_now`, no `pre_save`."""
    by_name = {field.attname: field for field in columns(model)}
    fields = [by_name[name] for name in names]
    count = 0
    for some in batched(lines, BATCH):
        rows = [[_decode(field, value) for field, value in zip(fields, json.loads(line), strict=True)] for line in some]
        objects = [model(**dict(zip(names, row, strict=True))) for row in rows]
        queryset: Any = QuerySet(model)
        size = max(1, connection.ops.bulk_batch_size(fields, objects))
        for part in batched(objects, size):
            queryset._insert(list(part), fields=fields, using="default", raw=True)
        count += len(objects)
    return count


@transaction.atomic
def empty(names: Iterable[str]) -> None:
    """Delete what the migrations put into a new database."""
    statements = connection.ops.sql_flush(no_style(), list(names), reset_sequences=False, allow_cascade=False)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def continue_numbers(found: Iterable[type[models.Model]]) -> None:
    """PostgreSQL: let each sequence go on after the highest key."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(found)):
            cursor.execute(statement)


def _encode(value: object) -> object:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    raise TypeError(f"A backup cannot hold a {type(value).__name__}.")


def _decode(field: models.Field[Any, Any], value: Any) -> Any:
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return target.to_python(value)
