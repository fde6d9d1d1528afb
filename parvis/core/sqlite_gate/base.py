"""The connection: durable settings on every one, and the write gate around every write."""

# mypy: disable-error-code="misc, no-any-return"
# The stubs know nothing of the private methods that every backend overrides.

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from typing import Any

from django.db.backends.sqlite3._functions import register as register_functions
from django.db.backends.sqlite3.base import FORMAT_QMARK_REGEX
from django.db.backends.sqlite3.base import DatabaseWrapper as SqliteWrapper

from parvis.core.sqlite_gate.creation import DatabaseCreation
from parvis.core.sqlite_gate.features import DatabaseFeatures
from parvis.core.sqlite_gate.gate import WriteGate
from parvis.core.sqlite_gate.library import Database
from parvis.core.sqlite_gate.operations import DatabaseOperations
from parvis.core.sqlite_gate.schema import DatabaseSchemaEditor

BUSY_TIMEOUT = 20.0  # seconds
DURABLE = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA legacy_alter_table = OFF",
    # Without it, INSERT OR REPLACE deletes rows behind the back of the triggers that protect them.
    "PRAGMA recursive_triggers = ON",
    "PRAGMA cache_size = -1000",  # KiB for each of many threads: the system keeps what is read often for all of them
)
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "ALTER", "DROP", "VACUUM", "REINDEX", "ANALYZE")


class DatabaseWrapper(SqliteWrapper):
    Database = Database
    SchemaEditorClass = DatabaseSchemaEditor
    creation_class = DatabaseCreation
    features_class = DatabaseFeatures
    ops_class = DatabaseOperations
    gate: WriteGate | None = None
    transaction_mode: str | None
    init_commands: list[str]

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = {"timeout": BUSY_TIMEOUT, **super().get_connection_params()}
        if self.transaction_mode is None:
            self.transaction_mode = "IMMEDIATE"
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Database.Connection:
        connection = Database.connect(**conn_params)
        register_functions(connection)
        for command in (*DURABLE, *(command for command in self.init_commands if command.strip())):
            connection.execute(command)
        if not self.is_in_memory_db():
            path = str(conn_params["database"]).removeprefix("file:").partition("?")[0]
            self.gate = WriteGate(f"{path}.gate", conn_params["timeout"])
        return connection

    def create_cursor(self, name: str | None = None) -> "GateCursor":
        cursor: GateCursor = self.connection.cursor(factory=GateCursor)
        cursor.gate = self.gate
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        """Queue at the gate before BEGIN; a DEFERRED transaction only reads, and does not queue."""
        if self.gate is None or self.transaction_mode == "DEFERRED":
            super()._start_transaction_under_autocommit()
            return
        self.gate.enter()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self.gate.leave()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()
        finally:
            self._leave_gate()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._leave_gate()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            if self.gate is not None:
                self.gate.close()

    def _leave_gate(self) -> None:
        """After a failed COMMIT the transaction is still open: Django rolls it back, and we leave then."""
        if self.gate is not None and not (self.connection and self.connection.in_transaction):
            self.gate.leave()


class GateCursor(Database.Cursor):
    """Django writes `%s`, SQLite reads `?`; and a write outside a transaction also queues at the gate."""

    gate: WriteGate | None = None

    def execute(self, query: str, params: Any = None) -> "GateCursor":
        with self._turn(query):
            if params is None:
                super().execute(query)
            else:
                names = list(params) if isinstance(params, Mapping) else None
                super().execute(_to_sqlite(query, names), params)
        return self

    def executemany(self, query: str, param_list: Iterable[Any]) -> "GateCursor":
        rows = iter(param_list)
        first = next(rows, None)
        if first is None:
            return self
        names = list(first) if isinstance(first, Mapping) else None
        with self._turn(query):
            super().executemany(_to_sqlite(query, names), chain([first], rows))
        return self

    @contextmanager
    def _turn(self, query: str) -> Iterator[None]:
        """Our turn at the gate for one statement that commits by itself.

        A transaction has it already, from BEGIN to the end. Of an INSERT ... RETURNING the last row is read, and
        the commit done, just after we leave: SQLite's own lock covers that moment.
        """
        is_alone = self.gate is not None and not self.gate.is_held and not self.connection.in_transaction
        if self.gate is None or not is_alone or not query.lstrip()[:8].upper().startswith(WRITES):
            yield
            return
        self.gate.enter()
        try:
            yield
        finally:
            self.gate.leave()


def _to_sqlite(query: str, names: list[str] | None) -> str:
    if names is None:
        return FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
    return query % {name: f":{name}" for name in names}
