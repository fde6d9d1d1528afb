"""What one scan deserves, from facts already fetched: no query here. Whether the badge came before is not judged here.

In order: is it a badge of ours, of this edition, still valid, of somebody who takes part, at the right place, at the
right time. The first answer that is no is the verdict.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from parvis.checkin import token
from parvis.checkin.events import ScanEvent
from parvis.checkin.holders import holder_of, may_hold
from parvis.checkin.models import Badge, Device, Place, Scan
from parvis.checkin.verdicts import Verdict
from parvis.core.dates import local_date
from parvis.core.text import fold
from parvis.editions.models import Edition, EditionDay
from parvis.programme.models import ActivitySlot
from parvis.visitors.models import Registration

ALLOWED = {
    Place.Kind.DOOR: {Scan.Kind.ENTRY, Scan.Kind.EXIT},
    Place.Kind.DESK: {Scan.Kind.ENTRY, Scan.Kind.EXIT},
    Place.Kind.ROOM: {Scan.Kind.SESSION},
    Place.Kind.MEAL: {Scan.Kind.MEAL},
}
# How long before the doors open, and after they close, a kind of badge is let through; visitors keep the hours.
NO_MARGIN = timedelta(0)
EARLY = {
    Badge.Kind.EXHIBITOR: timedelta(hours=4),
    Badge.Kind.TEAM: timedelta(hours=12),
    Badge.Kind.VOLUNTEER: timedelta(hours=12),
    Badge.Kind.SPEAKER: timedelta(hours=2),
    Badge.Kind.PRESS: timedelta(hours=1),
}
LATE = {
    Badge.Kind.EXHIBITOR: timedelta(hours=4),
    Badge.Kind.TEAM: timedelta(hours=12),
    Badge.Kind.VOLUNTEER: timedelta(hours=12),
}
BEFORE_SESSION = timedelta(minutes=30)
BELIEVED = timedelta(hours=36)  # an offline scan is judged by its phone's clock when that is not older


@dataclass(frozen=True, slots=True)
class Facts:
    """What the database says about a batch.

    `places` by slug; `badges` by `random_hex`; `keys` by (edition number, key id); `replaced` holds the ids of revoked
    badges whose holder has a valid one; `slots` are the edition's sessions, empty when no event is one.
    """

    edition: Edition
    scanner: Device | None
    days: Sequence[EditionDay]
    places: Mapping[str, Place]
    badges: Mapping[str, Badge]
    keys: Mapping[tuple[int, int], bytes] = field(default_factory=dict)
    replaced: frozenset[int] = frozenset()
    slots: Sequence[ActivitySlot] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A judged event. `badge` is None when none of this edition was recognised; `purpose` names what it enters."""

    event: ScanEvent
    verdict: Verdict
    badge: Badge | None
    place: Place | None
    purpose: str
    moment: datetime


def judge(event: ScanEvent, facts: Facts, *, at: datetime) -> Reading:
    moment, place = moment_of(event, at=at), facts.places.get(event.place)
    badge, verdict = _recognise(event.badge, facts)
    kind = Badge.Kind.VISITOR
    if badge is not None:
        kind, verdict = Badge.Kind(badge.kind), _standing(badge, facts, at=moment)
    if verdict in {Verdict.OK, Verdict.OK_NOT_LISTED}:
        verdict = _place_refusal(event, place, facts) or _time_refusal(event, kind, facts, moment) or verdict
    if verdict == Verdict.OK and event.is_offline:
        verdict = Verdict.OK_LATE_SYNC
    purpose = purpose_of(event, place, facts, kind=kind, moment=moment) if place and badge else ""
    return Reading(event, verdict, badge, place, purpose, moment)


def moment_of(event: ScanEvent, *, at: datetime) -> datetime:
    """When it happened: at receipt, but an offline scan when its phone says, if that can be."""
    said = event.device_time
    return said if event.is_offline and said is not None and at - BELIEVED <= said <= at else at


def codes_in(events: Sequence[ScanEvent]) -> tuple[set[str], set[str], set[tuple[int, int]]]:
    """What to look up for these events: whole `random_hex`, first ten digits of typed codes, (edition, key) numbers."""
    whole, typed, keys = set(), set(), set()
    for event in events:
        try:
            claim = token.read_code(event.badge).claim
        except token.NotABadge:
            typed |= {prefix for prefix in [token.read_short_code(event.badge[:40])] if prefix}
        else:
            whole.add(claim.random_hex)
            keys.add((claim.edition, claim.key_id))
    return whole, typed, keys


def _recognise(code: str, facts: Facts) -> tuple[Badge | None, Verdict]:
    """The badge of this edition behind a code, or why there is none. We signed the stored tokens: equal is proven."""
    try:
        signed = token.read_code(code)
    except token.NotABadge:
        badge = _typed(code, facts)
        return badge, Verdict.OK if badge else Verdict.UNKNOWN
    badge = facts.badges.get(signed.claim.random_hex)
    if badge is not None and badge.token == token.last_part(code):
        return (badge, Verdict.OK) if badge.edition_id == facts.edition.pk else (None, Verdict.WRONG_EDITION)
    key = facts.keys.get((signed.claim.edition, signed.claim.key_id))
    if key is None or not token.verify(signed, key):
        return None, Verdict.BAD_SIGNATURE
    return None, Verdict.OK_NOT_LISTED if signed.claim.edition == facts.edition.number else Verdict.WRONG_EDITION


def _typed(code: str, facts: Facts) -> Badge | None:
    prefix = token.read_short_code(code[:40])
    found = [
        badge
        for random_hex, badge in facts.badges.items()
        if prefix and random_hex.startswith(prefix) and badge.edition_id == facts.edition.pk
    ]
    return found[0] if len(found) == 1 else None


def _standing(badge: Badge, facts: Facts, *, at: datetime) -> Verdict:
    holder = holder_of(badge)
    if isinstance(holder, Registration) and holder.is_waiting:
        return Verdict.NOT_CONFIRMED
    if holder is not None and not may_hold(holder, at=at):
        return Verdict.CANCELLED
    if badge.revoked_at is not None:
        return Verdict.BADGE_REISSUED if badge.pk in facts.replaced else Verdict.REVOKED
    return Verdict.OK


def _place_refusal(event: ScanEvent, place: Place | None, facts: Facts) -> Verdict | None:
    """A phone scans at places of its own kind, one of the desk anywhere; each kind of place takes its kinds of scan."""
    if place is None or event.kind not in ALLOWED[Place.Kind(place.kind)]:
        return Verdict.WRONG_PLACE
    own = facts.scanner.place.kind if facts.scanner else Place.Kind.DESK
    return None if own in {place.kind, Place.Kind.DESK} else Verdict.WRONG_PLACE


def _time_refusal(event: ScanEvent, kind: Badge.Kind, facts: Facts, moment: datetime) -> Verdict | None:
    if event.kind == Scan.Kind.EXIT:
        return None
    found = day_at(facts.days, kind, moment)
    return found if isinstance(found, Verdict) else None


def day_at(days: Sequence[EditionDay], kind: Badge.Kind, moment: datetime) -> EditionDay | Verdict | None:
    """The day whose doors are open for this kind, else too early or too late; None when the edition has set no day."""
    for day in days:
        if moment < day.doors_open_at - EARLY.get(kind, NO_MARGIN):
            return Verdict.TOO_EARLY
        if moment <= day.doors_close_at + LATE.get(kind, NO_MARGIN):
            return day
    return Verdict.TOO_LATE if days else None


def purpose_of(event: ScanEvent, place: Place, facts: Facts, *, kind: Badge.Kind, moment: datetime) -> str:
    """What a badge may enter once: the doors of a day, one session, one meal of a day. An exit enters nothing."""
    if event.kind == Scan.Kind.EXIT:
        return ""
    found = day_at(facts.days, kind, moment)
    on: date = found.on if isinstance(found, EditionDay) else local_date(moment)
    if event.kind == Scan.Kind.ENTRY:
        return f"door:{on}"
    if event.kind == Scan.Kind.MEAL:
        return f"meal:{place.pk}:{on}"
    slot = session_at(facts.slots, place, moment)
    return f"session:{place.pk}:{on}:{slot.pk if slot else 0}"


def session_at(slots: Sequence[ActivitySlot], place: Place, moment: datetime) -> ActivitySlot | None:
    """The session in that room now, or about to begin; the later one where two touch."""
    names = {fold(place.name), place.slug}
    here = [
        slot for slot in slots if fold(slot.room) in names and slot.starts_at - BEFORE_SESSION <= moment < slot.ends_at
    ]
    return max(here, key=lambda slot: slot.starts_at, default=None)
