"""Jobs of the night: management commands named in `settings.NIGHTLY`, as `[("03:10", "retention"), ...]`; and of
every few minutes, in `settings.OFTEN`."""

import json
import logging
from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from parvis.core.dates import local_zone

log = logging.getLogger(__name__)


def run_nightly_jobs(at: datetime) -> list[str]:
    """Run each job once a day, from its time on, later if the worker was away; answers the jobs run.

    A new installation starts with the next night. A job that fails is logged and waits for the next one.
    """
    path = Path(settings.DATA) / "nightly.json"
    is_new = not path.exists()
    done: dict[str, str] = {} if is_new else json.loads(path.read_text())
    local = at.astimezone(local_zone())
    today = local.date().isoformat()
    jobs: list[tuple[str, str]] = getattr(settings, "NIGHTLY", [])
    if is_new:
        _write(path, {job: today for _when, job in jobs})
        return []
    due = [job for when, job in jobs if done.get(job, "") < today and local.time() >= time.fromisoformat(when)]
    for job in due:
        done[job] = today
        _write(path, done)
        _run(job)
    return due


def run_often_jobs(at: datetime) -> list[str]:
    """Run each command of `settings.OFTEN` (`[(5, "read_mailbox")]`) once in so many minutes; answers those run."""
    jobs: list[tuple[int, str]] = getattr(settings, "OFTEN", [])
    if not jobs:
        return []
    path = Path(settings.DATA) / "often.json"
    done: dict[str, float] = json.loads(path.read_text()) if path.exists() else {}
    now = at.timestamp()
    due = [job for minutes, job in jobs if not 0 <= now - done.get(job, 0) < minutes * 60]
    for job in due:
        done[job] = now
        _write(path, done)
        _run(job)
    return due


def _run(job: str) -> None:
    try:
        call_command(job)
    except Exception:
        log.exception("The nightly job %s failed.", job)


def _write(path: Path, done: Mapping[str, str | float]) -> None:
    part = path.with_suffix(".part")
    part.write_text(json.dumps(done))
    part.replace(path)
