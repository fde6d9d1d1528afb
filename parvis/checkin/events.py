"""One scan as a phone sends it: read field by field, so that one bad item never blocks the others."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.dateparse import parse_datetime

from parvis.checkin.models import Scan
from parvis.core.dates import local_zone
from parvis.core.text import clean_line

MOST_EVENTS = 500
LONGEST_CODE = 200
LARGEST_SEQUENCE = 2**63 - 1
_SLUG = re.compile(r"[a-zA-Z0-9_-]{1,40}")


class UnreadableEvent(ValueError):
    """The item is no scan; it is answered `error` and not kept, because it has no name to be kept under."""


@dataclass(frozen=True, slots=True)
class ScanEvent:
    """A reading. `id` is the phone's own name for it; `device_time` is what the phone believed, None when unusable."""

    id: UUID
    place: str
    kind: str
    badge: str
    device_time: datetime | None
    sequence: int
    is_offline: bool

    @property
    def kept_code(self) -> str:
        """What is stored of a code that is no badge of ours."""
        return clean_line(self.badge[: 2 * LONGEST_CODE])[:LONGEST_CODE]


def read_event(raw: object) -> ScanEvent:
    """The event in that item. Raises `UnreadableEvent`; what only accompanies a scan never makes it unreadable."""
    if not isinstance(raw, Mapping):
        raise UnreadableEvent("not an object")
    place, kind, badge = (_text(raw, key) for key in ("place", "kind", "badge"))
    if kind not in Scan.Kind.values or not _SLUG.fullmatch(place):
        raise UnreadableEvent("no such kind or place")
    return ScanEvent(
        id=_uuid(raw.get("id")),
        place=place,
        kind=kind,
        badge=badge,
        device_time=_moment(raw.get("device_time")),
        sequence=_sequence(raw.get("sequence")),
        is_offline=raw.get("offline") is True,
    )


def shown_id(raw: object) -> str:
    """The name an unreadable item is answered under."""
    given = raw.get("id") if isinstance(raw, Mapping) else ""
    return clean_line(given[:64]) if isinstance(given, str) else ""


def _text(raw: Mapping[str, object], key: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value:
        raise UnreadableEvent(f"{key} is missing")
    return value


def _uuid(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise UnreadableEvent("id is no UUID") from error


def _moment(value: object) -> datetime | None:
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if moment is None or not 1970 <= moment.year <= 2100:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=local_zone())


def _sequence(value: object) -> int:
    is_number = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_SEQUENCE
    return value if is_number and isinstance(value, int) else 0
