"""Two fairs that a whole file of tests looks at; what one test changes is gone before the next."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from tests.attacks.fair import FOREIGN, Fair, make_fair


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A minute of crawling together: `.ci/run` does it on both databases."""
    folder = Path(__file__).parent
    for item in items:
        if folder in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="module")
def fairs(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Fair, Fair]]:
    """One's own edition, and another whose rows all have keys above FOREIGN."""
    with django_db_blocker.unblock(), transaction.atomic():
        number_from(0)  # PostgreSQL does not take its numbers back with a rollback
        here = make_fair("here", 1)
        browsers = (here.team, here.president, here.representative, here.visitor)  # signed in before the keys jump
        assert len(browsers) == 4
        number_from(FOREIGN)
        there = make_fair("there", 2)
        yield here, there
        transaction.set_rollback(True)


@pytest.fixture
def here(fairs: tuple[Fair, Fair]) -> Fair:
    return fairs[0]


@pytest.fixture
def there(fairs: tuple[Fair, Fair]) -> Fair:
    return fairs[1]


def number_from(start: int) -> None:
    """The next row of each table gets a key above `start`, and above those it has."""
    keys = [(model._meta.db_table, model._meta.auto_field) for model in apps.get_models()]
    with connection.cursor() as cursor:
        for table, column in [(table, key.column) for table, key in keys if key]:
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, start])
            else:
                cursor.execute(f"SELECT greatest(%s, max({column})) + 1 FROM {table}", [start])  # noqa: S608
                (following,) = cursor.fetchone()
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s, false)", [table, column, following])
