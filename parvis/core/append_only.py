"""Rows the database itself refuses to change: migration operations that make triggers on both databases.

`AppendOnly("LogEntry", keep_until="keep_until")` refuses every UPDATE, and every DELETE before the day in
`keep_until` (no day: for ever). `Immutable("Invoice", when="status = 'issued'", allow=("pdf",))` refuses DELETE, and
UPDATE of any other column than the allowed ones, once a row is as `when` says; it may name a `keep_until` from which
DELETE passes, too. `when` is SQL over the model's fields.
`RefuseWhen` is for rules that look at other rows: lines of an issued invoice, sums that stay below a limit.
`Lifted(guard)` takes a guard away: before altering a table it names (SQLite rebuilds it), or for good.

Put the operation in a migration after the one that creates the table. Running it again replaces the triggers: do so
in the migration that adds, renames or alters a field of such a model (`tests/test_triggers.py` fails until then).
On PostgreSQL the function carries the trigger's name. TRUNCATE is not refused; only `flush`, for tests, uses it.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState

PREFIX = "parvis_guard"
WORDS_OUTSIDE_QUOTES = re.compile(r"'[^']*'|[A-Za-z_]\w*")


class Guard(Operation, ABC):
    """Triggers on one table, of UPDATE and of DELETE unless `events` says otherwise."""

    events: Sequence[str] = ("update", "delete")
    reversible = True
    reduces_to_sql = True
    category = OperationCategory.SQL
    model_name: str

    @abstractmethod
    def conditions(self, model: type[models.Model], vendor: str) -> dict[str, str]:
        """Event -> SQL over OLD and NEW that is true when the event is refused."""

    @abstractmethod
    def reason(self, event: str) -> str:
        """What the database says then."""

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        self._drop(schema_editor, model)
        for name, statement in self.statements(model, schema_editor.connection.vendor).items():
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(self.function(name), params=None)
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self._drop(schema_editor, from_state.apps.get_model(app_label, self.model_name))

    def describe(self) -> str:
        return f"Refuse changes of {self.model_name} rows"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.model_name.lower()}_guard"

    def statements(self, model: type[models.Model], vendor: str) -> dict[str, str]:
        """Trigger name -> the statement that makes it."""
        table = model._meta.db_table
        make = _postgres_trigger if vendor == "postgresql" else _sqlite_trigger
        return {
            name: make(name, table, condition, self.reason(event))
            for event, condition in self.conditions(model, vendor).items()
            if (name := self.trigger_name(model, event))
        }

    def trigger_name(self, model: type[models.Model], event: str) -> str:
        return f"{PREFIX}_{model._meta.db_table}_{event}"

    def trigger_names(self, model: type[models.Model]) -> tuple[str, ...]:
        return tuple(self.trigger_name(model, event) for event in self.events)

    def function(self, name: str) -> str:
        """PostgreSQL: what the trigger of that name runs."""
        return _postgres_function(name, self.reason(name.rpartition("_")[2]))

    def _drop(self, schema_editor: BaseDatabaseSchemaEditor, model: type[models.Model]) -> None:
        for name in self.trigger_names(model):
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute(f'DROP TRIGGER IF EXISTS "{name}" ON "{model._meta.db_table}"', params=None)
                schema_editor.execute(f'DROP FUNCTION IF EXISTS "{name}"()', params=None)
            else:
                schema_editor.execute(f'DROP TRIGGER IF EXISTS "{name}"', params=None)


class AppendOnly(Guard):
    """Rows are added, never changed, and deleted only once their `keep_until` day has come."""

    def __init__(self, model_name: str, keep_until: str = "") -> None:
        self.model_name = model_name
        self.keep_until = keep_until

    def conditions(self, model: type[models.Model], vendor: str) -> dict[str, str]:
        return {"update": "TRUE", "delete": _is_kept(self.keep_until, model, vendor)}

    def reason(self, event: str) -> str:
        until = f" before its {self.keep_until}" if self.keep_until and event == "delete" else ""
        return f"{self.model_name} is append-only: {event} refused{until}"


class Immutable(Guard):
    """Rows that match `when` can no longer be changed, but for the fields of `allow`, nor deleted."""

    def __init__(self, model_name: str, when: str = "TRUE", allow: Sequence[str] = (), keep_until: str = "") -> None:
        self.model_name = model_name
        self.when = when
        self.allow = tuple(allow)
        self.keep_until = keep_until

    def conditions(self, model: type[models.Model], vendor: str) -> dict[str, str]:
        frozen = _over_old(self.when, model)
        kept = f"({frozen}) AND ({_is_kept(self.keep_until, model, vendor)})" if self.keep_until else frozen
        return {"update": f"({frozen}) AND ({self._is_changed(model, vendor)})", "delete": kept}

    def reason(self, event: str) -> str:
        return f"{self.model_name} can no longer change ({self.when}): {event} refused".replace("'", "")

    def _is_changed(self, model: type[models.Model], vendor: str) -> str:
        if not self.allow:
            return "TRUE"
        allowed = {model._meta.get_field(name).name for name in self.allow}
        columns = [field.column for field in model._meta.concrete_fields if field.name not in allowed]
        differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
        return " OR ".join(f'OLD."{column}" {differs} NEW."{column}"' for column in columns)


class RefuseWhen(Guard):
    """Refuses an event when `when` is true: SQL over NEW (not at DELETE), OLD (not at INSERT) and any other table.

    It is written for both databases alike. `lock` is a query on the rows that carry the limit; PostgreSQL runs it
    first, so that two transactions judge one after the other (on SQLite there is only ever one).
    A restored backup inserts its rows in any order: an INSERT must pass while the rows it depends on are not there.
    """

    def __init__(
        self, model_name: str, rule: str, *, events: Sequence[str], when: str, reason: str, lock: str = ""
    ) -> None:
        self.model_name = model_name
        self.rule = rule
        self.events = tuple(events)
        self.when = when
        self.sentence = reason
        self.lock = lock

    def trigger_name(self, model: type[models.Model], event: str) -> str:
        return f"{PREFIX}_{model._meta.db_table}_{self.rule}_{event}"

    def conditions(self, model: type[models.Model], vendor: str) -> dict[str, str]:
        return dict.fromkeys(self.events, "TRUE" if vendor == "postgresql" else f"({self.when})")

    def reason(self, event: str) -> str:
        return self.sentence.replace("'", "’")

    def function(self, name: str) -> str:
        """A trigger of PostgreSQL cannot ask other tables in its WHEN; its function can."""
        event = name.rpartition("_")[2]
        lock = f"PERFORM {self.lock.strip().removeprefix('SELECT')}; " if self.lock else ""
        return (
            f'CREATE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {lock}IF ({self.when}) THEN '
            f"RAISE EXCEPTION '{self.reason(event)}' USING ERRCODE = 'restrict_violation'; END IF; "
            f"RETURN {'OLD' if event == 'delete' else 'NEW'}; END $$"
        )

    def describe(self) -> str:
        return self.sentence

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.model_name.lower()}_{self.rule}"


class Lifted(Operation):
    """A guard's triggers go; undoing the migration makes them again."""

    reversible = True
    reduces_to_sql = True
    category = OperationCategory.SQL

    def __init__(self, guard: Guard) -> None:
        self.guard = guard

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self.guard.database_backwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self.guard.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Lift: {self.guard.describe()}"

    @property
    def migration_name_fragment(self) -> str:
        return f"lift_{self.guard.migration_name_fragment}"


def _is_kept(keep_until: str, model: type[models.Model], vendor: str) -> str:
    """Whether the day in that field is still to come; no field, or no day in it, is for ever."""
    if not keep_until:
        return "TRUE"
    field = next(field for field in model._meta.concrete_fields if field.name == keep_until)
    if vendor == "postgresql":
        now = "CURRENT_TIMESTAMP" if isinstance(field, models.DateTimeField) else "CURRENT_DATE"
    else:
        now = "datetime('now')" if isinstance(field, models.DateTimeField) else "date('now')"
    return f'OLD."{field.column}" IS NULL OR OLD."{field.column}" > {now}'


def _over_old(when: str, model: type[models.Model]) -> str:
    """The condition with every field name made a column of the row before the change."""
    columns: dict[str, str] = {}
    for field in model._meta.concrete_fields:
        columns |= dict.fromkeys((field.name, field.attname, str(field.column)), str(field.column))
    return WORDS_OUTSIDE_QUOTES.sub(lambda word: f'OLD."{columns[word[0]]}"' if word[0] in columns else word[0], when)


def _sqlite_trigger(name: str, table: str, condition: str, reason: str) -> str:
    event = name.rpartition("_")[2].upper()
    return (
        f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH ROW WHEN {condition} '
        f"BEGIN SELECT RAISE(ABORT, '{reason}'); END"
    )


def _postgres_trigger(name: str, table: str, condition: str, reason: str) -> str:
    event = name.rpartition("_")[2].upper()
    return (
        f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH ROW WHEN ({condition}) '
        f'EXECUTE FUNCTION "{name}"()'
    )


def _postgres_function(name: str, reason: str) -> str:
    return (
        f'CREATE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
        f"RAISE EXCEPTION '{reason}' USING ERRCODE = 'restrict_violation'; END $$"
    )


def declared_guards(loader: MigrationLoader) -> list[tuple[str, Guard]]:
    """The guards that stand once every migration is applied, each with its app, in the order they were put up."""
    state = loader.project_state()
    standing: dict[tuple[str, ...], tuple[str, Guard]] = {}
    for (app_label, _), migration in in_order(loader):
        for operation in migration.operations:
            guard = operation.guard if isinstance(operation, Lifted) else operation
            if isinstance(guard, Guard) and (app_label, guard.model_name.lower()) in state.models:
                names = guard.trigger_names(state.apps.get_model(app_label, guard.model_name))
                standing = {key: one for key, one in standing.items() if not set(key) & set(names)}
                if operation is guard:
                    standing[names] = (app_label, guard)
    return list(standing.values())


def declared_triggers(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Trigger name -> statement, as the migrations and the models they lead to say today."""
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    state = loader.project_state()
    declared: dict[str, str] = {}
    for app_label, guard in declared_guards(loader):
        declared |= guard.statements(state.apps.get_model(app_label, guard.model_name), connection.vendor)
    return declared


def existing_triggers(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Trigger name -> statement, as the database has them (PostgreSQL writes the statement its own way)."""
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    if connection.vendor == "postgresql":
        query = """SELECT tgname, pg_get_triggerdef(pg_trigger.oid) FROM pg_trigger
                   JOIN pg_class ON pg_class.oid = tgrelid
                   WHERE NOT tgisinternal AND tgname LIKE %s AND pg_table_is_visible(pg_class.oid)"""
    with connection.cursor() as cursor:
        cursor.execute(query, [f"{PREFIX}%"])
        return dict(cursor.fetchall())


def in_order(loader: MigrationLoader) -> Iterable[tuple[tuple[str, str], Any]]:
    """Every migration, each after those it depends on."""
    seen: list[tuple[str, str]] = []
    for leaf in loader.graph.leaf_nodes():
        seen += [key for key in loader.graph.forwards_plan(leaf) if key not in seen]
    return [(key, loader.graph.nodes[key]) for key in seen]
