"""When the latest backup was made, wherever it was written to: for monitoring."""

import json
from datetime import datetime
from pathlib import Path

NAME = "last-backup.json"


def note_backup(data: Path, *, at: datetime) -> None:
    part = data / f"{NAME}.part"
    part.write_text(json.dumps({"at": at.isoformat()}), encoding="utf-8")
    part.replace(data / NAME)


def last_backup(data: Path) -> datetime | None:
    """None when none was ever made, or nobody can tell."""
    try:
        return datetime.fromisoformat(json.loads((data / NAME).read_text(encoding="utf-8"))["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
