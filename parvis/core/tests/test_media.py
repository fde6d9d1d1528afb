"""Stored files in a folder, in a storage without paths, and in a bucket."""

import errno
import hashlib
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, default_storage
from pytest_django import Settings

from parvis import environment
from parvis.core import media, uploads, waiting_files
from parvis.core.errors import Refused
from parvis.core.tests.bucket import Bucket, open_bucket

PAPER = uploads.CleanFile(b"%PDF-1.7 \xff", "pdf")
MEMORY = {"BACKEND": "django.core.files.storage.InMemoryStorage"}


def _use(settings: Settings, default: dict[str, Any]) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": default}


@pytest.fixture
def bucket(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    with open_bucket() as opened:
        given = {"BUCKET": "media", "ENDPOINT": opened.address, "REGION": "gra", "PREFIX": "/fair/"}
        for name, value in {**given, "KEY_ID": "key", "SECRET_KEY": "secret"}.items():
            monkeypatch.setenv(f"PARVIS_S3_{name}", value)
        monkeypatch.setenv("PARVIS_MODE", "production")
        _use(settings, environment.media_storage())
        yield opened


@pytest.fixture(params=["folder", "memory", "bucket"])
def place(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> str:
    settings.MEDIA_ROOT = tmp_path
    if request.param == "memory":
        _use(settings, MEMORY)
    if request.param == "bucket":
        request.getfixturevalue("bucket")
    return str(request.param)


def test_a_stored_file_comes_back_under_its_hash_wherever_it_lies(place: str) -> None:
    name = uploads.store(PAPER)

    assert name == uploads.store(PAPER) == f"{PAPER.sha256[:2]}/{PAPER.sha256}.pdf"
    assert media.names() == [name]
    assert uploads.read_stored(name) == PAPER.data
    assert media.is_local() == (place == "folder")


@pytest.mark.django_db
def test_a_download_is_the_file_with_the_same_headers_wherever_it_lies(place: str) -> None:
    response = uploads.download_response(uploads.store(PAPER), filename="CV.pdf")

    assert b"".join(response) == PAPER.data
    assert response.status_code == 200
    assert dict(response.items()) == {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(PAPER.data)),
        "Content-Disposition": 'attachment; filename="CV.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": uploads.SANDBOX,
        "Cache-Control": "private, no-store",
    }
    response.close()


@pytest.mark.django_db
def test_an_image_is_shown_wherever_it_lies(place: str) -> None:
    name = uploads.store(uploads.CleanFile(b"PNG", "png"))

    response = uploads.image_response(name)

    assert b"".join(response) == b"PNG"
    assert response["Content-Disposition"] == f'inline; filename="{name[3:]}"'
    response.close()


def test_what_waits_is_read_and_forgotten_wherever_it_lies(place: str) -> None:
    name = waiting_files.keep(b"name;address")

    assert waiting_files.read(name) == b"name;address"
    waiting_files.drop(name)
    waiting_files.drop(name)
    with pytest.raises(Refused, match="no longer here"):
        waiting_files.read(name)


def test_what_waits_has_a_name_of_our_own_or_none(place: str) -> None:
    waiting_files.drop("")
    with pytest.raises(ValueError, match="not a waiting file"):
        waiting_files.read("../secret.key")


def test_a_full_disk_leaves_nothing_behind(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("os.fsync", refuse)

    with pytest.raises(Refused, match="could not be kept"):
        waiting_files.keep(b"name;address")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_has_the_name_stays_as_it_is(place: str) -> None:
    media.write("ab/first.pdf", b"first")
    media.write("ab/first.pdf", b"second")

    assert media.read("ab/first.pdf") == b"first"


def test_many_writers_of_the_same_bytes_leave_one_file(place: str) -> None:
    gate = threading.Barrier(6)

    def write() -> None:
        gate.wait()
        uploads.store(PAPER)

    writers = [threading.Thread(target=write) for _ in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert [uploads.read_stored(name) for name in media.names()] == [PAPER.data]


class LateStorage(InMemoryStorage):
    """Somebody else's file arrives between our question and our writing."""

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        super().save(name, ContentFile(content.read()), max_length)
        content.seek(0)
        return super().save(name, content, max_length)


class BrokenStorage(InMemoryStorage):
    """Answers with errors of its own kind."""

    def exists(self, name: str) -> bool:
        raise RuntimeError("no\nanswer.")


def test_a_renamed_double_does_not_stay(settings: Settings) -> None:
    _use(settings, {"BACKEND": f"{__name__}.LateStorage"})

    media.write("ab/paper.pdf", b"bytes")

    assert media.names() == ["ab/paper.pdf"]


def test_errors_of_a_storage_are_those_of_files(settings: Settings) -> None:
    _use(settings, {"BACKEND": f"{__name__}.BrokenStorage"})

    with pytest.raises(OSError, match="no answer") as raised:
        media.exists("ab/paper.pdf")
    assert (raised.value.strerror, raised.value.filename) == ("no answer", "the media storage")
    with pytest.raises(Refused, match="could not be kept"):
        uploads.store(PAPER)
    assert media.problem() == "Files cannot be kept in the media storage: no answer."


def test_drafts_and_links_are_no_stored_files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / f"{media.DRAFT}x").write_text("half")
    (tmp_path / "link").symlink_to("/etc/hostname")

    assert media.names() == []


def test_no_name_leads_outside(place: str) -> None:
    with pytest.raises((SuspiciousOperation, OSError)):
        media.read("../secret.key")


def test_a_probe_goes_there_and_back_and_leaves_nothing(place: str) -> None:
    assert media.problem() == ""
    assert media.names() == []


def test_a_storage_that_forgets_is_found(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    _use(settings, MEMORY)
    monkeypatch.setattr(InMemoryStorage, "listdir", lambda *_: ([], []))

    assert media.problem() == "Files cannot be kept in the media storage: it does not give back what it is given."


def test_the_bucket_holds_private_objects_below_the_prefix(bucket: Bucket) -> None:
    name = uploads.store(PAPER)

    assert bucket.objects == {f"fair/{name}": PAPER.data}
    assert {path.partition("?")[0] for _method, path, _key in bucket.asked} == {f"/media/fair/{name}"}
    assert all(key.startswith("AWS4-HMAC-SHA256 Credential=key/") and "/gra/s3/" in key for *_, key in bucket.asked)


def test_a_bucket_that_refuses_or_is_away_is_named(bucket: Bucket, settings: Settings) -> None:
    bucket.is_closed = True
    assert media.problem().startswith("Files cannot be kept in the bucket media: An error occurred (403)")
    with pytest.raises(Refused, match="could not be kept"):
        uploads.store(PAPER)

    _use(settings, _away())
    assert "Could not connect to the endpoint URL" in media.problem()


def _away() -> dict[str, Any]:
    default = environment.media_storage()
    default["OPTIONS"] |= {"endpoint_url": "http://127.0.0.1:9"}
    return default


def test_a_lost_object_is_a_missing_file(bucket: Bucket) -> None:
    with pytest.raises(FileNotFoundError):
        media.read("ab/paper.pdf")
    with pytest.raises(FileNotFoundError):
        media.open_file("ab/paper.pdf")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"PARVIS_S3_KEY_ID": ""}, "needs PARVIS_S3_KEY_ID and PARVIS_S3_SECRET_KEY"),
        ({"PARVIS_S3_ENDPOINT": "s3.example"}, "must start with https://"),
    ],
)
def test_half_a_bucket_does_not_start(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], said: str
) -> None:
    for name, value in changed.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit, match=said):
        environment.media_storage()


def test_without_the_library_the_command_that_brings_it_is_said(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "find_spec", lambda _name: None)

    with pytest.raises(SystemExit) as stop:
        environment.media_storage()
    assert str(stop.value).endswith(
        f"Run: {sys.executable} -m pip install --require-hashes --no-deps -r {environment.ROOT}/requirements-s3.txt"
    )


def test_a_demo_and_an_installation_without_a_bucket_keep_to_their_folder(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARVIS_MODE", "demo")
    assert "OPTIONS" not in environment.media_storage()
    monkeypatch.setenv("PARVIS_MODE", "production")
    assert environment.media_storage()["OPTIONS"]["location"] == "fair"
    monkeypatch.delenv("PARVIS_S3_BUCKET")
    assert "OPTIONS" not in environment.media_storage()


def test_the_hash_in_the_name_is_that_of_the_bytes(place: str) -> None:
    name = uploads.store(PAPER)

    assert hashlib.sha256(media.read(name)).hexdigest() == name[3:67]
    assert default_storage.exists(name)
