"""Consent: in the exact words read, given and withdrawn, read as it stands now."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from parvis.core.actor import Actor, ActorKind
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON
from parvis.visitors.actions import ensure_consent_texts, register_visitors, set_consent
from parvis.visitors.consent_texts import SHARE_PROFILE, shown_text
from parvis.visitors.models import Consent, ConsentText, Registration
from parvis.visitors.queries import consent_of, consenting
from parvis.visitors.tests.factories import make_admission, make_entry, make_registration

pytestmark = pytest.mark.django_db
SAM = Actor(ActorKind.VISITOR, "1", "Sam Petit", "192.0.2.7")


def decide(registration: Registration, *, is_given: bool, hours: int = 0) -> Consent | None:
    at = NOON + timedelta(hours=hours)
    return set_consent(registration, SHARE_PROFILE, is_given=is_given, language="fr", by=SAM, at=at)


def test_giving_keeps_the_words_the_language_and_where_from() -> None:
    registration = make_registration()

    consent = decide(registration, is_given=True)

    assert consent is not None
    assert (consent.text.version, consent.language, consent.ip, consent.channel) == (1, "fr", "192.0.2.7", "space")
    assert list(consenting(registration.edition, SHARE_PROFILE)) == [registration]
    assert str(consent) == "Sam Petit share_profile v1 +"
    assert LogEntry.objects.get().verb == "consent.given"


def test_withdrawing_holds_at_once_and_both_acts_stay() -> None:
    registration = make_registration()
    decide(registration, is_given=True)

    decide(registration, is_given=False, hours=1)

    assert list(consenting(registration.edition, SHARE_PROFILE)) == []
    assert [consent.is_given for consent in Consent.objects.order_by("pk")] == [True, False]


def test_the_latest_decision_counts() -> None:
    registration = make_registration()
    for hours, is_given in enumerate([True, False, True]):
        decide(registration, is_given=is_given, hours=hours)

    assert list(consenting(registration.edition, SHARE_PROFILE)) == [registration]
    assert list(consenting(registration.edition, SHARE_PROFILE, scope="exhibitor:1")) == []


def test_deciding_the_same_again_writes_nothing() -> None:
    registration = make_registration()

    assert decide(registration, is_given=False) is None
    decide(registration, is_given=True)
    assert decide(registration, is_given=True) is None

    assert Consent.objects.count() == 1


def test_a_withdrawal_names_the_words_that_were_agreed_to() -> None:
    registration = make_registration()
    decide(registration, is_given=True)
    ConsentText.objects.create(purpose=SHARE_PROFILE, version=2, text_fr="Deux", text_en="Two", published_at=NOON)

    withdrawn, given = decide(registration, is_given=False, hours=1), decide(registration, is_given=True, hours=2)

    assert withdrawn is not None
    assert given is not None
    assert (withdrawn.text.version, given.text.version) == (1, 2)


def test_who_cancelled_shares_nothing() -> None:
    registration = make_registration()
    decide(registration, is_given=True)
    Registration.objects.update(status="cancelled", cancelled_at=NOON)

    assert list(consenting(registration.edition, SHARE_PROFILE)) == []


def test_a_consent_can_neither_be_changed_nor_deleted() -> None:
    decide(make_registration(), is_given=True)

    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.update(is_given=False)
    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.all().delete()


@pytest.mark.parametrize("source", ["site", "api", "import", "team"])
def test_signing_up_is_no_consent(source: str) -> None:
    edition = make_admission().edition

    (outcome,) = register_visitors(edition, [make_entry()], source=source, by=SAM, at=NOON)

    assert consent_of(outcome.registration, SHARE_PROFILE) is None


def test_the_words_shown_are_the_newest_in_the_language_of_the_reader() -> None:
    assert shown_text(SHARE_PROFILE, "en").startswith("I agree that my name")
    for _ in range(2):
        ensure_consent_texts(at=NOON)
    ConsentText.objects.create(purpose=SHARE_PROFILE, version=2, text_fr="Deux", text_en="Two", published_at=NOON)

    assert (shown_text(SHARE_PROFILE, "fr"), shown_text(SHARE_PROFILE, "en")) == ("Deux", "Two")
    assert ConsentText.objects.count() == 2
