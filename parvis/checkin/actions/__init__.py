"""What people, phones and the office do about badges and doors; one module per noun."""

from parvis.checkin.actions.badges import (
    issue_badge,
    issue_badges,
    issue_speaker_badge,
    reissue_badge,
    renew_badge_key,
    revoke_badge,
    send_badge_again,
)
from parvis.checkin.actions.conflicts import resolve_conflict
from parvis.checkin.actions.devices import (
    end_devices,
    enrol_device,
    find_enrolment,
    join_device,
    note_seen,
    revoke_device,
)
from parvis.checkin.actions.places import add_place, copy_places, ensure_places
from parvis.checkin.actions.scans import ScanResult, record_scans

__all__ = [
    "ScanResult",
    "add_place",
    "copy_places",
    "end_devices",
    "enrol_device",
    "ensure_places",
    "find_enrolment",
    "issue_badge",
    "issue_badges",
    "issue_speaker_badge",
    "join_device",
    "note_seen",
    "record_scans",
    "reissue_badge",
    "renew_badge_key",
    "resolve_conflict",
    "revoke_badge",
    "revoke_device",
    "send_badge_again",
]
