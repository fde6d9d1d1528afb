"""SQL particular to this backend."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.management.color import Style
from django.db.backends.sqlite3.operations import DatabaseOperations as SqliteOperations

MAX_COLUMNS = 2000  # SQLite's default limit on the columns of one SELECT


class DatabaseOperations(SqliteOperations):
    def sql_flush(
        self, style: Style, tables: Iterable[str], *, reset_sequences: bool = False, allow_cascade: bool = False
    ) -> list[str]:
        """Empty the tables, lifting for that one transaction the triggers that protect their rows.

        PostgreSQL flushes with TRUNCATE, which row triggers do not see; SQLite deletes row by row.
        """
        names = list(tables)
        statements = super().sql_flush(style, names, reset_sequences=reset_sequences, allow_cascade=allow_cascade)
        guards = self.triggers() if names else {}
        drops = [f"DROP TRIGGER {self.quote_name(name)}" for name in guards]
        return [*drops, *statements, *guards.values()]

    def triggers(self, table: str | None = None) -> dict[str, str]:
        """Name -> statement of the triggers that exist, of one table or of all."""
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND (%s IS NULL OR tbl_name = %s)"
        with self.connection.cursor() as cursor:
            return dict(cursor.execute(query, [table, table]).fetchall())

    def _quote_params_for_last_executed_query(self, params: Sequence[Any]) -> tuple[Any, ...]:
        """For reading logs only; Django's own version needs `getlimit`, which pysqlite3 lacks."""
        quoted: tuple[Any, ...] = ()
        cursor = self.connection.connection.cursor()
        try:
            for start in range(0, len(params), MAX_COLUMNS):
                chunk = params[start : start + MAX_COLUMNS]
                sql = "SELECT " + ", ".join(["QUOTE(?)"] * len(chunk))
                quoted += tuple(cursor.execute(sql, chunk).fetchone())
        finally:
            cursor.close()
        return quoted
