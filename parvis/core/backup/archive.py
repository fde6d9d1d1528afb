"""The archive as a file: what it may contain, and the proof that it is whole."""

import base64
import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.utils.translation import gettext as _

from parvis.core.errors import Refused

FORMAT, VERSION = "parvis-backup", 1
MANIFEST = "manifest.json"
MANIFEST_LIMIT = 64 * 2**20
TOTAL_LIMIT = 100 * 2**30
CHUNK = 2**20
LONGEST_ROW = 64 * 2**20
ALLOWED = re.compile(r"(rows/[a-z0-9_]+\.jsonl|(media|keys)/.+)")


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What `parvis backup` and `parvis restore` say: the file, its hash, and the rows of each table."""

    file: str
    bytes: int
    sha256: str
    rows: dict[str, int]


@dataclass(slots=True)
class Manifest:
    """What the archive says of itself."""

    created_at: str
    engine: str
    are_keys_sealed: bool
    migrations: list[list[str]]
    columns: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    salt: str = ""  # of the passphrase that locks the keys
    proof: str = ""  # sealed with a secret key that is not in the archive

    @property
    def total_bytes(self) -> int:
        return sum(entry["bytes"] for entry in self.files.values())


class Hashing:
    """A writer that counts and hashes what goes through it."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target = target
        self.bytes = 0
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> None:
        self.target.write(data)
        self.bytes += len(data)
        self.digest.update(data)


class ArchiveWriter:
    """Adds members one after the other, and the manifest at the end."""

    def __init__(self, zip_file: zipfile.ZipFile, manifest: Manifest) -> None:
        self._zip = zip_file
        self.manifest = manifest

    @contextmanager
    def member(self, name: str) -> Iterator[Hashing]:
        with self._zip.open(name, "w", force_zip64=True) as target:
            writer = Hashing(target)
            yield writer
        self.manifest.files[name] = {"bytes": writer.bytes, "sha256": writer.digest.hexdigest()}

    def finish(self) -> None:
        content = {
            "format": FORMAT,
            "version": VERSION,
            **{name: getattr(self.manifest, name) for name in self.manifest.__slots__},
        }
        self._zip.writestr(MANIFEST, json.dumps(content, indent=1, sort_keys=True))


@contextmanager
def open_archive(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """The archive and its manifest, once everything in it has been verified. Refused otherwise."""
    with ExitStack() as stack:
        try:
            zip_file = stack.enter_context(zipfile.ZipFile(path))
            manifest = _read_manifest(zip_file)
            _check_members(zip_file, manifest)
            _check_content(zip_file, manifest)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise damaged(str(error)) from error
        yield zip_file, manifest


def damaged(detail: str) -> Refused:
    sentence = _("This backup is damaged or is none: %(detail)s. Nothing was changed.")
    return Refused(sentence % {"detail": detail}, code="backup_damaged")


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_manifest(zip_file: zipfile.ZipFile) -> Manifest:
    if MANIFEST not in zip_file.namelist() or zip_file.getinfo(MANIFEST).file_size > MANIFEST_LIMIT:
        raise damaged(_("it has no manifest"))
    try:
        content = json.loads(zip_file.read(MANIFEST))
        if (content.pop("format"), content.pop("version")) != (FORMAT, VERSION):
            raise damaged(_("its format is not known"))
        manifest = Manifest(**content)
        datetime.fromisoformat(manifest.created_at)
        for text in (manifest.salt, manifest.proof):
            base64.b64decode(text, validate=True)
        sizes = [int(entry["bytes"]) for entry in manifest.files.values()]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged(_("its manifest cannot be read")) from error
    if not manifest.migrations or not manifest.columns:
        raise damaged(_("its manifest cannot be read"))
    if sum(sizes) > TOTAL_LIMIT or min(sizes, default=0) < 0:
        raise damaged(_("it is too large"))
    return manifest


def _check_members(zip_file: zipfile.ZipFile, manifest: Manifest) -> None:
    """Exactly the files of the manifest, each with a harmless name and the size it announces."""
    members = [info for info in zip_file.infolist() if info.filename != MANIFEST]
    if sorted(info.filename for info in members) != sorted(manifest.files):
        raise damaged(_("its files are not those of its manifest"))
    folders = {str(folder) for info in members for folder in PurePosixPath(info.filename).parents}
    for info in members:
        if (
            info.filename in folders
            or not is_harmless(info.filename)
            or (info.external_attr >> 16) & 0o170000 == 0o120000
        ):
            raise damaged(_("a file in it has a forbidden name"))
        if info.file_size != manifest.files[info.filename]["bytes"] or info.flag_bits & 1:
            raise damaged(_("a file in it has another size than announced"))


def is_harmless(name: str) -> bool:
    """A relative path below one of our folders, that stays there."""
    parts = PurePosixPath(name).parts
    has_tricks = ".." in parts or "\\" in name or ":" in name or "\0" in name or "//" in name
    return bool(ALLOWED.fullmatch(name)) and not has_tricks and not name.endswith("/")


def _check_content(zip_file: zipfile.ZipFile, manifest: Manifest) -> None:
    for name, entry in manifest.files.items():
        digest, lines, tail = hashlib.sha256(), 0, 0
        with zip_file.open(name) as member:
            while chunk := member.read(CHUNK):
                digest.update(chunk)
                lines += chunk.count(b"\n")
                tail = len(chunk) - 1 - chunk.rfind(b"\n") if b"\n" in chunk else tail + len(chunk)
                if tail > LONGEST_ROW and name.startswith("rows/"):
                    raise damaged(_("it is too large"))
        if digest.hexdigest() != entry["sha256"]:
            raise damaged(_("a file in it is not what it was"))
        table = name.removeprefix("rows/").removesuffix(".jsonl")
        if name.startswith("rows/") and lines != manifest.rows.get(table):
            raise damaged(_("a table in it has lost rows"))
