"""Badges: who gets one, once; the key that signs them; what happens when a visitor confirms or cancels."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import translation
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoCaptureOnCommitCallbacks

from parvis.checkin import actions, tasks, token
from parvis.checkin.documents import badge_code, badge_pdf, opening_words, sheets_pdf
from parvis.checkin.holders import Holder, person_of
from parvis.checkin.models import Badge, BadgeKey, Place
from parvis.checkin.queries import badges_missing, public_keys, valid_badge_of
from parvis.checkin.receivers import on_edition_copied
from parvis.checkin.tests.factories import DURING, make_badge, make_places
from parvis.core.errors import Refused
from parvis.core.secrets import unseal
from parvis.editions.models import EditionDay, LogEntry
from parvis.editions.tests.factories import make_actor, make_edition, make_member
from parvis.exhibitors.tests.factories import make_exhibitor, make_representative
from parvis.outbox.models import Message
from parvis.visitors.actions import cancel_registration, confirm_email
from parvis.visitors.models import Registration
from parvis.visitors.signals import registration_promoted
from parvis.visitors.tests.factories import make_registration

pytestmark = pytest.mark.django_db


def test_a_badge_is_signed_with_the_key_made_for_the_edition_at_its_first_use() -> None:
    badge = make_badge()
    key = BadgeKey.objects.get()

    signed = token.read_code(badge.token)

    assert token.verify(signed, bytes(key.public_key))
    assert (signed.claim.edition, signed.claim.kind, signed.claim.key_id) == (badge.edition.number, 1, 0)
    assert signed.claim.random_hex == badge.random_hex
    assert len(unseal(key.sealed_private_key, purpose="badge-key")) == 32
    make_badge(badge.edition)
    assert BadgeKey.objects.count() == 1


def test_the_holder_decides_the_kind_and_the_words_of_the_badge() -> None:
    edition = make_edition()
    exhibitor = make_exhibitor(edition)
    holders: list[Holder] = [
        make_registration(edition, study_year="m2"),
        make_registration(edition, kind="press"),
        make_representative(exhibitor, job_title="CTO"),
        make_member(edition, pole="logistics"),
        make_member(edition, pole="visitors", role="volunteer"),
    ]

    found = [make_badge(holder=holder) for holder in holders]
    found.append(actions.issue_speaker_badge(edition, name=" Grace  Hopper ", by=make_actor(), at=DURING))

    company = str(exhibitor.company)
    assert [(badge.get_kind_display(), person_of(badge).full_name, person_of(badge).line) for badge in found] == [
        ("Visitor", "Sam Petit", "Télécom Paris"),
        ("Press", "Sam Petit", "Télécom Paris"),
        ("Exhibitor", "Grace Martin", company),
        ("Team", "Ada Roy", "Logistics"),
        ("Volunteer", "Ada Roy", "Visitors"),
        ("Speaker", "Grace Hopper", ""),
    ]
    assert [person_of(badge).detail for badge in found][:3] == ["M2", "", "CTO"]
    assert [str(badge) for badge in found[:1]] == [f"{edition} {found[0].random_hex}"]


def test_asking_twice_gives_the_same_badge() -> None:
    registration = make_registration()

    assert make_badge(holder=registration) == make_badge(holder=registration)
    one = actions.issue_speaker_badge(registration.edition, name="Grace", by=make_actor(), at=DURING)
    assert actions.issue_speaker_badge(registration.edition, name="Grace", by=make_actor(), at=DURING) == one
    assert LogEntry.objects.filter(verb="badge.issued").count() == 2


@pytest.mark.parametrize("status", ["waiting", "cancelled"])
def test_who_has_no_seat_gets_no_badge(status: str) -> None:
    with pytest.raises(Refused, match="takes part"):
        make_badge(holder=make_registration(status=status))


def test_people_of_exhibitors_that_are_not_confirmed_get_no_badge() -> None:
    for status in ("prospective", "withdrawn"):
        with pytest.raises(Refused, match="takes part"):
            make_badge(holder=make_representative(make_exhibitor(status=status)))


def test_a_speaker_has_a_name() -> None:
    with pytest.raises(Refused, match="needs a name"):
        actions.issue_speaker_badge(make_edition(), name=" \u200b ", by=make_actor(), at=DURING)


def test_many_badges_at_once_leave_out_who_has_one_or_takes_no_part() -> None:
    edition = make_edition()
    seated = [make_registration(edition) for _number in range(3)]
    waiting, owner = make_registration(edition, status="waiting"), make_registration(edition)
    make_badge(holder=owner)

    made = actions.issue_badges(edition, [*seated, waiting, owner], by=make_actor(), at=DURING)

    assert [badge.registration for badge in made] == seated
    assert Badge.objects.count() == 4
    entry = LogEntry.objects.get(verb="badges.issued")
    assert entry.changes == {"count": [0, 3]}
    assert actions.issue_badges(edition, seated, by=make_actor(), at=DURING) == []


def test_one_stranger_in_the_list_and_nobody_gets_a_badge() -> None:
    edition = make_edition()
    people: list[Holder] = [make_registration(edition), make_representative(make_exhibitor())]

    with pytest.raises(Refused, match="another edition"):
        actions.issue_badges(edition, people, by=make_actor(), at=DURING)

    assert Badge.objects.count() == 0


def test_missing_badges_are_those_of_seats_people_on_site_and_each_member_once() -> None:
    edition = make_edition()
    make_badge(edition)
    seated = make_registration(edition, is_proven=False)
    make_registration(edition, status="waiting")
    make_registration()
    exhibitor = make_exhibitor(edition)
    on_site = make_representative(exhibitor)
    make_representative(exhibitor, is_on_site=False)
    make_representative(make_exhibitor(edition, status="prospective"))
    member = make_member(edition, pole="logistics")
    make_member(edition, pole="visitors", user=member.user)
    gone = make_member(edition, pole="it")
    gone.ended_at = DURING
    gone.save()

    missing = badges_missing(edition)

    assert missing == [seated, on_site, member]
    actions.issue_badges(edition, missing, by=make_actor(), at=DURING)
    assert badges_missing(edition) == []


def test_a_new_badge_kills_the_old_one() -> None:
    badge = make_badge()

    fresh = actions.reissue_badge(badge, by=make_actor(), at=DURING)

    badge.refresh_from_db()
    assert (badge.revoked_at, fresh.registration, fresh.revoked_at) == (DURING, badge.registration, None)
    assert badge.is_valid_at(DURING - timedelta(seconds=1))
    assert not badge.is_valid_at(DURING)
    assert fresh.is_valid_at(DURING)
    assert valid_badge_of(badge.registration or make_registration()) == fresh
    with pytest.raises(Refused, match="already"):
        actions.reissue_badge(badge, by=make_actor(), at=DURING)


def test_revoking_twice_is_revoking_once() -> None:
    badge = make_badge()

    for hours in range(2):
        actions.revoke_badge(badge, by=make_actor(), at=DURING + timedelta(hours=hours))

    badge.refresh_from_db()
    assert badge.revoked_at == DURING
    assert LogEntry.objects.filter(verb="badge.revoked").count() == 1


def test_an_edition_has_at_most_sixteen_keys_and_old_badges_stay_good() -> None:
    badge = make_badge()
    edition = badge.edition
    for _number in range(15):
        actions.renew_badge_key(edition, by=make_actor(), at=DURING)

    with pytest.raises(Refused, match="16"):
        actions.renew_badge_key(edition, by=make_actor(), at=DURING)

    assert sorted(BadgeKey.objects.values_list("key_id", flat=True)) == list(range(16))
    late = make_badge(edition)
    keys = public_keys({(edition.number, 0), (edition.number, 15), (edition.number + 1, 0)})
    for found, key_id in ((badge, 0), (late, 15)):
        signed = token.read_code(found.token)
        assert signed.claim.key_id == key_id
        assert token.verify(signed, keys[edition.number, key_id])
    assert len(keys) == 2
    assert str(BadgeKey.objects.earliest("pk")) == f"{edition} 0"


def test_the_first_key_can_be_made_before_any_badge() -> None:
    key = actions.renew_badge_key(make_edition(), by=make_actor(), at=DURING)

    assert key.key_id == 0


def test_who_confirms_the_address_gets_a_badge_by_mail(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    registration = make_registration(is_proven=False)

    with django_capture_on_commit_callbacks(execute=True):
        confirm_email(registration, by=make_actor(), at=DURING)

    badge = Badge.objects.get(registration=registration)
    waiting = DBTaskResult.objects.get()
    assert waiting.args_kwargs == {"args": [badge.pk], "kwargs": {}}
    for _time in range(2):
        tasks.mail_badge.func(badge.pk)
    message = Message.objects.get(kind="checkin.badge")
    assert (message.to_address, message.cause) == (registration.visitor.email, f"badge-{badge.pk}")
    assert badge_code(badge) in message.text
    (attachment,) = message.attachments
    with default_storage.open(attachment["path"]) as file:
        assert file.read(5) == b"%PDF-"


def test_a_badge_is_mailed_once_more_when_the_team_asks_and_made_when_there_is_none() -> None:
    badge, without = make_badge(), make_registration()
    assert badge.registration is not None
    DBTaskResult.objects.all().delete()  # of the badge itself

    for registration in (badge.registration, without):
        actions.send_badge_again(registration, by=make_actor(), at=DURING)

    made = Badge.objects.get(registration=without)
    told = [row.args_kwargs for row in DBTaskResult.objects.order_by("enqueued_at")]
    assert told == [
        {"args": [badge.pk], "kwargs": {"again": f"{DURING:%Y%m%d%H%M%S}"}},
        {"args": [made.pk], "kwargs": {}},
    ]
    for again in ("", "1", "1", "2"):
        tasks.mail_badge.func(badge.pk, again=again)
    causes = Message.objects.filter(kind="checkin.badge").order_by("pk").values_list("cause", flat=True)
    assert list(causes) == [f"badge-{badge.pk}", f"badge-{badge.pk}-1", f"badge-{badge.pk}-2"]


def test_a_waiting_visitor_who_confirms_gets_the_badge_with_the_seat() -> None:
    registration = make_registration(status="waiting", is_proven=False)
    confirm_email(registration, by=make_actor(), at=DURING)
    assert Badge.objects.count() == 0

    registration.refresh_from_db()
    registration.status, registration.waiting_number = "confirmed", None
    registration.save()
    registration_promoted.send(Registration, registration=registration, by=make_actor(), at=DURING)

    assert Badge.objects.get().registration == registration


def test_a_promoted_visitor_without_a_proven_address_waits_for_the_badge() -> None:
    registration = make_registration(is_proven=False)

    registration_promoted.send(Registration, registration=registration, by=make_actor(), at=DURING)

    assert Badge.objects.count() == 0


def test_cancelling_revokes_the_badge() -> None:
    badge = make_badge()
    assert badge.registration is not None

    cancel_registration(badge.registration, by=make_actor(), at=DURING)
    cancel_registration(make_registration(), by=make_actor(), at=DURING)

    badge.refresh_from_db()
    assert badge.revoked_at == DURING


def test_no_mail_goes_out_for_a_badge_that_is_revoked_gone_or_without_address() -> None:
    badge = make_badge()
    speaker = actions.issue_speaker_badge(badge.edition, name="Grace", by=make_actor(), at=DURING)
    actions.revoke_badge(badge, by=make_actor(), at=DURING)

    for number in (badge.pk, speaker.pk, 0):
        tasks.mail_badge.func(number)

    assert Message.objects.filter(kind="checkin.badge").count() == 0


def test_the_badge_of_somebody_else_is_mailed_without_a_link_to_the_visitors_space() -> None:
    badge = make_badge(holder=make_representative(make_exhibitor()))

    tasks.mail_badge.func(badge.pk)

    assert "/me/" not in Message.objects.get(kind="checkin.badge").text


def test_the_paper_says_the_hours_and_the_place_in_its_language() -> None:
    edition = make_edition(place_name="Palais")

    with translation.override("fr"):
        french = opening_words(edition)
        EditionDay.objects.all().delete()
        bare = opening_words(edition)

    assert french == "20 octobre 2026, 11:00–19:00 · Palais"
    assert bare == "20 octobre 2026 · Palais"
    edition.place_name = ""
    assert opening_words(edition) == "20 October 2026"


def test_papers_are_the_same_bytes_each_time() -> None:
    badge = make_badge()

    assert badge_pdf(badge, language="fr") == badge_pdf(badge, language="fr")
    assert sheets_pdf(badge.edition, [badge] * 9, language="en", at=DURING).startswith(b"%PDF-")


def test_the_next_edition_has_the_same_places() -> None:
    source, target = make_edition(), make_edition()
    make_places(source)

    for _time in range(2):
        on_edition_copied(source=source, target=target, by=make_actor(), at=DURING)
    on_edition_copied(source=make_edition(), target=make_edition(), by=make_actor(), at=DURING)

    assert Place.objects.in_edition(target).count() == 5
    assert Place.objects.count() == 10
