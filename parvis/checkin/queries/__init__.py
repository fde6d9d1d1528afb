"""Reads of badges, scans and the day."""

from parvis.checkin.queries.badges import (
    badge_keys,
    badges_missing,
    newest_key,
    public_keys,
    replaced_badges,
    valid_badge_of,
)
from parvis.checkin.queries.day import (
    LiveCounts,
    ceiling_of,
    entries_by_hour,
    entries_by_school,
    entries_per_five_minutes,
    inside_count,
    last_door_day,
    live_counts,
    live_version,
)
from parvis.checkin.queries.devices import device_by_token, devices_with_use, open_enrolment
from parvis.checkin.queries.scans import (
    conflicts_of,
    days_of,
    past_scans,
    scanned_badges,
    scanning_membership,
    scans_of,
    sessions_of,
)

__all__ = [
    "LiveCounts",
    "badge_keys",
    "badges_missing",
    "ceiling_of",
    "conflicts_of",
    "days_of",
    "device_by_token",
    "devices_with_use",
    "entries_by_hour",
    "entries_by_school",
    "entries_per_five_minutes",
    "inside_count",
    "last_door_day",
    "live_counts",
    "live_version",
    "newest_key",
    "open_enrolment",
    "past_scans",
    "public_keys",
    "replaced_badges",
    "scanned_badges",
    "scanning_membership",
    "scans_of",
    "sessions_of",
    "valid_badge_of",
]
