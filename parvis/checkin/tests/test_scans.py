"""What a scan is answered, what is kept, and what only one door may do."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from parvis.checkin import actions, token
from parvis.checkin.actions import record_scans
from parvis.checkin.documents import badge_code
from parvis.checkin.models import Badge, BadgeKey, Conflict, Entry, Scan
from parvis.checkin.queries import device_by_token
from parvis.checkin.tests.factories import DURING, make_badge, make_device, make_event, make_places, phone, scan
from parvis.checkin.verdicts import SAYINGS, TONES, Verdict, said
from parvis.core.errors import Refused
from parvis.core.links import hash_token
from parvis.editions.models import Edition, EditionDay, LogEntry
from parvis.editions.tests.factories import make_actor, make_edition, make_member
from parvis.exhibitors.tests.factories import make_exhibitor, make_representative
from parvis.programme.models import Activity, ActivitySlot
from parvis.visitors.models import Registration

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


def test_a_member_scans_without_a_phone_of_the_desk_and_is_named_afterwards() -> None:
    edition = make_edition()
    make_places(edition)
    member = make_member(edition, role="volunteer")
    badge = make_badge(edition)

    assert scan(member, badge).verdict == "ok"
    again = scan(make_device(edition), badge)

    assert again.as_dict()["first"] == {"at": DURING.isoformat(), "place": "Door A", "device": "Ada Roy"}


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


def test_a_typed_short_code_is_as_good_as_the_qr_of_this_edition() -> None:
    device = make_device()
    badge, foreign = make_badge(device.edition), make_badge(make_edition())

    assert scan(device, badge_code(badge).lower()).verdict == "ok"
    assert scan(device, badge_code(foreign)).verdict == "unknown"
    assert scan(device, "AAAA-AAAA").verdict == "unknown"


@pytest.mark.parametrize(
    "code",
    ["https://evil.example/b/x", "x", "'; DROP TABLE checkin_scan; --", "A" * 4096, "\u202e<b>gras</b>", "12345678"],
)
def test_what_is_no_badge_is_unknown_and_kept_as_text(code: str) -> None:
    device = make_device()

    result = scan(device, code)

    assert (result.verdict, result.badge) == (Verdict.UNKNOWN, None)
    kept = Scan.objects.get()
    assert kept.verdict == "unknown"
    assert len(kept.code) <= 200
    assert kept.code.isprintable()


def forged(edition: Edition, **fields: int) -> str:
    """A token with our shape, signed by a stranger."""
    claim = token.new_claim(key_id=0, edition=edition.number, kind=1, **fields)
    return token.sign(claim, token.new_key_pair().private)


def test_a_forged_signature_is_refused_with_and_without_a_key_of_ours() -> None:
    device = make_device()

    assert scan(device, forged(device.edition)).verdict == "bad-signature"
    make_badge(device.edition)
    assert scan(device, forged(device.edition)).verdict == "bad-signature"


def test_our_random_bytes_under_another_signature_are_forged() -> None:
    device = make_device()
    badge = make_badge(device.edition)
    claim = token.read_code(badge.token).claim

    result = scan(device, token.sign(claim, token.new_key_pair().private))

    assert (result.verdict, result.badge) == (Verdict.BAD_SIGNATURE, None)
    assert Entry.objects.count() == 0


def test_the_badge_of_another_edition_is_refused_without_a_name() -> None:
    device = make_device()
    elsewhere = make_badge(make_edition())

    result = scan(device, elsewhere)

    assert (result.verdict, result.badge) == (Verdict.WRONG_EDITION, None)


def test_a_signed_badge_of_another_edition_that_is_not_stored_is_of_another_edition() -> None:
    device, elsewhere = make_device(), make_badge(make_edition())
    code = elsewhere.token
    elsewhere.delete()

    assert scan(device, code).verdict == "wrong-edition"


def test_a_signed_badge_that_is_not_stored_is_let_in_and_marked() -> None:
    device = make_device()
    badge = make_badge(device.edition)
    code = badge.token
    badge.delete()

    result = scan(device, code)

    assert (result.verdict, result.as_dict()["name"]) == (Verdict.OK_NOT_LISTED, "")
    assert (Scan.objects.get().code, Entry.objects.count()) == (code, 0)
    assert scan(device, code, place="lunch", kind="meal").verdict == "wrong-place"


def test_a_revoked_badge_is_refused_by_name() -> None:
    device = make_device()
    badge = make_badge(device.edition)
    actions.revoke_badge(badge, by=make_actor(), at=DURING)

    result = scan(device, badge)

    assert (result.verdict, result.as_dict()["name"]) == (Verdict.REVOKED, "Sam Petit")


def test_a_replaced_badge_says_that_there_is_a_newer_one() -> None:
    device = make_device()
    badge = make_badge(device.edition)
    fresh = actions.reissue_badge(badge, by=make_actor(), at=DURING)

    assert scan(device, badge).verdict == "badge-reissued"
    assert scan(device, fresh).verdict == "ok"


def test_a_replaced_speaker_badge_too() -> None:
    device = make_device()
    badge = actions.issue_speaker_badge(device.edition, name="Grace Hopper", by=make_actor(), at=DURING)
    fresh = actions.reissue_badge(badge, by=make_actor(), at=DURING)

    assert scan(device, badge).verdict == "badge-reissued"
    assert scan(device, fresh).as_dict()["name"] == "Grace Hopper"


@pytest.mark.parametrize(("status", "verdict"), [("cancelled", "cancelled"), ("waiting", "not-confirmed")])
def test_a_registration_that_lost_its_seat_opens_no_door(status: str, verdict: str) -> None:
    device = make_device()
    badge = make_badge(device.edition)
    number = {"waiting_number": 7} if status == "waiting" else {"cancelled_at": DURING}
    Registration.objects.update(status=status, **number)

    assert scan(device, badge).verdict == verdict


def test_a_representative_who_was_removed_or_whose_company_withdrew_is_cancelled() -> None:
    device = make_device()
    exhibitor = make_exhibitor(device.edition)
    removed, stranded = (
        make_representative(exhibitor),
        make_representative(make_exhibitor(device.edition)),
    )
    badges = [make_badge(holder=removed), make_badge(holder=stranded)]
    removed.removed_at = DURING
    removed.save()
    stranded.exhibitor.status, stranded.exhibitor.withdrawn_at = "withdrawn", DURING
    stranded.exhibitor.save()

    assert [scan(device, badge).verdict for badge in badges] == ["cancelled", "cancelled"]


def test_a_member_whose_mandate_ended_is_cancelled() -> None:
    device = make_device()
    member = make_member(device.edition)
    badge = make_badge(holder=member)
    member.ended_at = DURING
    member.save()

    assert scan(device, badge, at=DURING - HOUR).verdict == "ok"
    assert scan(device, badge, at=DURING + HOUR).verdict == "cancelled"


@pytest.mark.parametrize(
    ("place", "kind", "verdict"),
    [
        ("door-a", "entry", "ok"),
        ("door-b", "entry", "ok"),
        ("door-a", "exit", "ok"),
        ("door-a", "meal", "wrong-place"),
        ("lunch", "meal", "wrong-place"),
        ("desk", "entry", "wrong-place"),
        ("nowhere", "entry", "wrong-place"),
    ],
)
def test_a_phone_of_a_door_scans_at_doors_only(place: str, kind: str, verdict: str) -> None:
    device = make_device()

    assert scan(device, make_badge(device.edition), place=place, kind=kind).verdict == verdict
    assert Scan.objects.get().place.slug == (device.place.slug if place == "nowhere" else place)


@pytest.mark.parametrize(
    ("place", "kind"), [("desk", "entry"), ("door-b", "exit"), ("lunch", "meal"), ("room-1", "session")]
)
def test_a_phone_of_the_desk_and_a_member_scan_anywhere(place: str, kind: str) -> None:
    device = make_device(place="desk")
    member = make_member(device.edition)

    assert scan(device, make_badge(device.edition), place=place, kind=kind).verdict == "ok"
    assert scan(member, make_badge(device.edition), place=place, kind=kind).verdict == "ok"


def test_a_member_who_names_no_place_of_this_edition_is_refused_and_nothing_is_kept() -> None:
    edition = make_edition()
    make_places(make_edition())

    assert scan(make_member(edition), make_badge(edition), place="door-a").verdict == "wrong-place"
    assert Scan.objects.count() == 0


def test_a_place_of_another_edition_is_no_place() -> None:
    device, other = make_device(), make_device()
    other.place.slug = "door-z"
    other.place.save()

    assert scan(device, make_badge(device.edition), place="door-z").verdict == "wrong-place"


@pytest.mark.parametrize(
    ("hours", "visitor", "exhibitor"),
    [
        (-2, "too-early", "ok"),
        (-6, "too-early", "too-early"),
        (0, "ok", "ok"),
        (8, "too-late", "ok"),
        (13, "too-late", "too-late"),
    ],
)
def test_visitors_keep_the_hours_and_exhibitors_come_before_and_leave_after(
    hours: int, visitor: str, exhibitor: str
) -> None:
    device = make_device()
    badges = [make_badge(device.edition), make_badge(holder=make_representative(make_exhibitor(device.edition)))]

    found = [scan(device, badge, at=DURING + hours * HOUR).verdict for badge in badges]

    assert found == [visitor, exhibitor]


def test_anybody_may_leave_after_the_doors_have_closed() -> None:
    device = make_device()
    badge = make_badge(device.edition)
    scan(device, badge)

    assert scan(device, badge, at=DURING + 9 * HOUR, kind="exit").verdict == "ok"


def test_an_edition_without_days_has_no_hours() -> None:
    device = make_device()
    EditionDay.objects.all().delete()

    assert scan(device, make_badge(device.edition), at=DURING - 300 * HOUR).verdict == "ok"


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


def test_every_verdict_has_words_in_both_languages_and_a_tone() -> None:
    assert set(SAYINGS) == set(Verdict)
    assert {saying.tone for saying in SAYINGS.values()} == set(TONES)
    with translation.override("fr"):
        french = said()
    with translation.override("en"):
        english = said()
    assert [code for code in english if english[code]["sentence"] == french[code]["sentence"]] == []
    assert [code for code in english if len(english[code]["title"].split()) > 3] == []


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
