"""What is kept of a scan, what only one door may do, and what a phone may send."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from parvis.checkin import actions
from parvis.checkin.actions import record_scans
from parvis.checkin.models import Badge, BadgeKey, Conflict, Entry, Scan
from parvis.checkin.queries import device_by_token
from parvis.checkin.tests.factories import DURING, make_badge, make_device, make_event, phone, scan
from parvis.checkin.verdicts import Verdict
from parvis.core.errors import Refused
from parvis.core.links import hash_token
from parvis.editions.models import EditionDay, LogEntry
from parvis.editions.tests.factories import make_actor
from parvis.programme.models import Activity, ActivitySlot

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_the_first_scan_of_a_badge_is_an_entry_with_name_and_school() -> None:
    device = make_device()
    badge = make_badge(device.edition)

    result = scan(device, badge)

    assert result.as_dict() == {
        "id": result.id,
        "verdict": "ok",
        "name": "Sam Petit",
        "school": "Télécom Paris",
        "first": None,
    }
    kept = Scan.objects.get()
    assert (kept.verdict, kept.place, kept.device, kept.badge, kept.code) == ("ok", device.place, device, badge, "")
    assert list(Entry.objects.values_list("badge", "purpose", "at", "scan")) == [
        (badge.pk, "door:2026-10-20", DURING, kept.pk)
    ]


def test_the_second_scan_is_told_who_where_and_when() -> None:
    device = make_device()
    badge = make_badge(device.edition)
    other = make_device(device.edition, name="Desk phone", place="desk")
    scan(device, badge)

    result = scan(other, badge, at=DURING + HOUR, place="desk")

    assert result.as_dict() == {
        "id": result.id,
        "verdict": "already-in",
        "name": "Sam Petit",
        "school": "Télécom Paris",
        "first": {"at": DURING.isoformat(), "place": "Door A", "device": "Omar’s phone"},
    }
    assert (Entry.objects.count(), Scan.objects.count(), Conflict.objects.count()) == (1, 2, 0)


def test_who_went_out_may_come_in_again_and_has_one_entry() -> None:
    device = make_device()
    badge = make_badge(device.edition)

    verdicts = [
        scan(device, badge, at=DURING + minutes, kind=kind).verdict
        for minutes, kind in (
            (timedelta(0), "entry"),
            (HOUR, "exit"),
            (2 * HOUR, "entry"),
            (3 * HOUR, "entry"),
        )
    ]

    assert verdicts == ["ok", "ok", "ok", "already-in"]
    assert Entry.objects.count() == 1


def test_each_day_of_the_fair_has_its_own_entry() -> None:
    device = make_device()
    badge, day = make_badge(device.edition), timedelta(days=1)
    opens_at = DURING + day - HOUR
    EditionDay.objects.create(
        edition=device.edition, on=opens_at.date(), doors_open_at=opens_at, doors_close_at=opens_at + 8 * HOUR
    )

    verdicts = [scan(device, badge, at=at).verdict for at in (DURING, DURING + 12 * HOUR, DURING + day, DURING + day)]

    assert verdicts == ["ok", "too-early", "ok", "already-in"]
    assert list(Entry.objects.order_by("pk").values_list("purpose", flat=True)) == [
        "door:2026-10-20",
        "door:2026-10-21",
    ]


def test_one_meal_a_day() -> None:
    device = make_device(place="lunch")
    badge = make_badge(device.edition)

    verdicts = [scan(device, badge, place="lunch", kind="meal").verdict for _time in range(2)]

    assert verdicts == ["ok", "already-in"]


def test_a_room_counts_each_of_its_sessions_apart() -> None:
    device = make_device(place="room-1")
    badge = make_badge(device.edition)
    activity = Activity.objects.create(edition=device.edition, kind="talk", title_fr="L’IA")
    for hour, room in ((10, "Room 1"), (12, "room-1"), (12, "Elsewhere")):
        starts_at = datetime(2026, 10, 20, hour, tzinfo=UTC)
        ActivitySlot.objects.create(
            activity=activity, room=room, starts_at=starts_at, ends_at=starts_at + HOUR, seats_count=9
        )

    def session(minutes: int) -> str:
        at = DURING + timedelta(minutes=minutes)
        return scan(device, badge, place="room-1", kind="session", at=at).verdict.value

    assert [session(5), session(6), session(70), session(80), session(110), session(115)] == [
        "ok",
        "already-in",
        "ok",
        "already-in",
        "ok",
        "already-in",
    ]
    assert Conflict.objects.count() == 0


def test_a_scan_made_without_network_is_judged_by_its_own_time() -> None:
    device = make_device()
    early, late = make_badge(device.edition), make_badge(device.edition)
    evening = DURING + 9 * HOUR

    assert scan(device, early, at=evening, offline=True).verdict == "ok-late-sync"
    assert scan(device, late, at=evening, offline=False).verdict == "too-late"
    assert Entry.objects.get().at == DURING


@pytest.mark.parametrize(
    "when",
    [
        "1969-12-31T23:59:59Z",
        "1970-01-01T00:00:00Z",
        "2099-01-01T00:00:00Z",
        "2126-01-01T00:00:00Z",
        "soon",
        "2026-02-30T00:00:00Z",
        None,
        17,
    ],
)
def test_a_phone_with_an_impossible_clock_is_judged_at_receipt(when: object) -> None:
    device = make_device()

    assert scan(device, make_badge(device.edition), offline=True, device_time=when).verdict == "ok-late-sync"
    assert Entry.objects.get().at == DURING


def test_a_time_without_a_zone_is_the_fair_s_own() -> None:
    device = make_device()

    scan(device, make_badge(device.edition), offline=True, device_time="2026-10-20T11:30:00")

    assert Entry.objects.get().at == datetime(2026, 10, 20, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(("sent", "kept"), [(7, 7), (-1, 0), (2**63, 0), ("9", 0), (True, 0), (None, 0)])
def test_a_sequence_number_is_kept_when_it_is_one(sent: object, kept: int) -> None:
    device = make_device()

    scan(device, make_badge(device.edition), sequence=sent)

    assert Scan.objects.get().sequence == kept


def test_an_event_sent_again_is_answered_as_it_was() -> None:
    device = make_device()
    badge, other = make_badge(device.edition), make_device(device.edition, name="Other")
    events = [make_event(badge), make_event("no badge"), make_event(badge)]

    first = record_scans(device, events, by=phone(device), at=DURING)
    actions.revoke_badge(badge, by=make_actor(), at=DURING)
    again = record_scans(device, events, by=phone(device), at=DURING + HOUR)

    assert [result.verdict for result in first] == ["ok", "unknown", "already-in"]
    assert [result.as_dict() for result in again] == [result.as_dict() for result in first]
    assert (Scan.objects.count(), Entry.objects.count()) == (3, 1)
    assert [r.verdict for r in record_scans(other, events, by=phone(other), at=DURING)] == ["error", "error", "error"]
    assert Scan.objects.count() == 3


def test_an_event_sent_again_with_another_badge_is_answered_as_it_was() -> None:
    device = make_device()
    badge, other = make_badge(device.edition, name="Sam Petit"), make_badge(device.edition, name="Eve Moreau")
    event = make_event(badge)
    record_scans(device, [event], by=phone(device), at=DURING)

    (again,) = record_scans(device, [make_event(other, id=event["id"])], by=phone(device), at=DURING)

    assert (again.verdict, again.as_dict()["name"]) == (Verdict.OK, "Sam Petit")


def test_one_bad_item_blocks_no_other_and_each_is_answered_in_its_place() -> None:
    device = make_device()
    badge = make_badge(device.edition)
    good = make_event(badge)
    items: list[object] = [
        "text",
        {},
        make_event(badge, id="no uuid"),
        make_event(badge, id=7),
        make_event(badge, kind="lead"),
        make_event(badge, place="a place"),
        {**good, "badge": ""},
        {**good, "badge": None},
        good,
        dict(good),
    ]

    results = record_scans(device, items, by=phone(device), at=DURING)  # type: ignore[arg-type]

    assert [result.verdict.value for result in results] == ["error"] * 8 + ["ok", "ok"]
    assert [result.id for result in results][:4] == ["", "", "no uuid", ""]
    assert results[8].id == results[9].id == good["id"]
    assert Scan.objects.count() == 1


def test_an_empty_batch_is_answered_by_an_empty_list() -> None:
    device = make_device()

    assert record_scans(device, [], by=phone(device), at=DURING) == []


def test_501_scans_at_once_are_refused_and_500_are_not() -> None:
    device = make_device()
    events = [make_event("no badge") for _number in range(501)]

    with pytest.raises(Refused, match="500"):
        record_scans(device, events, by=phone(device), at=DURING)

    assert Scan.objects.count() == 0
    assert len(record_scans(device, events[:500], by=phone(device), at=DURING)) == 500
    assert Scan.objects.count() == 500


def test_two_phones_one_of_them_without_network_make_a_conflict() -> None:
    device = make_device()
    badge, other = make_badge(device.edition), make_device(device.edition, name="Door B", place="door-b")
    scan(device, badge)

    late = scan(other, badge, at=DURING + HOUR, place="door-b", offline=True)
    scan(other, badge, at=DURING + HOUR, place="door-b")

    conflict = Conflict.objects.get()
    assert (late.verdict, conflict.first.device, conflict.second.device) == (Verdict.ALREADY_IN, device, other)
    assert LogEntry.objects.filter(verb="conflict.noticed").count() == 1


def test_two_entries_in_one_batch_of_one_phone_are_no_conflict() -> None:
    device = make_device()
    badge = make_badge(device.edition)
    events = [make_event(badge, offline=True), make_event(badge, offline=True)]

    results = record_scans(device, events, by=phone(device), at=DURING)

    assert [result.verdict for result in results] == ["ok-late-sync", "already-in"]
    assert results[1].as_dict()["first"] == {"at": DURING.isoformat(), "place": "Door A", "device": "Omar’s phone"}
    assert Conflict.objects.count() == 0


def test_scans_can_neither_be_changed_nor_deleted() -> None:
    device = make_device()
    scan(device, make_badge(device.edition))

    for change in (lambda: Scan.objects.update(verdict="ok"), Scan.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    assert Scan.objects.get().keep_until > device.edition.fair_on + timedelta(days=180)


@pytest.mark.django_db(transaction=True)
def test_one_scan_takes_eight_statements_with_the_phone_s_door() -> None:
    plain = "x"
    device = make_device()
    type(device).objects.update(token_hash=hash_token(plain))
    badge = make_badge(device.edition)

    with CaptureQueriesContext(connection) as queries:
        found = device_by_token(hash_token(plain))
        assert found is not None
        result = scan(found, badge)

    assert result.verdict == "ok"
    assert len(queries) <= 8, [query["sql"][:100] for query in queries]


def test_a_batch_takes_no_more_statements_than_one_scan() -> None:
    device = make_device()
    badges = [make_badge(device.edition) for _number in range(5)]

    def statements(batch: list[Badge]) -> int:
        events = [make_event(badge) for badge in batch]
        with CaptureQueriesContext(connection) as queries:
            record_scans(device, events, by=phone(device), at=DURING)
        return len(queries)

    assert statements(badges[:1]) == statements(badges[1:])
    assert BadgeKey.objects.count() == 1


def test_when_another_request_was_faster_the_batch_is_judged_again() -> None:
    device = make_device()
    badge = make_badge(device.edition)
    tries: list[str] = []

    def rival(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("INSERT") and "checkin_scan" in sql:
            tries.append(sql)
            if len(tries) == 1:
                raise IntegrityError("the same event came through another request")
        return execute(sql, *rest)

    with connection.execute_wrapper(rival):
        result = scan(device, badge)

    assert (result.verdict, len(tries), Scan.objects.count()) == (Verdict.OK, 2, 1)


def test_a_signed_code_that_is_not_stored_is_answered_the_same_when_sent_again() -> None:
    device = make_device()
    badge = make_badge(device.edition)
    code = badge.token
    badge.delete()
    event = make_event(code)

    verdicts = [record_scans(device, [event], by=phone(device), at=DURING)[0].verdict for _time in range(2)]

    assert verdicts == [Verdict.OK_NOT_LISTED, Verdict.OK_NOT_LISTED]
