"""Whether there is anything to prepare: names, sizes and times of the files it depends on, read in milliseconds."""

import hashlib
import json
import os
from pathlib import Path

from parvis import environment

STATIC = ("*/static/**/*",)
EVERYTHING = (*STATIC, "*/migrations/*.py", "*/locale/*/LC_MESSAGES/django.po", "../requirements.txt")


def mark_of(patterns: tuple[str, ...]) -> str:
    """One hash of every file the patterns find below the package."""
    folder = environment.ROOT / "parvis"
    digest = hashlib.sha256(str(environment.ROOT).encode())
    for path in sorted(path for pattern in patterns for path in folder.glob(pattern)):
        about = path.stat()
        digest.update(f"{path}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def is_static_ready(data: Path) -> bool:
    return (data / "static").is_dir() and _read(data).get("static") == mark_of(STATIC)


def is_all_ready(data: Path) -> bool:
    """Nothing changed since the last start: neither our files nor which database this is."""
    return is_static_ready(data) and _read(data).get("all") == _everything(data)


def note_ready(data: Path) -> None:
    part = data / "prepared.part"
    part.write_text(json.dumps({"static": mark_of(STATIC), "all": _everything(data)}))
    part.replace(data / "prepared.json")


def forget(data: Path) -> None:
    """Let the next start look at everything again."""
    (data / "prepared.json").unlink(missing_ok=True)


def _everything(data: Path) -> str:
    return f"{mark_of(EVERYTHING)} {_database(data)}"


def _database(data: Path) -> str:
    """The embedded file by its place on the disk: a restored one is another. Of the other, a hash of its address."""
    url = os.environ.get("DATABASE_URL")
    if url:
        return hashlib.sha256(url.encode()).hexdigest()
    path = data / "parvis.sqlite3"
    return str(path.stat().st_ino) if path.exists() else "none"


def _read(data: Path) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads((data / "prepared.json").read_text())
    except (OSError, ValueError):
        return {}
    return found
