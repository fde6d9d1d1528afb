"""Putting a backup back: verified first, built beside the installation, then exchanged with it in one move."""

import hashlib
import json
import logging
import os
import shutil
import subprocess
import sys
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from parvis.core import media
from parvis.core.backup.archive import BackupReport, Manifest, file_sha256, open_archive
from parvis.core.backup.endings import SAME_SERVER
from parvis.core.backup.keys import Keeper
from parvis.core.backup.places import SECRET, Installation, database_url
from parvis.core.errors import Refused
from parvis.core.lazy import load

log = logging.getLogger(__name__)
ENDINGS_UNKNOWN = "What was ended after this backup (tokens, phones, consents…) is open again: see docs/operations.md."
STAGED_SCHEMA = "parvis_restore"
DATABASE_FILE = "parvis.sqlite3"
REBUILD = "import sys, django; django.setup(); from parvis.core.backup.rebuild import main; main(*sys.argv[1:])"


def read_backup(path: Path, into: Installation | None = None) -> BackupReport:
    """Replace the installation by the backup. What it held before is kept beside it, in `before-restore-...`.

    Refused, with nothing changed, when the archive is damaged, made by a newer Parvis or under another secret key,
    or when the installation is in use. Messages that waited in the outbox are held, not sent again.
    """
    place = into or Installation.current()
    with open_archive(path) as (zip_file, manifest):
        _refuse_unfit(zip_file, manifest, place)
        place.data.mkdir(parents=True, exist_ok=True)
        stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
        staged, before = place.data / f"restore-{stamp}", place.data / f"before-restore-{stamp}"
        try:
            _unpack(zip_file, manifest, staged)
            rows = _load_database(path, place, staged, _replaced(zip_file, manifest, place))
            if not media.is_local():
                _bring_files(staged / "media", manifest)
            before.mkdir()
            _exchange_database(place, staged, before)
            if media.is_local():
                _exchange(staged / "media", place.media, before / "media")
            _exchange(staged / "keys", place.keys, before / "keys")
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    return BackupReport(str(path), path.stat().st_size, file_sha256(path), rows)


def _refuse_unfit(zip_file: zipfile.ZipFile, manifest: Manifest, place: Installation) -> None:
    known = MigrationLoader(None).disk_migrations
    unknown = [f"{app}.{name}" for app, name in map(tuple, manifest.migrations) if (app, name) not in known]
    if unknown:
        sentence = _("This backup was made by another version of Parvis: %(names)s is not known here.")
        raise Refused(sentence % {"names": unknown[0]}, code="backup_version")
    _refuse_other_secret(zip_file, manifest, place)
    place.data.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(place.data).free < 2 * manifest.total_bytes:
        raise Refused(_("There is not enough room on the disk to restore this backup."), code="disk_full")
    if _is_in_use(place):
        raise Refused(_("Parvis is running. Stop the server and the worker, then restore."), code="in_use")


def _refuse_other_secret(zip_file: zipfile.ZipFile, manifest: Manifest, place: Installation) -> None:
    """The keys open, and sealed columns of the database will: with the secret key that comes with it, or ours."""
    keeper = Keeper(manifest)
    keys = {name: keeper.open(zip_file.read(name), name) for name in manifest.files if name.startswith("keys/")}
    brought = keys.get(f"keys/{SECRET}", b"").decode(errors="replace").strip()
    is_given = not place.keeps_its_secret
    if is_given and not manifest.are_keys_sealed and brought and brought != settings.SECRET_KEY:
        sentence = _("This backup needs the secret key it was made with: set PARVIS_SECRET_KEY to it.")
        raise Refused(sentence, code="key_changed")


def _replaced(zip_file: zipfile.ZipFile, manifest: Manifest, place: Installation) -> str:
    """Where the database is that will be replaced, if it is of the same installation: one with the same secret key."""
    name = f"keys/{SECRET}"
    kept = Keeper(manifest).open(zip_file.read(name), name).decode().strip() if name in manifest.files else ""
    secret = place.keys / SECRET
    if kept and secret.exists() and secret.read_text().strip() != kept:
        return ""
    if not place.is_sqlite:
        return SAME_SERVER
    return str(place.database["NAME"]) if Path(place.database["NAME"]).exists() else ""


def _is_in_use(place: Installation) -> bool:
    connections["default"].close()
    if not place.is_sqlite:
        return _has_other_sessions(place)
    if not Path(place.database["NAME"]).exists():
        return False
    library = load("parvis.core.sqlite_gate.library").Database
    with closing(library.connect(place.database["NAME"], timeout=0, isolation_level=None)) as lone:
        try:
            lone.execute("PRAGMA locking_mode = EXCLUSIVE")
            lone.execute("BEGIN EXCLUSIVE")
            lone.execute("ROLLBACK")
        except library.OperationalError:
            return True
    return False


def _has_other_sessions(place: Installation) -> bool:
    query = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
               AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
    with closing(_postgres(place)) as session:
        return bool(session.execute(query).fetchone()[0])


def _postgres(place: Installation) -> Any:
    return load("psycopg").connect(database_url(place.database).rstrip("?"), autocommit=True)


def _unpack(zip_file: zipfile.ZipFile, manifest: Manifest, staged: Path) -> None:
    (staged / "media").mkdir(parents=True)
    (staged / "keys").mkdir(mode=0o700)
    keeper = Keeper(manifest)
    for name in manifest.files:
        if not name.startswith("rows/"):
            target = staged / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with zip_file.open(name) as source, target.open("wb") as file:
                shutil.copyfileobj(source, file)
            if name.startswith("keys/"):
                target.chmod(0o600)
                target.write_bytes(keeper.open(target.read_bytes(), name))


def _bring_files(folder: Path, manifest: Manifest) -> None:
    """Into a storage that knows no exchange: what is missing or damaged there, before a row names it."""
    for member, entry in manifest.files.items():
        kind, _slash, name = member.partition("/")
        if kind != "media" or _stored_hash(name) == entry["sha256"]:
            continue
        media.delete(name)
        media.write(name, (folder / name).read_bytes())
        if _stored_hash(name) != entry["sha256"]:
            sentence = _("The backup could not be put back: %(detail)s. Nothing was changed.")
            raise Refused(sentence % {"detail": f"{media.place()} / {name}"}, code="restore_failed")


def _stored_hash(name: str) -> str:
    try:
        return hashlib.sha256(media.read(name)).hexdigest()
    except FileNotFoundError:
        return ""


def _load_database(path: Path, place: Installation, staged: Path, replaced: str) -> dict[str, int]:
    """Build the new database in a process whose default database is the new one, so that nothing can hit ours."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "parvis.settings")}
    environment |= {"PARVIS_DATA": str(staged), "PARVIS_SECRET_KEY": settings.SECRET_KEY}
    environment.pop("DATABASE_URL", None)
    if not place.is_sqlite:
        with closing(_postgres(place)) as session:
            session.execute(f"DROP SCHEMA IF EXISTS {STAGED_SCHEMA} CASCADE")
            session.execute(f"CREATE SCHEMA {STAGED_SCHEMA}")
        environment["DATABASE_URL"] = database_url(place.database, options=f"-c search_path={STAGED_SCHEMA}")
    command = [sys.executable, "-c", REBUILD, str(path), replaced]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        sentence = _("The backup could not be put back: %(detail)s. Nothing was changed.")
        raise Refused(sentence % {"detail": done.stderr.strip().rpartition("\n")[2][:300]}, code="restore_failed")
    answer = json.loads(done.stdout.strip().rpartition("\n")[2])
    if not answer["knows_endings"]:
        log.warning(ENDINGS_UNKNOWN)
    rows: dict[str, int] = answer["rows"]
    return rows


def _exchange_database(place: Installation, staged: Path, before: Path) -> None:
    if place.is_sqlite:
        path = Path(place.database["NAME"])
        for suffix in ("-wal", "-shm"):  # empty: nobody is connected, the last one to leave tidied up
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        _exchange(staged / DATABASE_FILE, path, before / path.name)
        return
    with closing(_postgres(place)) as session, session.transaction():
        session.execute(f"ALTER SCHEMA public RENAME TO {before.name.replace('-', '_').lower()}")
        session.execute(f"ALTER SCHEMA {STAGED_SCHEMA} RENAME TO public")


def _exchange(new: Path, place: Path, before: Path) -> None:
    if place.exists():
        place.rename(before)
    place.parent.mkdir(parents=True, exist_ok=True)
    new.rename(place)
