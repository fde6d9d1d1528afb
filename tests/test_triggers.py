"""The triggers that the migrations declare are there after all migrations, and say what the models are today."""

import pytest
from django.db import connection

from parvis.core.append_only import declared_triggers, existing_triggers

RENEW = "Put the same AppendOnly or Immutable operation in a new migration: it replaces the trigger."


@pytest.mark.django_db
def test_every_declared_trigger_exists_and_no_other() -> None:
    assert sorted(existing_triggers(connection)) == sorted(declared_triggers(connection)), RENEW


@pytest.mark.django_db
def test_every_trigger_knows_the_columns_of_its_table() -> None:
    """PostgreSQL rewrites the text of a trigger; the SQLite run compares it letter by letter for both."""
    if connection.vendor == "sqlite":
        assert existing_triggers(connection) == declared_triggers(connection), RENEW
