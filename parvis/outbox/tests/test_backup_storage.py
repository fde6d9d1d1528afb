"""A backup of an installation whose files lie in a storage without paths, and its way back into it."""

import hashlib
import zipfile
from pathlib import Path

import pytest
from django.core.files.storage import InMemoryStorage
from pytest_django import Settings

from parvis.core import media
from parvis.core.backup import Installation, read_backup, write_backup
from parvis.core.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)
FILES = {
    f"{name[:2]}/{name}": data for data in (b"one", b"two", b"three") if (name := hashlib.sha256(data).hexdigest())
}


@pytest.fixture
def place(settings: Settings, tmp_path: Path) -> Installation:
    settings.DATA, settings.MEDIA_ROOT, settings.KEYS_ROOT = (tmp_path / name for name in ("a", "a/media", "a/keys"))
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": memory}
    settings.KEYS_ROOT.mkdir(parents=True)
    for name, data in FILES.items():
        media.write(name, data)
    return Installation.current()


@pytest.fixture
def target(tmp_path: Path) -> Installation:
    """A new machine with the embedded database and the same storage."""
    data = tmp_path / "b"
    database = {"ENGINE": "parvis.core.sqlite_gate", "NAME": data / "parvis.sqlite3", "OPTIONS": {}}
    return Installation(data, data / "media", data / "keys", database)


@pytest.mark.slow
def test_what_is_missing_or_damaged_comes_back_and_the_rest_stays(place: Installation, target: Installation) -> None:
    made = write_backup(place.data / "parvis.zip")
    lost, damaged, _good = FILES
    media.delete(lost)
    media.delete(damaged)
    media.write(damaged, b"?")
    media.write("later/than.the-backup", b"kept")

    restored = read_backup(Path(made.file), into=target)

    assert restored.rows == made.rows
    assert {name: media.read(name) for name in media.names()} == {**FILES, "later/than.the-backup": b"kept"}
    assert not target.media.exists()


@pytest.mark.slow
def test_a_storage_that_damages_files_stops_the_restore(
    place: Installation, target: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = write_backup(place.data / "parvis.zip")
    media.delete(next(iter(FILES)))
    monkeypatch.setattr(media, "write", lambda *_: None)

    with pytest.raises(Refused, match="Nothing was changed"):
        read_backup(Path(made.file), into=target)
    assert not Path(target.database["NAME"]).exists()


def test_a_file_that_goes_while_the_backup_is_written_is_left_out(
    place: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(InMemoryStorage, "listdir", lambda *_: ([], [*FILES, "waiting/gone"]))

    made = write_backup(place.data / "parvis.zip")

    with zipfile.ZipFile(made.file) as archive:
        kept = [name for name in archive.namelist() if name.startswith("media/")]
    assert kept == [f"media/{name}" for name in sorted(FILES)]
