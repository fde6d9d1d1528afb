"""Maintenance: one file in the data folder closes Parvis to everyone, so that it also works without its database."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

NAME = "maintenance.json"
RETRY_AFTER_S = 120
LONGEST_MESSAGE = 500


@dataclass(frozen=True, slots=True)
class Notice:
    """Since when, and what the team says to those who come."""

    since: str
    message: str = ""


def notice(data: Path) -> Notice | None:
    """The notice while maintenance lasts; an unreadable file closes too."""
    try:
        return Notice(**json.loads((data / NAME).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError):
        return Notice("")


def begin(data: Path, message: str, *, at: datetime) -> Notice:
    """Close, or change the message; the beginning stays."""
    before = notice(data)
    made = Notice(before.since if before and before.since else at.isoformat(timespec="seconds"), message)
    part = data / f"{NAME}.part"
    part.write_text(json.dumps(asdict(made)), encoding="utf-8")
    part.replace(data / NAME)
    return made


def end(data: Path) -> None:
    (data / NAME).unlink(missing_ok=True)
