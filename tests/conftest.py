"""Data folders for tests that start processes. Their database is always the embedded one."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from parvis.core.sqlite_gate.library import Database
from tests.installation import Installation


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Path:
    """The data folder of an installation that is set up and holds nothing."""
    made = Installation(tmp_path_factory.mktemp("blank"))
    if connection.vendor == "sqlite":  # a copy of the tests' own empty database spares the migrations
        with (
            closing(Database.connect(connection.settings_dict["NAME"])) as source,
            closing(Database.connect(made.data / "parvis.sqlite3")) as target,
        ):
            source.backup(target)
    made.command("init")
    return made.data


@pytest.fixture
def installation(tmp_path: Path, blank: Path) -> Installation:
    """A set-up installation of the test's own."""
    made = Installation(tmp_path)
    shutil.copytree(blank, made.data, dirs_exist_ok=True)
    return made
