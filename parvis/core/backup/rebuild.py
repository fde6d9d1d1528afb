"""The process that fills a new database from an archive.

Its default database is the new one. The schema is brought to where it was when the backup was made, the rows are put
in, then the later migrations run on them, as an update would.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from parvis.core.backup.archive import damaged, open_archive
from parvis.core.backup.endings import open_replaced
from parvis.core.backup.rows import backup_restored, continue_numbers, empty, load, tables
from parvis.core.new_schema import make_at_once


class Rebuilt(NamedTuple):
    """Rows of each table, and whether the database it replaces could say what has ended since."""

    rows: dict[str, int]
    knows_endings: bool


def rebuild(path: Path, replaced: str = "") -> Rebuilt:
    """Fill the default database, which is new, and answer what was done.

    `replaced` says where the database is that it takes the place of, if there is one of the same installation.
    """
    with open_archive(path) as (zip_file, manifest):
        state = bring_to({(app, name) for app, name in manifest.migrations})
        models = tables(state.apps)
        if sorted(models) != sorted(manifest.columns):
            raise damaged("its tables are not those of its migrations")
        empty(models)
        with connection.constraint_checks_disabled(), transaction.atomic():
            counts = {
                table: load(model, manifest.columns[table], zip_file.open(f"rows/{table}.jsonl"))
                for table, model in models.items()
            }
        connection.check_constraints()
        continue_numbers(models.values())
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    alias = open_replaced(replaced)
    backup_restored.send(rebuild, using="default", at=datetime.now(UTC), replaced=alias)
    return Rebuilt(counts, bool(alias))


def bring_to(applied: set[tuple[str, str]]) -> ProjectState:
    """The schema as it was after these migrations."""
    if applied == set(MigrationLoader(connection).disk_migrations):
        make_at_once(connection)
    executor = MigrationExecutor(connection)
    return executor.migrate(last_migrations(executor, applied))


def last_migrations(executor: MigrationExecutor, applied: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of the applied migrations that no other applied one builds on."""
    nodes = executor.loader.graph.node_map
    known = applied & nodes.keys()
    return sorted(key for key in known if not known & {child.key for child in nodes[key].children})


def main(path: str, replaced: str = "") -> None:
    done = rebuild(Path(path), replaced)
    connections.close_all()
    sys.stdout.write(json.dumps(done._asdict()) + "\n")
