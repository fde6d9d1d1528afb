"""Proving an address, and asking for the link again."""

from datetime import timedelta

import pytest

from parvis.core.errors import Refused
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, make_actor
from parvis.outbox.models import Message
from parvis.visitors.actions import confirm_email, resend_confirmation
from parvis.visitors.links import confirm_token, is_expired, read_confirm_token, read_thanks_token, thanks_token
from parvis.visitors.models import Registration
from parvis.visitors.signals import email_confirmed
from parvis.visitors.tests.factories import make_registration

pytestmark = pytest.mark.django_db
SAM = make_actor()


def test_confirming_is_announced_once() -> None:
    registration = make_registration(is_proven=False)
    heard: list[Registration] = []

    def hear(sender: object, *, registration: Registration, **_more: object) -> None:
        heard.append(registration)

    email_confirmed.connect(hear)
    try:
        for hours in range(2):
            confirm_email(registration, by=SAM, at=NOON + timedelta(hours=hours))
    finally:
        email_confirmed.disconnect(hear)

    registration.refresh_from_db()
    assert registration.email_confirmed_at == NOON
    assert registration.is_badge_due
    assert heard == [registration]
    assert LogEntry.objects.filter(verb__startswith="registration.").get().verb == "registration.email_confirmed"


def test_a_cancelled_registration_is_not_confirmed() -> None:
    with pytest.raises(Refused, match="register again"):
        confirm_email(make_registration(status="cancelled", is_proven=False), by=SAM, at=NOON)


def test_the_link_is_sent_again_after_ten_minutes_and_five_times_a_day() -> None:
    registration = make_registration(is_proven=False)

    for tries in range(5):
        resend_confirmation(registration, by=SAM, at=NOON + timedelta(minutes=11 * tries))
        with pytest.raises(Refused, match="ten minutes"):
            resend_confirmation(registration, by=SAM, at=NOON + timedelta(minutes=11 * tries + 9))
    with pytest.raises(Refused, match="tomorrow"):
        resend_confirmation(registration, by=SAM, at=NOON + timedelta(hours=2))
    resend_confirmation(registration, by=SAM, at=NOON + timedelta(days=2))

    assert Message.objects.filter(kind="registration").count() == 6


@pytest.mark.parametrize("fields", [{"is_proven": True}, {"status": "cancelled", "is_proven": False}])
def test_no_link_is_sent_when_nothing_is_left_to_confirm(fields: dict[str, object]) -> None:
    with pytest.raises(Refused, match="nothing left"):
        resend_confirmation(make_registration(**fields), by=SAM, at=NOON)  # type: ignore[arg-type]


def test_a_link_names_its_registration_and_dies_after_two_days() -> None:
    registration = make_registration(is_proven=False)

    pk, written_at = read_confirm_token(confirm_token(registration, at=NOON))

    assert (pk, written_at) == (registration.pk, NOON)
    assert not is_expired(registration, written_at, at=NOON + timedelta(hours=48))
    assert is_expired(registration, written_at, at=NOON + timedelta(hours=49))


def test_the_link_of_somebody_brought_in_lives_longer() -> None:
    registration = make_registration(is_proven=False, source="import")

    assert not is_expired(registration, NOON, at=NOON + timedelta(days=59))
    assert is_expired(registration, NOON, at=NOON + timedelta(days=61))


@pytest.mark.parametrize("token", ["", "x", "WzEsMV0:forged", "é" * 50])
def test_a_forged_link_opens_nothing(token: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_confirm_token(token)

    assert (refusal.value.status, read_thanks_token(token)) == (404, 0)


def test_the_link_of_the_thanks_page_confirms_nothing() -> None:
    registration = make_registration()

    assert read_thanks_token(thanks_token(registration)) == registration.pk
    with pytest.raises(Refused):
        read_confirm_token(thanks_token(registration))
