"""The database backend: durable settings, writers in turn, triggers that stay; on a file of its own."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import pytest
from django.core.management.color import no_style
from django.db import IntegrityError, OperationalError, connections, models, transaction
from django.db.migrations import AlterField, CreateModel
from django.db.migrations.state import ProjectState
from pytest_django import DjangoDbBlocker

from parvis.core.append_only import AppendOnly
from parvis.core.checks import disk_of
from parvis.core.sqlite_gate.base import DatabaseWrapper
from parvis.core.sqlite_gate.gate import WriteGate
from parvis.core.sqlite_gate.operations import DatabaseOperations

WRITERS = 32
HOLD_GATE = """
import sys, time
from parvis.core.sqlite_gate.gate import WriteGate
gate = WriteGate(sys.argv[1], 20)
gate.enter()
print("held", flush=True)
time.sleep(60)
"""


def open_file(path: Path, **options: object) -> None:
    same = connections.settings["default"]
    connections.settings["file"] = {
        **same,
        "ENGINE": "parvis.core.sqlite_gate",
        "NAME": path,
        "OPTIONS": options,
    }


@pytest.fixture
def file(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[DatabaseWrapper]:
    open_file(tmp_path / "gate.sqlite3")
    with django_db_blocker.unblock():
        wrapper = cast(DatabaseWrapper, connections["file"])
        run(wrapper, "CREATE TABLE place (taken_by integer)")
        yield wrapper
        wrapper.close()
    del connections["file"]
    del connections.settings["file"]


def run(wrapper: Any, statement: str, *params: object) -> list[Any]:
    with wrapper.cursor() as cursor:
        return list(cursor.execute(statement, params or None).fetchall())


def book(number: int, capacity: int = 20) -> str:
    """Take one of the places if one is left: read, wait a little, write."""
    try:
        with transaction.atomic(using="file"):
            taken = run(connections["file"], "SELECT count(*) FROM place")[0][0]
            time.sleep(0.002)
            if taken < capacity:
                run(connections["file"], "INSERT INTO place VALUES (%s)", number)
                return "taken"
            return "full"
    except OperationalError as error:
        return str(error)
    finally:
        connections["file"].close()


def book_all() -> list[str]:
    with ThreadPoolExecutor(WRITERS) as threads:
        return sorted(threads.map(book, range(WRITERS)))


def test_every_connection_is_durable(file: DatabaseWrapper) -> None:
    names = ["journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "busy_timeout"]

    assert [run(file, f"PRAGMA {name}")[0][0] for name in names] == ["wal", 2, 1, 1, 20_000]
    assert file.transaction_mode == "IMMEDIATE"


def test_sqlite_is_a_version_without_the_wal_reset_bug(file: DatabaseWrapper) -> None:
    assert tuple(map(int, run(file, "SELECT sqlite_version()")[0][0].split("."))) >= (3, 51, 3)


def test_errors_are_djangos(file: DatabaseWrapper) -> None:
    run(file, "CREATE UNIQUE INDEX one ON place (taken_by)")
    run(file, "INSERT INTO place VALUES (1)")

    with pytest.raises(IntegrityError):
        run(file, "INSERT INTO place VALUES (1)")


def test_both_styles_of_parameters_and_a_percent_sign(file: DatabaseWrapper) -> None:
    with file.cursor() as cursor:
        cursor.executemany("INSERT INTO place VALUES (%s)", [(1,), (2,)])
        cursor.executemany("INSERT INTO place VALUES (%s)", [])
        cursor.execute("SELECT '5 %%', %(b)s, count(*) FROM place", {"b": "x"})

        assert cursor.fetchone() == ("5 %", "x", 2)


def test_32_writers_take_the_last_places_once_each_without_an_error(file: DatabaseWrapper) -> None:
    assert book_all() == ["full"] * 12 + ["taken"] * 20
    assert run(file, "SELECT count(*), count(DISTINCT taken_by) FROM place") == [(20, 20)]


def test_control_the_same_writers_fail_without_gate_and_immediate(file: DatabaseWrapper) -> None:
    file.close()
    open_file(Path(file.settings_dict["NAME"]), transaction_mode="DEFERRED")

    assert "database is locked" in book_all()


def test_the_gate_is_held_from_begin_to_the_end_of_the_outermost_transaction(file: DatabaseWrapper) -> None:
    seen = []
    with transaction.atomic(using="file"):
        with transaction.atomic(using="file"):
            seen.append(is_held(file))
        seen.append(is_held(file))
    seen.append(is_held(file))

    assert seen == [True, True, False]


def test_the_gate_opens_after_a_rollback_and_after_a_refused_begin(file: DatabaseWrapper) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic(using="file"):
        raise ZeroDivisionError
    assert not is_held(file)

    file.transaction_mode = "NONSENSE"
    with pytest.raises(OperationalError), transaction.atomic(using="file"):
        pass
    assert not is_held(file)


def test_a_reading_transaction_does_not_queue(file: DatabaseWrapper) -> None:
    file.transaction_mode = "DEFERRED"

    with transaction.atomic(using="file"):
        assert not is_held(file)


def test_a_connection_closed_in_a_transaction_frees_the_gate(file: DatabaseWrapper) -> None:
    with transaction.atomic(using="file"):
        file.close()

        assert not is_held(file)


def test_who_waits_too_long_hears_that_the_database_is_locked(tmp_path: Path) -> None:
    first, second = WriteGate(str(tmp_path / "gate"), 20), WriteGate(str(tmp_path / "gate"), 0.05)
    first.enter()

    with pytest.raises(OperationalError, match="database is locked"):
        second.enter()

    first.close()
    second.enter()
    assert second.is_held
    second.close()


def test_the_next_writer_enters_as_soon_as_the_gate_is_free(tmp_path: Path) -> None:
    first, second = WriteGate(str(tmp_path / "gate"), 20), WriteGate(str(tmp_path / "gate"), 20)
    entered = threading.Event()
    first.enter()

    def enter() -> None:
        second.enter()
        entered.set()

    waiting = threading.Thread(target=enter)
    waiting.start()
    was_early = entered.wait(0.05)

    first.leave()

    assert (was_early, entered.wait(5)) == (False, True)
    waiting.join()
    first.close()
    second.close()


def test_a_killed_process_leaves_the_gate_open(tmp_path: Path) -> None:
    path = str(tmp_path / "gate")
    command = [sys.executable, "-c", HOLD_GATE, path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        said = child.stdout.readline() if child.stdout else ""
        child.send_signal(signal.SIGKILL)

    assert said == "held\n"
    gate = WriteGate(path, 5)
    gate.enter()

    assert gate.is_held
    gate.close()


def test_a_gate_used_after_a_fork_is_another_one(tmp_path: Path) -> None:
    gate = WriteGate(str(tmp_path / "gate"), 0.05)
    gate.enter()
    gate._process = os.getpid() + 1  # as a child sees its parent's

    gate.is_held = False
    gate.enter()

    assert gate._process == os.getpid()
    gate.close()


def test_triggers_survive_an_altered_column_and_a_flush(file: DatabaseWrapper) -> None:
    state = guarded_entries(file)
    change_column(file, state)
    run(file, "INSERT INTO ledger_entry (label) VALUES ('a')")

    for statement in ("UPDATE ledger_entry SET label = 'b'", "DELETE FROM ledger_entry"):
        with pytest.raises(IntegrityError, match="append-only"):
            run(file, statement)
    file.ops.execute_sql_flush(file.ops.sql_flush(no_style(), ["ledger_entry"]))
    assert run(file, "SELECT count(*) FROM ledger_entry") == [(0,)]
    assert len(cast(DatabaseOperations, file.ops).triggers("ledger_entry")) == 2


def test_replace_does_not_pass_behind_the_triggers(file: DatabaseWrapper) -> None:
    guarded_entries(file)
    run(file, "INSERT INTO ledger_entry (id, label) VALUES (1, 'a')")

    with pytest.raises(IntegrityError, match="append-only"):
        run(file, "INSERT OR REPLACE INTO ledger_entry (id, label) VALUES (1, 'b')")


def test_the_disk_of_a_path_is_that_of_the_nearest_mount() -> None:
    mounts = "22 1 0:1 / / rw - ext4 /dev/a rw\n30 22 0:2 / /srv/data rw,x shared:1 - nfs4 host:/x rw\n"

    assert disk_of(Path("/srv/data/parvis.sqlite3"), mounts) == "nfs4"
    assert disk_of(Path("/srv/parvis.sqlite3"), mounts) == "ext4"


def is_held(wrapper: DatabaseWrapper) -> bool:
    return wrapper.gate is not None and wrapper.gate.is_held


def guarded_entries(wrapper: DatabaseWrapper) -> ProjectState:
    fields: list[tuple[str, models.Field[Any, Any]]] = [
        ("id", models.BigAutoField(primary_key=True)),
        ("label", models.CharField(max_length=10)),
    ]
    empty, state = ProjectState(), ProjectState()
    create = CreateModel("Entry", fields)
    create.state_forwards("ledger", state)
    with wrapper.schema_editor() as editor:
        create.database_forwards("ledger", editor, empty, state)
        AppendOnly("Entry").database_forwards("ledger", editor, state, state)
    return state


def change_column(wrapper: DatabaseWrapper, state: ProjectState) -> None:
    changed = state.clone()
    alter = AlterField("Entry", "label", models.CharField(max_length=20, default=""))
    alter.state_forwards("ledger", changed)
    with wrapper.schema_editor() as editor:
        alter.database_forwards("ledger", editor, state, changed)
