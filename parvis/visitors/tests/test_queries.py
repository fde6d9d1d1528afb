"""Numbers the home of the team and the report show."""

from datetime import UTC, date, datetime

import pytest

from parvis.accounts.tests.factories import make_school
from parvis.core.errors import Refused
from parvis.editions.tests.factories import NOON, make_edition, make_window
from parvis.visitors import vocabulary
from parvis.visitors.models import Registration
from parvis.visitors.queries import (
    Counts,
    counts,
    is_full,
    opening,
    registration_of,
    registrations_by_day,
    registrations_by_school,
    registrations_of,
    stored_data,
)
from parvis.visitors.tests.factories import make_admission, make_registration, make_visitor
from parvis.visitors.vocabulary import load_vocabulary

pytestmark = pytest.mark.django_db


def test_counts_are_those_of_the_edition() -> None:
    edition = make_admission(capacity=2).edition
    make_registration(edition)
    make_registration(edition, is_proven=False)
    make_registration(edition, status="waiting")
    make_registration(edition, status="cancelled")
    make_registration()

    assert counts(edition) == Counts(confirmed=2, waiting=1, cancelled=1, unproven=1, capacity=2, free=0)
    assert is_full(edition)


def test_an_edition_nobody_has_touched_counts_zero_and_is_not_full() -> None:
    edition = make_edition()

    assert counts(edition) == Counts(0, 0, 0, 0, 0, 0)
    assert not is_full(edition)
    assert registrations_by_school(edition) == []
    assert registrations_by_day(edition) == []


def test_schools_come_with_their_seats_most_first() -> None:
    edition, ensta = make_edition(), make_school("ensta", name="ENSTA")
    make_registration(edition)
    make_registration(edition, school=ensta)
    make_registration(edition, school=ensta)
    make_registration(edition, status="waiting")

    assert registrations_by_school(edition) == [("ENSTA", 2), ("Télécom Paris", 1)]


def test_days_are_those_of_the_fair_s_own_clock() -> None:
    edition = make_edition()
    make_registration(edition, registered_at=datetime(2026, 9, 15, 21, 59, tzinfo=UTC))
    make_registration(edition, registered_at=datetime(2026, 9, 15, 22, 1, tzinfo=UTC))
    make_registration(edition, status="cancelled")

    assert registrations_by_day(edition) == [(date(2026, 9, 15), 1), (date(2026, 9, 16), 1)]


def test_a_user_sees_their_own_registrations() -> None:
    visitor = make_visitor()
    old, new = make_edition(fair_on=date(2025, 10, 21)), make_edition()
    rows = [make_registration(edition, visitor=visitor) for edition in (old, new)]
    other = make_registration(new)

    assert list(registrations_of(visitor.user)) == [rows[1], rows[0]]
    assert registration_of(visitor.user, old.slug) == rows[0]
    assert registration_of(other.visitor.user, old.slug) is None


def test_an_open_edition_without_window_takes_people() -> None:
    edition = make_edition()

    assert opening(edition, at=NOON).is_open
    make_window(edition, "registration", opens_at=NOON)
    assert opening(edition, at=NOON).is_open


def test_what_is_kept_about_a_person_is_told_whole() -> None:
    registration = make_registration(email="sam@mail.example", study_year="doctorat")

    data = stored_data(registration)

    assert data["visitor"] == {
        "first_name": "Sam",
        "last_name": "Petit",
        "email": "sam@mail.example",
        "language": "en",
    }
    assert data["registration"]["school"] == "Télécom Paris"
    assert data["registration"]["study_year"] == "Doctoral studies"
    assert data["consents"] == data["messages"] == []


def test_words_of_a_registration_and_how_it_stands() -> None:
    rows = [make_registration(status=status) for status in ("confirmed", "waiting", "cancelled")]

    assert [row.status_kind for row in rows] == ["good", "waiting", "neutral"]
    assert [str(row) for row in rows] == ["Sam Petit"] * 3
    assert str(rows[0].edition.admission) == f"{rows[0].edition} 1/100"
    assert list(Registration.objects.in_edition(rows[0].edition).confirmed()) == [rows[0]]


def test_the_vocabulary_refuses_what_it_does_not_know() -> None:
    make_school()
    words = load_vocabulary()

    with pytest.raises(Refused, match="no school"):
        words.school("x" * 100)
    assert (words.find_school(""), words.nearest_school("?"), words.find_term("field", "")) == ("", "", "")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("ENSTA", "ensta"),
        ("ensae paris", "ensae"),
        ("ENSTA Paris", ""),
        ("Télécom  Paris", "telecom-paris"),
        ("Paris", ""),
    ],
)
def test_a_school_is_recognised_only_when_it_is_obviously_the_same(text: str, slug: str) -> None:
    make_school()
    make_school("ensta", name="ENSTA")
    make_school("ensae", name="ENSAE Paris")

    assert load_vocabulary().find_school(text) == slug


def test_a_crowd_shares_the_words_of_one_second(monkeypatch: pytest.MonkeyPatch) -> None:
    make_school("Télécom Paris")
    monkeypatch.setattr(vocabulary, "KEPT_S", 60.0)
    monkeypatch.setattr(vocabulary, "_kept", vocabulary._Kept())
    words = vocabulary.recent_vocabulary()
    make_school("mines-paris", name="Mines Paris")

    assert vocabulary.recent_vocabulary() is words
    monkeypatch.setattr(vocabulary, "KEPT_S", 0.0)
    assert "mines-paris" in vocabulary.recent_vocabulary().schools
