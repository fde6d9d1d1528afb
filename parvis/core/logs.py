"""What the log says, one event a line: a JSON object in production, a readable line in a demo.

Every line written while a request is served carries its id, and so do those of the background tasks it asked for. No
line holds what a person typed, their address or a secret: paths are logged by the name of their route, links are
shortened, and whatever comes from outside is escaped, so that no line can forge another.
"""

import copy
import json
import logging
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
SECRET = re.compile(r"[\w-]{20,}", re.ASCII)  # a link, a badge, a phone's or a program's key; words are shorter
IN_PATH = re.compile(r"(?<=/)[\w%.~-]{20,}", re.ASCII)
MAIL = re.compile(r"[^\s<>\"'(),:;=\[\]]+@[^\s<>\"'(),:;=\[\]]+")
ADDRESS = re.compile(r"https?://\S+")
ROW_VALUES = re.compile(r"\s*DETAIL:[^\n]*")  # PostgreSQL repeats the refused row
KEPT = 4

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def new_id() -> str:
    return secrets.token_hex(8)


def request_id() -> str:
    """Of the request being served, or of the one that asked for the task in hand; empty elsewhere."""
    return _request_id.get()


@contextmanager
def about(identity: str) -> Iterator[None]:
    """Lines written in this block belong to the request of that id."""
    before = _request_id.set(identity)
    try:
        yield
    finally:
        _request_id.reset(before)


def discreet(text: str) -> str:
    """Without mail addresses, secrets of links, or the values of a refused row."""
    text = IN_PATH.sub(_shortened, MAIL.sub("…@…", ROW_VALUES.sub("", text)))
    return SECRET.sub(lambda found: _shortened(found) if _is_random(found[0]) else found[0], text)


def _discreet_trace(text: str) -> str:
    """The names of our own files stay whole."""
    lines = text.splitlines()
    return "\n".join(line if line.startswith('  File "') else discreet(line) for line in lines)


def _shortened(found: re.Match[str]) -> str:
    return f"{found[0][:KEPT]}…"


def _is_random(text: str) -> bool:
    """Digits and letters of both cases, or capitals and digits only: no name of ours looks so."""
    has_digit, has_capital = any(c.isdigit() for c in text), any(c.isupper() for c in text)
    return has_digit and has_capital


def on_one_line(text: str) -> str:
    """Control and invisible characters written out, so that a line stays one line and a terminal obeys none of it."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class ByRoute(logging.Filter):
    """What Django says of a request names its route instead of its path; where it came from is left out."""

    def filter(self, record: logging.LogRecord) -> bool | logging.LogRecord:
        request: Any = getattr(record, "request", None)
        path = getattr(request, "path", "")
        if not path:
            return True
        match = getattr(request, "resolver_match", None)
        told, text = copy.copy(record), ADDRESS.sub("…", record.getMessage())
        told.msg = text.removesuffix(path) + (match.view_name if match else "none") if text.endswith(path) else text
        told.args = ()
        return told


class JsonLine(logging.Formatter):
    """One object a line: at, level, logger, message, request, what the event adds, and the error."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": discreet(record.getMessage()),
            "request": request_id(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["error"] = _discreet_trace(self.formatException(record.exc_info))
        return json.dumps(line, default=str)  # which escapes whatever is not plain ASCII


class PlainLine(logging.Formatter):
    """For the person who watches a demo: time, level, message, and the first letters of the request's id."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        line = f"{time} {record.levelname} {request_id()[:8] or '-'} {on_one_line(record.getMessage())}"
        if record.exc_info:
            rest = self.formatException(record.exc_info).splitlines()
            line = "\n  ".join([line, *map(on_one_line, rest)])
        return line


def configuration(*, as_json: bool) -> dict[str, Any]:
    """Django's LOGGING: everything goes to stderr, which the service manager keeps."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": JsonLine if as_json else PlainLine}},
        "filters": {"by_route": {"()": ByRoute}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["by_route"]}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},  # scanners of the internet; the answer is logged
            "django.tasks": {"level": "ERROR"},  # else two more lines for each task
            "django_tasks_db": {"level": "WARNING"},
            "_granian": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        },
    }
