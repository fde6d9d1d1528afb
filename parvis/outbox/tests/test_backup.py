"""One file out of a working installation, and the same installation out of that file."""

import hashlib
import json
import os
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from parvis.core.backup import Installation, read_backup, write_backup
from parvis.core.backup.places import SECRET, database_url
from parvis.core.backup.restore import _postgres
from parvis.core.errors import Refused
from parvis.core.sqlite_gate.library import Database
from parvis.outbox.models import Message
from parvis.outbox.tests.factories import make_message
from parvis.outbox.tests.test_worker import note_down

pytestmark = pytest.mark.django_db(transaction=True)
Manifest = dict[str, Any]
STATES = ("new", "sending", "sent", "failed", "unsure")


@pytest.fixture
def place(settings: Settings, tmp_path: Path) -> Installation:
    """An installation with rows, files and keys."""
    settings.DATA, settings.MEDIA_ROOT, settings.KEYS_ROOT = (tmp_path / name for name in ("a", "a/media", "a/keys"))
    (settings.MEDIA_ROOT / "quotes").mkdir(parents=True)
    settings.KEYS_ROOT.mkdir()
    (settings.MEDIA_ROOT / "quotes" / "n° 12.pdf").write_bytes(b"%PDF-1.7 \xff" * 1000)
    (settings.KEYS_ROOT / "badge.key").write_bytes(b"\x01" * 32)
    for number, state in enumerate(STATES):
        make_message(number, state=state, at=timezone.now(), to_name="Zoé «\u2028»")
    note_down.enqueue("later")
    return Installation.current()


@pytest.fixture
def embedded(tmp_path: Path) -> Installation:
    """An empty installation on a new machine, with the embedded database."""
    data = tmp_path / "b"
    database = {"ENGINE": "parvis.core.sqlite_gate", "NAME": data / "parvis.sqlite3", "OPTIONS": {}}
    return Installation(data, data / "media", data / "keys", database)


@pytest.fixture
def target(embedded: Installation) -> Iterator[Installation]:
    """An empty installation on a new machine, on the database the suite runs on."""
    if connection.vendor == "sqlite":
        yield embedded
        return
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield replace(embedded, database={**connection.settings_dict, "NAME": name})
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def look(place: Installation, query: str) -> list[Any]:
    """Ask a restored database without Django."""
    if place.is_sqlite:
        with closing(Database.connect(place.database["NAME"])) as session:
            return [tuple(row) for row in session.execute(query)]
    with closing(_postgres(place)) as session:
        return list(session.execute(query))


def hold(place: Installation) -> Any:
    """A session on the database, as a running server has them."""
    if not place.is_sqlite:
        return _postgres(place)
    place.data.mkdir(exist_ok=True)
    session = Database.connect(place.database["NAME"])
    session.executescript("PRAGMA journal_mode = WAL; CREATE TABLE one (id); SELECT * FROM one;")
    return session


def contents(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.slow
def test_a_backup_taken_while_people_write_comes_back_whole(place: Installation, target: Installation) -> None:
    stop, written = threading.Event(), [0]

    def write() -> None:
        try:
            while not stop.is_set():
                make_message(1000 + written[0])
                written[0] += 1
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    while written[0] < 5:
        pass
    before = written[0]
    made = write_backup(place.data / "parvis.backup")
    after = written[0]
    stop.set()
    writer.join()

    restored = read_backup(Path(made.file), into=target)

    assert made.rows == restored.rows
    assert made.sha256 == restored.sha256 == hashlib.sha256(Path(made.file).read_bytes()).hexdigest()
    assert before + len(STATES) <= made.rows["outbox_message"] <= after + 1 + len(STATES)
    counts = {table: look(target, f'SELECT count(*) FROM "{table}"')[0][0] for table in made.rows}  # noqa: S608
    assert counts == made.rows
    assert contents(target.media) == contents(place.media)
    assert contents(target.keys) == contents(place.keys)
    columns = "message_id, to_name, attachments, created_at"
    query = f"SELECT {columns} FROM outbox_message ORDER BY id LIMIT {before + len(STATES)}"  # noqa: S608
    assert look(target, query) == look(place, query)


@pytest.mark.slow
def test_a_restore_holds_what_waited_and_keeps_beside_it_what_it_replaces(
    place: Installation, embedded: Installation
) -> None:
    """Into the embedded database, wherever the backup comes from: the suite on PostgreSQL proves the way across."""
    target = embedded
    made = write_backup(place.data / "parvis.backup")
    target.media.mkdir(parents=True)
    (target.media / "older.txt").write_text("older")
    hold(target).close()

    read_backup(Path(made.file), into=target)

    states = look(target, "SELECT state FROM outbox_message ORDER BY id")
    assert states == [("held",), ("unsure",), ("sent",), ("failed",), ("unsure",)]
    assert look(target, f'SELECT status FROM "{DBTaskResult._meta.db_table}"') == [("FAILED",)]  # noqa: S608
    assert (DBTaskResult.objects.get().status, Message.objects.filter(state="new").count()) == ("READY", 1)
    (before,) = target.data.glob("before-restore-*")
    assert (before / "media" / "older.txt").read_text() == "older"
    assert (before / "parvis.sqlite3").exists()
    assert not list(target.data.glob("restore-*"))


def test_the_archive_is_for_its_owner_only_and_holds_no_session(place: Installation) -> None:
    made = write_backup(place.data / "parvis.backup")

    assert Path(made.file).stat().st_mode & 0o777 == 0o600
    assert "django_session" not in made.rows
    with zipfile.ZipFile(made.file) as archive:
        assert b"\x01" * 32 not in archive.read("keys/badge.key")


def test_every_table_is_in_the_backup_or_left_out_on_purpose(place: Installation) -> None:
    made = write_backup(place.data / "parvis.backup")
    left_out = {"django_migrations", "django_session", "cache"}

    assert set(connection.introspection.table_names()) - set(made.rows) - left_out == set()


def test_a_backup_needs_the_secret_key_it_was_sealed_with(
    place: Installation, target: Installation, settings: Settings
) -> None:
    made = write_backup(place.data / "parvis.backup")
    settings.SECRET_KEY = "another" * 10

    with pytest.raises(Refused):
        read_backup(Path(made.file), into=target)
    assert contents(target.data) == {}


def test_an_installation_that_keeps_its_secret_has_it_in_the_backup(
    place: Installation, target: Installation, settings: Settings
) -> None:
    (place.keys / SECRET).write_text(settings.SECRET_KEY)
    made = write_backup(place.data / "parvis.backup")
    with zipfile.ZipFile(made.file) as archive:
        assert archive.read(f"keys/{SECRET}").decode() == settings.SECRET_KEY

    settings.SECRET_KEY = "given from outside" * 5
    with pytest.raises(Refused):
        read_backup(Path(made.file), into=target)


@pytest.mark.slow
def test_a_passphrase_locks_the_keys(place: Installation, target: Installation, settings: Settings) -> None:
    (place.keys / SECRET).write_text(settings.SECRET_KEY)
    settings.BACKUP_PASSPHRASE = "four words that nobody says"
    made = write_backup(place.data / "parvis.backup")
    with zipfile.ZipFile(made.file) as archive:
        kept = b"".join(archive.read(name) for name in archive.namelist() if name.startswith("keys/"))

    assert settings.SECRET_KEY.encode() not in kept
    assert b"\x01" * 32 not in kept
    for wrong in ("", "another"):
        settings.BACKUP_PASSPHRASE = wrong
        with pytest.raises(Refused, match="PARVIS_BACKUP_PASSPHRASE"):
            read_backup(Path(made.file), into=target)
    assert contents(target.data) == {}
    settings.BACKUP_PASSPHRASE = "four words that nobody says"
    read_backup(Path(made.file), into=target)
    assert contents(target.keys) == contents(place.keys)


def test_a_backup_without_a_key_still_knows_its_secret_key(
    place: Installation, target: Installation, settings: Settings
) -> None:
    (place.keys / "badge.key").unlink()
    made = write_backup(place.data / "parvis.backup")
    settings.SECRET_KEY = "another" * 10

    with pytest.raises(Refused, match="PARVIS_SECRET_KEY"):
        read_backup(Path(made.file), into=target)


def rewrite(path: Path, change: Callable[[Manifest, dict[str, bytes]], None]) -> None:
    """Make the archive anew after `change` had its way with the manifest and the files."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files.pop("manifest.json"))
    change(manifest, files)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(manifest))


def flip(manifest: Manifest, files: dict[str, bytes]) -> None:
    files["keys/badge.key"] = files["keys/badge.key"][:-1] + b"!"


def drop_file(manifest: Manifest, files: dict[str, bytes]) -> None:
    del files["keys/badge.key"]


def drop_row(manifest: Manifest, files: dict[str, bytes]) -> None:
    name = "rows/outbox_message.jsonl"
    files[name] = files[name].partition(b"\n")[2]
    manifest["files"][name] = {"bytes": len(files[name]), "sha256": hashlib.sha256(files[name]).hexdigest()}


def add(name: str) -> Callable[[Manifest, dict[str, bytes]], None]:
    def change(manifest: Manifest, files: dict[str, bytes]) -> None:
        files[name] = b"x"
        manifest["files"][name] = {"bytes": 1, "sha256": hashlib.sha256(b"x").hexdigest()}

    return change


def announce_too_much(manifest: Manifest, files: dict[str, bytes]) -> None:
    manifest["files"]["keys/badge.key"]["bytes"] = 10**15


def claim_another_size(manifest: Manifest, files: dict[str, bytes]) -> None:
    manifest["files"]["keys/badge.key"]["bytes"] += 1


def come_from_the_future(manifest: Manifest, files: dict[str, bytes]) -> None:
    manifest["migrations"].append(["outbox", "9999_unknown"])


def speak_another_format(manifest: Manifest, files: dict[str, bytes]) -> None:
    manifest["version"] = 99


def salt_badly(manifest: Manifest, files: dict[str, bytes]) -> None:
    manifest["salt"] = "no base64"


def never_end_a_row(manifest: Manifest, files: dict[str, bytes]) -> None:
    name = "rows/outbox_message.jsonl"
    files[name] = b"[" * (65 * 2**20)
    manifest["files"][name] = {"bytes": len(files[name]), "sha256": hashlib.sha256(files[name]).hexdigest()}


def forget_a_part(manifest: Manifest, files: dict[str, bytes]) -> None:
    del manifest["engine"]


@pytest.mark.parametrize(
    "change",
    [
        flip,
        drop_file,
        drop_row,
        add("media/../../outside.txt"),
        add("/etc/parvis"),
        add("media/a\\b"),
        add("elsewhere/file"),
        announce_too_much,
        claim_another_size,
        come_from_the_future,
        speak_another_format,
        forget_a_part,
        salt_badly,
        never_end_a_row,
    ],
)
def test_a_changed_archive_is_refused_and_nothing_is_touched(
    place: Installation, target: Installation, change: Callable[[Manifest, dict[str, bytes]], None]
) -> None:
    path = Path(write_backup(place.data / "parvis.backup").file)
    rewrite(path, change)

    with pytest.raises(Refused):
        read_backup(path, into=target)
    assert contents(target.data) == {}


@pytest.mark.parametrize("part", [0, 0.3, 0.999])
def test_a_truncated_archive_is_refused(place: Installation, target: Installation, part: float) -> None:
    path = Path(write_backup(place.data / "parvis.backup").file)
    os.truncate(path, int(path.stat().st_size * part))

    with pytest.raises(Refused):
        read_backup(path, into=target)


def test_a_damaged_byte_is_found(place: Installation, target: Installation) -> None:
    path = Path(write_backup(place.data / "parvis.backup").file)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        content[archive.getinfo("rows/outbox_message.jsonl").header_offset + 100] ^= 0xFF
    path.write_bytes(content)

    with pytest.raises(Refused):
        read_backup(path, into=target)


def test_an_installation_in_use_is_not_replaced(place: Installation, target: Installation) -> None:
    made = write_backup(place.data / "parvis.backup")
    target.data.mkdir()

    with closing(hold(target)), pytest.raises(Refused, match="running"):
        read_backup(Path(made.file), into=target)


def test_an_unfinished_backup_leaves_no_file(place: Installation) -> None:
    (place.media / "unreadable").symlink_to("/nowhere")
    (place.data / "dir.backup").mkdir()

    with pytest.raises(OSError, match=r"dir\.backup"):
        write_backup(place.data / "dir.backup")
    assert not list(place.data.glob("*.part"))


def test_the_database_address_carries_passwords_and_options() -> None:
    settings = {"USER": "a b", "PASSWORD": "p@ss", "HOST": "db", "PORT": "5433", "NAME": "fair"}

    assert database_url({**settings, "OPTIONS": {"sslmode": "require"}}, options="-c search_path=x") == (
        "postgres://a%20b:p%40ss@db:5433/fair?sslmode=require&options=-c%20search_path%3Dx"
    )
    assert database_url({"NAME": "fair", "USER": "me"}) == "postgres://me@/fair?"
