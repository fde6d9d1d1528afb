"""Which edition is shown, who is who in it, what is open."""

from datetime import date, timedelta

import pytest

from parvis.accounts.tests.factories import make_user
from parvis.editions import queries
from parvis.editions.models import WindowException
from parvis.editions.tests.factories import NOON, make_edition, make_member, make_window

pytestmark = pytest.mark.django_db


def test_the_current_edition_is_the_open_one_nearest_to_come() -> None:
    make_edition(fair_on=NOON.date() - timedelta(days=1))
    near = make_edition(fair_on=NOON.date() + timedelta(days=20))
    make_edition(fair_on=NOON.date() + timedelta(days=300))

    assert queries.current_edition(at=NOON) == near


def test_without_an_open_edition_the_newest_is_shown() -> None:
    make_edition(state="closed", fair_on=date(2024, 10, 1))
    newest = make_edition(state="preparing", fair_on=date(2027, 10, 1))

    assert queries.current_edition(at=NOON) == newest


def test_without_any_edition_there_is_none() -> None:
    assert (queries.current_edition(at=NOON), queries.association()) == (None, None)


def test_a_member_is_known_by_active_poles_only() -> None:
    edition, user = make_edition(), make_user()
    make_member(edition, pole="treasury", role="lead", user=user)
    old = make_member(edition, pole="it", user=user)
    old.ended_at = NOON - timedelta(days=1)
    old.save()

    assert queries.member_of(user, edition, at=NOON).roles == {"treasury": "lead"}


def test_the_next_team_reads_a_closed_edition() -> None:
    closed, following = make_edition(state="closed", fair_on=date(2025, 10, 1)), make_edition()
    member = make_member(following, pole="treasury", role="lead")

    assert queries.member_of(member.user, closed, at=NOON).roles == {"treasury": "reader"}


def test_a_volunteer_of_the_next_edition_does_not_read_a_closed_one() -> None:
    closed, following = make_edition(state="closed", fair_on=date(2025, 10, 1)), make_edition()
    member = make_member(following, role="volunteer")

    assert queries.member_of(member.user, closed, at=NOON).is_anyone is False


def test_editions_of_a_user_are_newest_first() -> None:
    user = make_user()
    older, newer = make_edition(fair_on=date(2025, 10, 1)), make_edition(fair_on=date(2026, 10, 1))
    make_member(older, user=user)
    make_member(newer, user=user)
    make_member(newer, pole="it", user=user)

    assert list(queries.editions_of(user, at=NOON)) == [newer, older]


def test_a_window_without_dates_is_open_while_the_edition_is() -> None:
    assert queries.is_window_open(make_edition(), "quotes", at=NOON) is True
    assert queries.is_window_open(make_edition(state="closed"), "quotes", at=NOON) is False


def test_an_exception_has_the_last_word() -> None:
    edition = make_edition()
    window = make_window(edition, "quotes", closes_at=NOON - timedelta(days=1))
    WindowException.objects.create(
        window=window, subject="exhibitor:1", closes_at=NOON + timedelta(days=1), reason="Late"
    )

    assert queries.is_window_open(edition, "quotes", at=NOON) is False
    assert queries.is_window_open(edition, "quotes", at=NOON, subject="exhibitor:2") is False
    assert queries.is_window_open(edition, "quotes", at=NOON, subject="exhibitor:1") is True
