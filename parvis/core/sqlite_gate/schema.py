"""Schema changes that keep triggers.

SQLite cannot alter a column, so Django builds the table anew and drops the old one, and with it its triggers;
and a trigger of another table that asks this one would keep the new one from taking the name.
"""

# mypy: disable-error-code="misc, no-any-return"
# The stubs know nothing of the private methods that every backend overrides.

from typing import Any, cast

from django.db import models
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor as SqliteSchemaEditor

from parvis.core.sqlite_gate.operations import DatabaseOperations


class DatabaseSchemaEditor(SqliteSchemaEditor):
    def _remake_table(self, model: type[models.Model], *args: Any, **kwargs: Any) -> None:
        operations = cast(DatabaseOperations, self.connection.ops)
        guards = {name: sql for name, sql in operations.triggers().items() if model._meta.db_table in sql}
        for name in guards:
            self.execute(f"DROP TRIGGER {self.quote_name(name)}", params=None)
        super()._remake_table(model, *args, **kwargs)
        for statement in guards.values():
            self.execute(statement, params=None)
