"""Writing a backup while people work."""

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from parvis.core import media
from parvis.core.backup.archive import CHUNK, ArchiveWriter, BackupReport, Manifest, file_sha256
from parvis.core.backup.keys import Keeper, new_proof, new_salt
from parvis.core.backup.last import note_backup
from parvis.core.backup.places import Installation
from parvis.core.backup.rows import columns, dump, tables


def write_backup(path: Path) -> BackupReport:
    """Write the archive of this installation to `path`, which appears only once it is complete."""
    place = Installation.current()
    began = datetime.now(UTC)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            part.chmod(0o600)
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zip_file:
                manifest = _fill(zip_file, place)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        note_backup(place.data, at=began)
    finally:
        part.unlink(missing_ok=True)
    return BackupReport(str(path), path.stat().st_size, file_sha256(path), manifest.rows)


def _fill(zip_file: zipfile.ZipFile, place: Installation) -> Manifest:
    """Rows first, in one snapshot: a file a row names was stored before it, so it is there when media are read."""
    with _snapshot():
        applied = sorted(MigrationRecorder(connection).applied_migrations())
        manifest = Manifest(
            created_at=datetime.now(UTC).isoformat(),
            engine=connection.vendor,
            are_keys_sealed=not place.keeps_its_secret,
            proof=new_proof(are_keys_sealed=not place.keeps_its_secret),
            migrations=[list(key) for key in applied],
            salt=new_salt(),
        )
        archive = ArchiveWriter(zip_file, manifest)
        for table, model in sorted(tables(apps).items()):
            manifest.columns[table] = [field.attname for field in columns(model)]
            manifest.rows[table] = 0
            with archive.member(f"rows/{table}.jsonl") as member:
                for line in dump(model):
                    member.write(line)
                    manifest.rows[table] += 1
    _add_files(archive, place)
    archive.finish()
    return manifest


def _add_files(archive: ArchiveWriter, place: Installation) -> None:
    for name in media.names():
        _add_stored(archive, name)
    keeper = Keeper(archive.manifest)
    for path in _files(place.keys):
        name = f"keys/{path.relative_to(place.keys).as_posix()}"
        with archive.member(name) as member:
            member.write(keeper.lock(path.read_bytes(), name))


def _add_stored(archive: ArchiveWriter, name: str) -> None:
    try:
        file = media.open_file(name)
    except FileNotFoundError:
        return  # it waited for a task that ended in between; the rows of the backup were read before
    with file, archive.member(f"media/{name}") as member:
        while chunk := file.read(CHUNK):
            member.write(chunk)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


@contextmanager
def _snapshot() -> Iterator[None]:
    """One reading transaction: everything as it was at the same moment, while others go on writing."""
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    wrapper: Any = connection
    usual, wrapper.transaction_mode = wrapper.transaction_mode, "DEFERRED"  # which does not queue with the writers
    try:
        with transaction.atomic(durable=True):
            yield
    finally:
        wrapper.transaction_mode = usual
