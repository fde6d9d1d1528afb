"""What must hold before Parvis starts: the database as `trust` asks, on a local disk, and a secret key.

`refuse_unsafe_start()` is called by `parvis run` and `parvis worker`; `parvis check` prints the same list.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from parvis.core.append_only import declared_triggers, existing_triggers
from parvis.core.errors import Refused
from parvis.core.sqlite_gate import library

NETWORK_DISKS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "lustre", "beegfs", "davfs", "glusterfs"}
)
NETWORK_DISKS |= {"fuse.ceph", "fuse.glusterfs", "fuse.sshfs", "fuse.s3fs", "fuse.rclone", "fuse.davfs2"}
SQLITE_IN_FORCE = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "busy_timeout": 20_000,
    "mmap_size": 0,
}
POSTGRES_MINIMUM = 150000
SECRET_LENGTH, SECRET_LETTERS = 50, 10
KNOWN_SECRETS = ("django-insecure", "changeme", "change-me", "only-for-tests")


def refuse_unsafe_start() -> list[str]:
    """Refused when an error stands in the way of starting; the sentences of mere warnings otherwise."""
    messages = [*check_database(databases=["default"]), *check_secret()]
    errors = [message for message in messages if message.is_serious()]
    if errors:
        raise Refused(" ".join(str(message.msg) for message in errors), code="unsafe_start")
    return [str(message.msg) for message in messages]


@register(Tags.database)
def check_database(databases: Sequence[str] | None = None, **_more: Any) -> list[CheckMessage]:
    """The settings really in force, asked of the database itself."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        check = _check_sqlite if connection.vendor == "sqlite" else _check_postgres
        found += check(connection)
        found += _check_triggers(connection)
    return found


@register(Tags.security)
def check_secret(**_more: Any) -> list[CheckMessage]:
    """What anybody could guess, or read in somebody's instructions, opens every session."""
    key = settings.SECRET_KEY
    found: list[CheckMessage] = []
    if settings.MODE != "production":
        return []
    if len(key) < SECRET_LENGTH:
        found.append(Error(f"PARVIS_SECRET_KEY must have at least {SECRET_LENGTH} characters.", id="parvis.E004"))
    if key.startswith(KNOWN_SECRETS) or len(set(key)) < SECRET_LETTERS:
        found.append(Error("PARVIS_SECRET_KEY is an example or no random text: make one.", id="parvis.E008"))
    if settings.DEBUG:
        found.append(Error("DEBUG is on: pages of errors would show settings and data.", id="parvis.E009"))
    return found


def disk_of(path: Path, mounts: str) -> str:
    """The kind of file system `path` is on, from the text of /proc/self/mountinfo."""
    kinds = {"/": ""}
    for line in mounts.splitlines():
        before, _dash, after = line.partition(" - ")
        kinds[before.split()[4].replace("\\040", " ")] = after.split()[0]
    return next(kinds[str(folder)] for folder in (path, *path.parents) if str(folder) in kinds)


def _ask(connection: BaseDatabaseWrapper, statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def _check_sqlite(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if connection.settings_dict["ENGINE"] != "parvis.core.sqlite_gate":
        found.append(Error("SQLite must be used through parvis.core.sqlite_gate.", id="parvis.E001"))
    for name, wanted in SQLITE_IN_FORCE.items():
        actual = _ask(connection, f"PRAGMA {name}")
        if actual != wanted and not (name == "journal_mode" and actual == "memory"):
            found.append(Error(f"SQLite runs with {name} = {actual}; it must be {wanted}.", id="parvis.E002"))
    # A connection knows its mode from the first question on.
    if connection.settings_dict.get("ATOMIC_REQUESTS") or getattr(connection, "transaction_mode", "") != "IMMEDIATE":
        found.append(Error("SQLite transactions must be IMMEDIATE, without ATOMIC_REQUESTS.", id="parvis.E010"))
    if not library.is_safe():
        found.append(checks.Warning(library.TOO_OLD.format(library.Database.sqlite_version), id="parvis.W001"))
    mounts = Path("/proc/self/mountinfo")
    kind = disk_of(Path(connection.settings_dict["NAME"]).resolve(), mounts.read_text()) if mounts.exists() else ""
    if kind in NETWORK_DISKS:
        found.append(Error(f"The database is on a network disk ({kind}); SQLite needs a local one.", id="parvis.E003"))
    return found


def _check_postgres(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if int(_ask(connection, "SHOW server_version_num")) < POSTGRES_MINIMUM:
        found.append(Error("PostgreSQL 15 or later is needed.", id="parvis.E005"))
    if _ask(connection, "SHOW synchronous_commit") == "off":
        found.append(Error("PostgreSQL runs with synchronous_commit = off; it must be on.", id="parvis.E006"))
    if settings.MODE == "production" and _ask(connection, "SHOW fsync") == "off":
        found.append(Error("PostgreSQL runs with fsync = off; it must be on.", id="parvis.E007"))
    return found


def _check_triggers(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    """Once the migrations are done, every row that may not change has its trigger."""
    if "django_migrations" not in connection.introspection.table_names():
        return []
    missing = sorted(declared_triggers(connection).keys() - existing_triggers(connection).keys())
    if not missing:
        return []
    return [checks.Warning(f"Triggers are missing; run the migrations: {', '.join(missing)}.", id="parvis.W002")]
