"""Where stored files lie: the media folder, or the private bucket of `PARVIS_S3_BUCKET`. Nobody else asks which.

A name is given once and its bytes never change, so that writing it again, or twice at once, changes nothing. What goes
wrong is an `OSError`, whatever storage it comes from; `FileNotFoundError` where the file does not exist.
"""

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage

DRAFT = ".draft-"


def is_local() -> bool:
    """Whether files lie in the media folder, which can be moved as a whole."""
    return isinstance(default_storage, FileSystemStorage)


def place() -> str:
    """What to call the storage in a sentence for whoever runs it."""
    bucket = getattr(default_storage, "bucket_name", "")
    return f"the bucket {bucket}" if bucket else "the media storage"


def exists(name: str) -> bool:
    with _storage_errors():
        return default_storage.exists(name)


def write(name: str, data: bytes) -> None:
    """Keep the bytes under exactly this name, all or nothing. What already has the name stays as it is."""
    if exists(name):
        return
    with _storage_errors():
        if is_local():
            _write_whole(Path(default_storage.path(name)), data)
            return
        saved = default_storage.save(name, ContentFile(data))
        if saved != name:  # somebody wrote the same bytes in between, and the storage gave ours another name
            default_storage.delete(saved)


def open_file(name: str) -> File[Any]:
    """The file, to be read from its beginning and closed by whoever asked."""
    with _storage_errors():
        file = default_storage.open(name, "rb")
        file.open("rb")  # a bucket fetches the bytes now, not when half an answer has left
        return file


def read(name: str) -> bytes:
    with _storage_errors(), default_storage.open(name, "rb") as file:
        data: bytes = file.read()
        return data


def delete(name: str) -> None:
    """Forget the file; doing it twice is doing it once."""
    with _storage_errors():
        default_storage.delete(name)


def names() -> list[str]:
    """Every stored file, sorted; drafts of files being written are not among them."""
    with _storage_errors():
        if is_local():
            folder = Path(default_storage.path(""))
            files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
            found = [path.relative_to(folder).as_posix() for path in files]
        else:
            found = list(_below(""))
    return sorted(name for name in found if not name.rpartition("/")[2].startswith(DRAFT))


def problem() -> str:
    """What keeps the storage from working, in one sentence, after a small file went there and back; empty: nothing."""
    name, data = f"probe/{uuid4().hex}", os.urandom(32)
    try:
        write(name, data)
        is_whole = read(name) == data
        with _storage_errors():
            is_listed = name in _below("probe/")
        delete(name)
    except OSError as error:
        return f"Files cannot be kept in {place()}: {error.strerror or error}."
    lost = f"Files cannot be kept in {place()}: it does not give back what it is given."
    return "" if is_whole and is_listed else lost


def _below(folder: str) -> Iterator[str]:
    folders, files = default_storage.listdir(folder)
    yield from (f"{folder}{name}" for name in files)
    for inner in folders:
        yield from _below(f"{folder}{inner}/")


@contextlib.contextmanager
def _storage_errors() -> Iterator[None]:
    """Each kind of storage has errors of its own; ours are those of files."""
    try:
        yield
    except (OSError, SuspiciousOperation):
        raise
    except Exception as error:
        raise OSError(errno.EIO, " ".join(str(error).split()).rstrip("."), place()) from error


def _write_whole(target: Path, data: bytes) -> None:
    """All or nothing, also when the disk is full or the power goes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=DRAFT)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(draft).unlink()
        raise
