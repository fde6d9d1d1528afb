"""Scans come in, in batches: each is judged, kept and answered, whatever the others are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from parvis.checkin.events import MOST_EVENTS, ScanEvent, UnreadableEvent, read_event, shown_id
from parvis.checkin.holders import person_of
from parvis.checkin.judging import Facts, Reading, codes_in, judge
from parvis.checkin.models import Badge, Conflict, Device, Entry, Place, Scan
from parvis.checkin.queries import days_of, past_scans, public_keys, replaced_badges, scanned_badges, sessions_of
from parvis.checkin.verdicts import Verdict
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.editions.history import record
from parvis.editions.models import Membership

KEPT = timedelta(days=183)  # after the event scans become counts
CAME_IN = frozenset({Verdict.OK, Verdict.OK_LATE_SYNC})
Scanner = Device | Membership


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The answer to one event. `badge` only when it is one of this edition; `first` is the scan that came before."""

    id: str
    verdict: Verdict
    badge: Badge | None = None
    first: Scan | None = None

    def as_dict(self) -> dict[str, object]:
        """As the API answers it."""
        person = person_of(self.badge) if self.badge else None
        return {
            "id": self.id,
            "verdict": self.verdict.value,
            "name": person.full_name if person else "",
            "school": person.line if person else "",
            "first": _told(self.first) if self.first else None,
        }


UNREADABLE = ScanResult("", Verdict.ERROR)


def record_scans(
    scanner: Scanner, items: Sequence[Mapping[str, object]], *, by: Actor, at: datetime
) -> list[ScanResult]:
    """Keep these events of a phone or a member and answer each, in the order given.

    An event that came before is answered as it was then. The scans themselves are the history of this action: they
    are append-only and say who, where and when.
    """
    if len(items) > MOST_EVENTS:
        raise Refused(_("At most 500 scans at once."), code="too_many", status=422)
    try:
        return _record(scanner, items, by=by, at=at)
    except IntegrityError:  # the same event or badge came through another request meanwhile: now it can be seen
        return _record(scanner, items, by=by, at=at)


@transaction.atomic
def _record(scanner: Scanner, items: Sequence[Mapping[str, object]], *, by: Actor, at: datetime) -> list[ScanResult]:
    events = [_read(item) for item in items]
    good = [event for event in events if event is not None]
    facts = _facts(scanner, good, at=at) if good else None
    book = _Book(scanner, at)
    if facts is not None:
        book.open(past_scans([event.id for event in good], facts.badges.values()))
        for event in good:
            book.answer(event, facts)
        book.close(by=by)
    return [
        replace(book.results[event.id] if event else UNREADABLE, id=shown_id(item))
        for event, item in zip(events, items, strict=True)
    ]


def _read(item: object) -> ScanEvent | None:
    try:
        return read_event(item)
    except UnreadableEvent:
        return None


def _facts(scanner: Scanner, events: Sequence[ScanEvent], *, at: datetime) -> Facts:
    """Everything the batch is judged by, in as few statements as it allows. The badges stay locked."""
    edition, (whole, typed, keys) = scanner.edition, codes_in(events)
    days = days_of(edition)
    badges = {badge.random_hex: badge for badge in scanned_badges(whole, typed)}
    revoked = [badge for badge in badges.values() if badge.revoked_at is not None]
    return Facts(
        edition=edition,
        scanner=scanner if isinstance(scanner, Device) else None,
        days=days,
        places=_places(scanner, {event.place for event in events}),
        badges=badges,
        keys=public_keys(keys) if whole - set(badges) else {},
        replaced=replaced_badges(revoked) if revoked else frozenset(),
        slots=list(sessions_of(edition, around=at)) if any(e.kind == Scan.Kind.SESSION for e in events) else (),
    )


def _places(scanner: Scanner, slugs: set[str]) -> dict[str, Place]:
    """The places named; a phone that stays where it was enrolled asks nothing."""
    if isinstance(scanner, Device) and slugs == {scanner.place.slug}:
        return {scanner.place.slug: scanner.place}
    return {place.slug: place for place in Place.objects.filter(edition=scanner.edition, slug__in=slugs)}


def _told(scan: Scan) -> dict[str, str]:
    entry = getattr(scan, "entry", None)
    at = entry.at if entry else scan.received_at
    return {"at": at.isoformat(), "place": scan.place.name, "device": scan.scanner_name}


class _Book:
    """What is known of the badges in hand, in order of receipt; each new scan is judged against it and entered."""

    def __init__(self, scanner: Scanner, at: datetime) -> None:
        self.device = scanner if isinstance(scanner, Device) else None
        self.membership = scanner if isinstance(scanner, Membership) else None
        self.keep_until = max(scanner.edition.fair_on, at.date()) + KEPT
        self.at = at
        self.results: dict[UUID, ScanResult] = {}
        self.seen: dict[UUID, Scan] = {}
        self.first: dict[tuple[int, str], Scan] = {}
        self.last_door: dict[int, str] = {}
        self.scans: list[Scan] = []
        self.entries: list[Entry] = []
        self.conflicts: list[Conflict] = []

    def open(self, past: Iterable[Scan]) -> None:
        for scan in past:
            self.seen[scan.event] = scan
            if scan.verdict in Scan.LET_IN:
                entry = getattr(scan, "entry", None)
                self._note(scan, entry.purpose if entry else "")

    def answer(self, event: ScanEvent, facts: Facts) -> None:
        if event.id in self.results:
            return
        reading = judge(event, facts, at=self.at)
        known = self.seen.get(event.id)
        self.results[event.id] = self._again(known, reading) if known else self._keep(reading, facts)

    def close(self, *, by: Actor) -> None:
        Scan.objects.bulk_create(self.scans)
        Entry.objects.bulk_create(self.entries)
        for conflict in self.conflicts:
            conflict.save()
            edition = conflict.second.edition
            record("conflict.noticed", conflict, by=by, at=self.at, edition=edition)

    def _again(self, known: Scan, reading: Reading) -> ScanResult:
        """The answer given then. Somebody else's event is not told."""
        if (known.device_id, known.membership_id) != (_pk(self.device), _pk(self.membership)):
            return UNREADABLE
        verdict, badge = Verdict(known.verdict), reading.badge
        if known.badge_id != _pk(badge):
            badge = known.badge
        first = self.first.get((badge.pk, reading.purpose)) if badge and verdict == Verdict.ALREADY_IN else None
        return ScanResult("", verdict, badge, first)

    def _keep(self, reading: Reading, facts: Facts) -> ScanResult:
        badge, verdict, first = reading.badge, reading.verdict, None
        if badge is not None and verdict in CAME_IN:
            first = self.first.get((badge.pk, reading.purpose))
            if first is not None and not self._has_left(badge, reading.event):
                verdict = Verdict.ALREADY_IN
        scan = self._scan(reading, verdict, facts)
        if scan is not None:
            self.scans.append(scan)
            self._enter(scan, reading, first)
        return ScanResult("", verdict, badge, first if verdict == Verdict.ALREADY_IN else None)

    def _scan(self, reading: Reading, verdict: Verdict, facts: Facts) -> Scan | None:
        """None when it was nowhere: a member named a place that does not exist."""
        event, place = reading.event, reading.place or (self.device.place if self.device else None)
        if place is None:
            return None
        return Scan(
            event=event.id,
            edition=facts.edition,
            place=place,
            device=self.device,
            membership=self.membership,
            badge=reading.badge,
            kind=event.kind,
            verdict=verdict,
            code="" if reading.badge else event.kept_code,
            device_time=event.device_time,
            received_at=self.at,
            sequence=event.sequence,
            is_offline=event.is_offline,
            keep_until=self.keep_until,
        )

    def _enter(self, scan: Scan, reading: Reading, first: Scan | None) -> None:
        """What the scan changes: an entry, somebody gone out, or two entries that contradict each other."""
        if scan.badge is None:
            return
        if scan.verdict in CAME_IN:
            if reading.purpose and first is None:
                entry = Entry(badge=scan.badge, purpose=reading.purpose, scan=scan, at=reading.moment)
                self.entries.append(entry)
            self._note(scan, reading.purpose if first is None else "")
        elif first is not None and self._contradicts(scan, first):
            self.conflicts.append(Conflict(first=first, second=scan, noticed_at=self.at))

    def _note(self, scan: Scan, purpose: str) -> None:
        if scan.badge_id is None:
            return
        if purpose:
            self.first.setdefault((scan.badge_id, purpose), scan)
        if scan.kind in {Scan.Kind.ENTRY, Scan.Kind.EXIT}:
            self.last_door[scan.badge_id] = scan.kind

    def _has_left(self, badge: Badge, event: ScanEvent) -> bool:
        return event.kind == Scan.Kind.ENTRY and self.last_door.get(badge.pk) == Scan.Kind.EXIT

    def _contradicts(self, scan: Scan, first: Scan) -> bool:
        """Two scanners let the same badge in, and one of them could not know of the other."""
        same = (scan.device_id, scan.membership_id) == (first.device_id, first.membership_id)
        return scan.kind == Scan.Kind.ENTRY and not same and (scan.is_offline or first.is_offline)


def _pk(row: Badge | Device | Membership | None) -> int | None:
    return row.pk if row else None
