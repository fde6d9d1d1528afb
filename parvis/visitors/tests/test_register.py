"""Signing up: seats first, then the waiting list; one address, one registration."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from parvis.accounts.models import User
from parvis.accounts.tests.factories import make_school, make_user
from parvis.core.actor import Actor, ActorKind
from parvis.core.errors import Refused
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import NOON, make_edition, make_window
from parvis.outbox.models import Message
from parvis.visitors.actions import register_visitors
from parvis.visitors.entries import Entry, Outcome
from parvis.visitors.models import Admission, Consent, Registration, Visitor
from parvis.visitors.queries import waiting_position
from parvis.visitors.signals import email_confirmed
from parvis.visitors.tests.factories import make_admission, make_entry, make_registration, make_visitor

pytestmark = pytest.mark.django_db
SITE = Actor(ActorKind.VISITOR, "site", "Registration page", "127.0.0.1")


def register(edition: Edition, *entries: Entry, source: str = "site", **more: Any) -> list[Outcome]:
    return register_visitors(edition, entries, source=source, by=SITE, at=more.get("at", NOON))


def test_a_seat_is_taken_at_once() -> None:
    admission = make_admission(capacity=2)

    (outcome,) = register(
        admission.edition, make_entry("Sam@Mail.Example", year="2a", fields=("cloud",), seeks=("stage",))
    )

    registration = outcome.registration
    admission.refresh_from_db()
    assert outcome.is_new
    assert (registration.status, registration.waiting_number, registration.seat_taken_at) == ("confirmed", None, NOON)
    assert admission.taken_count == 1
    assert registration.visitor.email == registration.visitor.user.email == "sam@mail.example"
    assert registration.visitor.name_folded == "sam petit"
    assert [term.slug for term in registration.terms.order_by("slug")] == ["cloud", "stage"]
    assert registration.email_confirmed_at is None
    assert Consent.objects.count() == 0


def test_those_beyond_the_seats_wait_in_the_order_of_the_list() -> None:
    admission = make_admission(capacity=1)

    outcomes = register(admission.edition, *(make_entry() for _ in range(3)))

    assert [o.registration.status for o in outcomes] == ["confirmed", "waiting", "waiting"]
    assert [waiting_position(o.registration) for o in outcomes] == [None, 1, 2]
    admission.refresh_from_db()
    assert (admission.taken_count, admission.waiting_number) == (1, 2)


def test_the_same_address_keeps_its_registration() -> None:
    edition = make_admission(capacity=5).edition
    (first,) = register(edition, make_entry("sam@mail.example"))

    (second,) = register(edition, make_entry("SAM@mail.example", first_name="Another"))

    assert (second.registration.pk, second.is_new) == (first.registration.pk, False)
    assert Visitor.objects.get().first_name == "Sam"
    assert Message.objects.count() == 1


def test_equal_addresses_of_one_list_are_one_registration() -> None:
    edition = make_admission(capacity=5).edition

    outcomes = register(
        edition, make_entry("sam@mail.example"), make_entry(), make_entry("Sam@mail.example", first_name="Two")
    )

    assert [outcome.is_new for outcome in outcomes] == [True, True, False]
    assert outcomes[0].registration.pk == outcomes[2].registration.pk
    assert outcomes[0].registration.visitor.first_name == "Sam"
    assert Admission.objects.get().taken_count == 2


def test_a_visitor_of_last_year_is_the_same_person() -> None:
    visitor = make_visitor("sam@mail.example", first_name="Samuel")
    make_user("nora@mail.example")
    edition = make_admission().edition

    outcomes = register(edition, make_entry("sam@mail.example"), make_entry("nora@mail.example"))

    assert outcomes[0].registration.visitor == visitor
    assert (User.objects.count(), Visitor.objects.count()) == (2, 2)


def test_who_cancelled_may_sign_up_again_behind_those_who_wait() -> None:
    admission = make_admission(capacity=1)
    edition = admission.edition
    gone = make_registration(edition, status="cancelled", email="sam@mail.example")
    make_registration(edition)
    make_registration(edition, status="waiting")

    (outcome,) = register(edition, make_entry("sam@mail.example", fields=("cloud",)))

    gone.refresh_from_db()
    assert (outcome.registration.pk, outcome.is_new) == (gone.pk, True)
    assert (gone.status, waiting_position(gone), gone.cancelled_at, gone.email_confirmed_at) == (
        "waiting",
        2,
        None,
        None,
    )
    assert LogEntry.objects.get().verb == "registration.renewed"


def test_an_import_does_not_bring_back_who_cancelled() -> None:
    gone = make_registration(status="cancelled", email="sam@mail.example")

    (outcome,) = register(gone.edition, make_entry("sam@mail.example"), source="import")

    gone.refresh_from_db()
    assert (outcome.is_new, gone.status) == (False, "cancelled")
    assert LogEntry.objects.count() == Message.objects.count() == 0


def test_a_program_vouches_for_the_address_and_no_link_is_sent() -> None:
    edition = make_admission(capacity=1).edition
    heard: list[Registration] = []

    def hear(sender: object, *, registration: Registration, **_more: Any) -> None:
        heard.append(registration)

    email_confirmed.connect(hear)
    try:
        seated, waiting = register(edition, make_entry(), make_entry(), source="api")
    finally:
        email_confirmed.disconnect(hear)

    assert heard == [seated.registration, waiting.registration]
    assert seated.registration.is_badge_due
    assert not waiting.registration.is_badge_due
    assert [message.kind for message in Message.objects.filter(kind__startswith="registration")] == [
        "registration_waiting"
    ]


def test_a_program_proves_an_address_that_waited_for_it() -> None:
    registration = make_registration(email="sam@mail.example", is_proven=False)

    register(registration.edition, make_entry("sam@mail.example"), source="api")

    registration.refresh_from_db()
    assert registration.email_confirmed_at == NOON


def test_the_owner_of_a_known_address_is_told_by_mail_once_an_hour() -> None:
    proven = make_registration(email="sam@mail.example", registered_at=NOON - timedelta(days=2))
    make_registration(proven.edition, email="pat@mail.example", is_proven=False, registered_at=NOON - timedelta(days=1))

    for minutes in (0, 1, 2):
        at = NOON + timedelta(minutes=minutes)
        register(proven.edition, make_entry("sam@mail.example"), make_entry("pat@mail.example"), at=at)

    sent = Message.objects.order_by("to_address").values_list("to_address", "kind")
    assert list(sent) == [("pat@mail.example", "registration"), ("sam@mail.example", "registration_again")]


def test_an_import_writes_one_line_of_history_and_no_mail() -> None:
    edition = make_admission(capacity=2).edition

    register(edition, *(make_entry() for _ in range(3)), source="import")

    entry = LogEntry.objects.get()
    assert (entry.verb, entry.changes) == ("registrations.imported", {"confirmed": [0, 2], "waiting": [0, 1]})
    assert Message.objects.count() == 0


def test_the_confirmation_is_in_the_language_of_the_visitor() -> None:
    edition = make_admission().edition

    register(edition, make_entry("sam@mail.example", language="fr"), make_entry("pat@mail.example", language="en"))

    texts = dict(Message.objects.values_list("to_address", "text"))
    assert texts["sam@mail.example"].startswith("Bonjour Sam,")
    assert texts["pat@mail.example"].startswith("Hello Sam,")
    assert "/register/confirm/" in texts["pat@mail.example"]


@pytest.mark.parametrize("source", ["site", "api"])
def test_the_window_says_from_when_to_when(source: str) -> None:
    early, late = make_admission().edition, make_admission().edition
    make_window(early, "registration", opens_at=NOON + timedelta(days=1))
    make_window(late, "registration", closes_at=NOON)

    with pytest.raises(Refused, match="Registration opens on Wed 16 September, 12:00") as refusal:
        register(early, make_entry(), source=source)
    with pytest.raises(Refused, match="Registration closed on Tue 15 September, 12:00"):
        register(late, make_entry(), source=source)

    assert (refusal.value.code, refusal.value.status) == ("window_closed", 409)
    assert Registration.objects.count() == 0


@pytest.mark.parametrize(("state", "sentence"), [("preparing", "not open yet"), ("closed", "this edition is over")])
def test_an_edition_that_is_not_open_takes_nobody(state: str, sentence: str) -> None:
    edition = make_edition(state=state)

    with pytest.raises(Refused, match=sentence):
        register(edition, make_entry())


def test_the_team_does_not_wait_for_the_window() -> None:
    edition = make_edition(state="preparing")

    register(edition, make_entry(), source="import")

    assert Admission.objects.get(edition=edition).taken_count == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"school": "nowhere"}, "unknown_school"),
        ({"fields": ("magic",)}, "unknown_term"),
        ({"year": "9z"}, "unknown_term"),
    ],
)
def test_words_nobody_knows_are_refused_and_nothing_is_kept(fields: dict[str, Any], code: str) -> None:
    edition = make_admission().edition
    make_school()

    with pytest.raises(Refused) as refusal:
        register(edition, make_entry(**fields))

    assert refusal.value.code == code
    assert (User.objects.count(), Admission.objects.get().taken_count) == (0, 0)


def test_one_registration_takes_few_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    edition = make_admission().edition
    register(edition, make_entry())

    with django_assert_num_queries(21):
        register(edition, make_entry("sam@mail.example", fields=("cloud",)))


def test_five_hundred_take_hardly_more(django_assert_max_num_queries: Any) -> None:
    edition = make_admission(capacity=1000).edition
    entries = [make_entry(fields=("cloud", "image")) for _ in range(500)]

    with django_assert_max_num_queries(25):
        register(edition, *entries, source="import")
