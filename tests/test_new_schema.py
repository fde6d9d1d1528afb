"""An empty database gets the same tables, indexes, constraints and guards at once as by walking through its history."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from parvis.core.new_schema import make_at_once

pytestmark = pytest.mark.django_db(transaction=True)
ALIAS = "new"
POSTGRES = (
    "SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length, is_identity"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
)


def walk(new: BaseDatabaseWrapper) -> None:
    executor = MigrationExecutor(new)
    executor.migrate(executor.loader.graph.leaf_nodes())


def at_once(new: BaseDatabaseWrapper) -> None:
    assert make_at_once(new)


@contextmanager
def empty_database(folder: Path) -> Iterator[BaseDatabaseWrapper]:
    """A new one beside the tests' own, of the same kind."""
    new = connection.copy(ALIAS)
    name = str(connection.settings_dict["NAME"])
    is_file = connection.vendor == "sqlite"
    new.settings_dict["NAME"] = str(folder / "new.sqlite3") if is_file else f"{name}_{ALIAS}"
    if not is_file:
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}_{ALIAS}"')
    connections[ALIAS] = new
    try:
        yield new
    finally:
        new.close()
        del connections[ALIAS]
        if not is_file:
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}_{ALIAS}" WITH (FORCE)')


def described(made: BaseDatabaseWrapper) -> list[object]:
    """Everything it is made of, but for the order of columns, which nothing depends on."""
    with made.cursor() as cursor:
        if made.vendor == "postgresql":
            found: list[object] = []
            for query in POSTGRES:
                cursor.execute(query)
                found += cursor.fetchall()
            return sorted(found, key=repr)
        cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name")
        return [(kind, name, sorted(parts_of(sql))) for kind, name, sql in cursor]


def parts_of(statement: str) -> list[str]:
    """The statement itself, and what it says in its outermost brackets, piece by piece."""
    head, _bracket, body = statement.partition("(")
    return [head, *re.split(r", (?=\"|CONSTRAINT)", body.removesuffix(")"))]


@pytest.mark.slow
def test_both_ways_lead_to_the_same_database(tmp_path: Path) -> None:
    results = []
    for make in (at_once, walk):
        folder = tmp_path / make.__name__
        folder.mkdir()
        results.append(result_of(make, folder))
    (made, said), (walked, applied) = results

    assert len(walked) > 400
    assert [one for one in made if one not in walked] == []
    assert [one for one in walked if one not in made] == []
    assert said == applied


def result_of(make: Callable[[BaseDatabaseWrapper], None], folder: Path) -> tuple[list[object], set[tuple[str, str]]]:
    with empty_database(folder) as new:
        make(new)
        return described(new), set(MigrationRecorder(new).applied_migrations())


def test_a_database_that_holds_tables_is_left_alone() -> None:
    assert not make_at_once(connection)
