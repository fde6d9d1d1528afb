"""Test databases: a file like in production, removed with everything SQLite and the gate put beside it."""

# mypy: disable-error-code="misc, no-any-return"
# The stubs know nothing of the private methods that every backend overrides.

from pathlib import Path

from django.db.backends.sqlite3.creation import DatabaseCreation as SqliteCreation

BESIDE = ("-wal", "-shm", "-journal", ".gate")


class DatabaseCreation(SqliteCreation):
    def _create_test_db(self, verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:  # noqa: FBT001, FBT002
        name = super()._create_test_db(verbosity, autoclobber, keepdb)
        if not keepdb:
            self._remove_beside(name)
        return name

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        super()._destroy_test_db(test_database_name, verbosity)
        self._remove_beside(test_database_name)

    def _remove_beside(self, name: str) -> None:
        if not self.is_in_memory_db(name):
            for suffix in BESIDE:
                Path(f"{name}{suffix}").unlink(missing_ok=True)
