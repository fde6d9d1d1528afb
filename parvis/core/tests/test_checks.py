"""Parvis does not start on a database that could lose or corrupt what it is given."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from parvis.core import checks
from parvis.core.errors import Refused
from parvis.core.sqlite_gate import library

pytestmark = pytest.mark.django_db


def codes() -> list[str | None]:
    return [message.id for message in checks.check_database(databases=["default"])]


def answer(**changed: object) -> object:
    """Stands for the database: asked for a setting, it gives the changed value or the right one."""
    right = {"server_version_num": "150000", "synchronous_commit": "on", "fsync": "on"}
    values = {**checks.SQLITE_IN_FORCE, **right, **changed}
    return lambda _connection, statement: values[statement.split()[-1]]


def embedded(path: str = "/tmp/parvis.sqlite3") -> Any:  # noqa: S108 (nothing is written there)
    """Stands for a connection to the embedded database."""
    settings_dict = {"ENGINE": "parvis.core.sqlite_gate", "NAME": path, "ATOMIC_REQUESTS": False}
    return SimpleNamespace(settings_dict=settings_dict, transaction_mode="IMMEDIATE")


def test_the_database_of_the_suite_may_start() -> None:
    assert codes() == []
    assert checks.refuse_unsafe_start() == []
    call_command("check", databases=["default"])


@pytest.mark.parametrize(
    "changed",
    [
        {"journal_mode": "delete"},
        {"synchronous": 1},
        {"foreign_keys": 0},
        {"recursive_triggers": 0},
        {"busy_timeout": 5000},
        {"mmap_size": 2**28},
    ],
)
def test_sqlite_with_another_setting_is_refused(changed: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_ask", answer(**changed))
    found = checks._check_sqlite(embedded())

    assert [message.id for message in found] == ["parvis.E002"]


def test_transactions_that_begin_as_readers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_ask", answer())
    deferred, wrapped = embedded(), embedded()
    deferred.transaction_mode = "DEFERRED"
    wrapped.settings_dict["ATOMIC_REQUESTS"] = True

    for database in (deferred, wrapped):
        assert [message.id for message in checks._check_sqlite(database)] == ["parvis.E010"]


def test_sqlite_by_another_backend_or_on_a_network_disk_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_ask", answer())
    monkeypatch.setattr(checks, "disk_of", lambda _path, _mounts: "nfs4")
    database = embedded("/srv/parvis.sqlite3")
    database.settings_dict["ENGINE"] = "django.db.backends.sqlite3"

    assert [message.id for message in checks._check_sqlite(database)] == ["parvis.E001", "parvis.E003"]


def test_an_old_sqlite_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_ask", answer())
    monkeypatch.setattr(library, "is_safe", lambda: False)

    found = checks._check_sqlite(embedded())

    assert [(message.id, message.is_serious()) for message in found] == [("parvis.W001", False)]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"server_version_num": "140009"}, "parvis.E005"),
        ({"synchronous_commit": "off"}, "parvis.E006"),
        ({"fsync": "off"}, "parvis.E007"),
    ],
)
def test_postgresql_that_may_lose_data_is_refused(
    changed: dict[str, object], code: str, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.MODE = "production"
    monkeypatch.setattr(checks, "_ask", answer(**changed))

    assert [message.id for message in checks._check_postgres(connection)] == [code]


def test_a_missing_trigger_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "declared_triggers", lambda _connection: {"parvis_guard_x_update": ""})

    assert codes() == ["parvis.W002"]


def test_production_needs_a_long_secret_key(settings: Settings) -> None:
    settings.SECRET_KEY = "short"
    assert checks.check_secret() == []

    settings.MODE = "production"
    with pytest.raises(Refused, match="PARVIS_SECRET_KEY"):
        checks.refuse_unsafe_start()


@pytest.mark.parametrize("key", ["django-insecure-" + "k3Y!x9Qw" * 8, "x" * 60, "changeme" * 10])
def test_production_refuses_a_key_anybody_knows(key: str, settings: Settings) -> None:
    settings.MODE, settings.SECRET_KEY = "production", key

    assert [message.id for message in checks.check_secret()] == ["parvis.E008"]


def test_production_refuses_debug(settings: Settings) -> None:
    settings.MODE, settings.DEBUG, settings.SECRET_KEY = "production", True, "k3Y!x9QwZr5T" * 5

    with pytest.raises(Refused, match="DEBUG"):
        checks.refuse_unsafe_start()
