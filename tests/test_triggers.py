"""The triggers that the migrations declare are there after all migrations, and say what the models are today."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from parvis.core.append_only import AppendOnly, declared_triggers, existing_triggers

RENEW = "Put the same AppendOnly or Immutable operation in a new migration: it replaces the trigger."


@pytest.mark.django_db
def test_every_declared_trigger_exists_and_no_other() -> None:
    assert sorted(existing_triggers(connection)) == sorted(declared_triggers(connection)), RENEW


@pytest.mark.django_db
def test_every_trigger_knows_the_columns_of_its_table() -> None:
    """PostgreSQL rewrites the text of a trigger; the SQLite run compares it letter by letter for both."""
    if connection.vendor == "sqlite":
        assert existing_triggers(connection) == declared_triggers(connection), RENEW


@pytest.mark.django_db
def test_every_append_only_row_says_until_when_it_is_kept() -> None:
    """Otherwise nobody could ever delete it, whatever the law says about people's data."""
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    guards = [
        (app_label, operation)
        for (app_label, _name), migration in loader.disk_migrations.items()
        for operation in migration.operations
        if isinstance(operation, AppendOnly)
    ]
    days = [apps.get_model(app, guard.model_name)._meta.get_field(guard.keep_until) for app, guard in guards]

    assert len(days) >= 5
    assert [str(day) for day in days if day.null] == []
