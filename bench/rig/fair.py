"""A fair to measure: an installation of its own in a temporary folder, on SQLite or in a new PostgreSQL database."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from parvis.core.lazy import load
from tests.installation import Installation, Server, descendants

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Fair:
    """`facts` is what `bench.rig.fill` said: edition, session, device, badges."""

    installation: Installation
    database_url: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    def fill(self, **sizes: int) -> None:
        words = [f"--{name}={size}" for name, size in sizes.items()]
        done = subprocess.run(
            [sys.executable, "-m", "bench.rig.fill", *words],
            env=self.installation.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        )
        self.facts = json.loads(done.stdout)

    def web(self, server: Server) -> list[int]:
        """The processes that answer pages; with PostgreSQL also its backends of this database."""
        first = server.child("granian")
        return [first, *descendants(first), *self.backends()]

    def backends(self) -> list[int]:
        if not self.database_url:
            return []
        query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        with load("psycopg").connect(self.database_url) as session:
            return [pid for (pid,) in session.execute(query)]


@contextmanager
def a_fair(*, data: str = "", demo: str = "", more: Mapping[str, str] | None = None, **sizes: int) -> Iterator[Fair]:
    """Built and thrown away: `demo` is the scale of the demo beside it; `data` a folder to begin with a copy of;
    `more` are variables of its environment."""
    with tempfile.TemporaryDirectory(prefix="parvis-bench-") as folder, a_database() as url:
        settings = {"DJANGO_SETTINGS_MODULE": "bench.rig.settings", "PYTHONPATH": str(ROOT)}
        database = {"DATABASE_URL": url} if url else {}
        installation = Installation(Path(folder), {**settings, **database, **(more or {})})
        if data:
            shutil.copytree(data, installation.data, dirs_exist_ok=True)
        elif demo:
            installation.command("demo", "--scale", demo)
        else:
            installation.command("prepare", "--empty")
        fair = Fair(installation, url)
        fair.fill(**sizes)
        yield fair


@contextmanager
def a_served_fair(**wanted: Any) -> Iterator[tuple[Fair, Server]]:
    """The same with `parvis run` running."""
    with a_fair(**wanted) as fair, fair.installation.serve("--empty") as server:
        yield fair, server


@contextmanager
def a_database() -> Iterator[str]:
    """With DATABASE_URL given: a new database beside the one it names, dropped at the end; else nothing."""
    given = os.environ.get("DATABASE_URL", "")
    if not given:
        yield ""
        return
    name = f"bench_{uuid4().hex[:12]}"
    connect = load("psycopg").connect
    with connect(given, autocommit=True) as session:
        session.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
    finally:
        with connect(given, autocommit=True) as session:
            session.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
