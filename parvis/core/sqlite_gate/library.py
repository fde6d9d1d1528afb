"""Which SQLite we run on: the pysqlite3 wheel when it is installed, else the one of Python."""

import datetime
import decimal
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_date, parse_datetime, parse_time

if TYPE_CHECKING:
    from sqlite3 import dbapi2 as Database  # noqa: N812
else:
    try:
        from pysqlite3 import dbapi2 as Database  # noqa: N812
    except ImportError:  # not on Linux, or an unusual processor
        from sqlite3 import dbapi2 as Database  # noqa: N812

__all__ = ["SAFE_VERSION", "TOO_OLD", "Database", "is_safe"]
SAFE_VERSION = (3, 51, 3)
TOO_OLD = "SQLite {} can corrupt a WAL database when two connections reset it; install pysqlite3, or SQLite 3.51.3."


def is_safe() -> bool:
    """Whether this version is free of the WAL-reset bug."""
    return Database.sqlite_version_info >= SAFE_VERSION


def _from_text(parse: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda stored: parse(stored.decode())


def _adapt_datetime(value: datetime.datetime) -> str:
    return value.isoformat(" ")


def _register() -> None:
    """The same conversions as Django's own backend, on the library in use."""
    converters: dict[str, Callable[[bytes], Any]] = {
        "bool": b"1".__eq__,
        "date": _from_text(parse_date),
        "time": _from_text(parse_time),
        "datetime": _from_text(parse_datetime),
        "timestamp": _from_text(parse_datetime),
    }
    for name, convert in converters.items():
        Database.register_converter(name, convert)
    Database.register_adapter(decimal.Decimal, str)
    Database.register_adapter(datetime.date, datetime.date.isoformat)
    Database.register_adapter(datetime.datetime, _adapt_datetime)


_register()
if not is_safe():
    warnings.warn(TOO_OLD.format(Database.sqlite_version), RuntimeWarning, stacklevel=2)
