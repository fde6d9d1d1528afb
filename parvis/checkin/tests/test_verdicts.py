"""Which verdict a badge gets: whose it is, where and when it is read."""

from datetime import timedelta

import pytest
from django.utils import translation

from parvis.checkin import actions, token
from parvis.checkin.documents import badge_code
from parvis.checkin.models import Entry, Scan
from parvis.checkin.tests.factories import DURING, make_badge, make_device, make_places, scan
from parvis.checkin.verdicts import SAYINGS, TONES, Verdict, said
from parvis.editions.models import Edition, EditionDay
from parvis.editions.tests.factories import make_actor, make_edition, make_member
from parvis.exhibitors.tests.factories import make_exhibitor, make_representative
from parvis.visitors.models import Registration

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_member_scans_without_a_phone_of_the_desk_and_is_named_afterwards() -> None:
    edition = make_edition()
    make_places(edition)
    member = make_member(edition, role="volunteer")
    badge = make_badge(edition)

    assert scan(member, badge).verdict == "ok"
    again = scan(make_device(edition), badge)

    assert again.as_dict()["first"] == {"at": DURING.isoformat(), "place": "Door A", "device": "Ada Roy"}


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


def test_every_verdict_has_words_in_both_languages_and_a_tone() -> None:
    assert set(SAYINGS) == set(Verdict)
    assert {saying.tone for saying in SAYINGS.values()} == set(TONES)
    with translation.override("fr"):
        french = said()
    with translation.override("en"):
        english = said()
    assert [code for code in english if english[code]["sentence"] == french[code]["sentence"]] == []
    assert [code for code in english if len(english[code]["title"].split()) > 3] == []
