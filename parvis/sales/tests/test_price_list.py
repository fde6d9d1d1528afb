"""Prices by date, order windows and who is shown what."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from parvis.core.errors import Refused
from parvis.editions.actions import copy_edition
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import FAIR_ON, NOON, make_actor, make_edition
from parvis.sales import actions
from parvis.sales.models import Package, Price
from parvis.sales.offer import Choice
from parvis.sales.queries import at_prices_of, prices_of
from parvis.sales.tests.factories import make_draft, make_option, make_package, make_sent

pytestmark = pytest.mark.django_db
BY = make_actor()
TODAY = NOON.date()
DAY = timedelta(days=1)


def test_a_planned_price_counts_from_its_day_and_touches_nothing_sold() -> None:
    edition = make_edition()
    package = make_package(edition)
    sent = make_sent(edition, choices=[Choice(package)])

    actions.plan_price(package, price_cents=300_000, starts_on=TODAY + DAY, by=BY, at=NOON)

    assert make_draft(edition, choices=[Choice(package)]).net_cents == 240_000
    later = actions.new_version(sent, by=BY, at=NOON + DAY)
    assert later.net_cents == 300_000
    sent.refresh_from_db()
    assert (sent.net_cents, sent.lines.get().unit_price_cents) == (240_000, 240_000)
    contract = actions.accept_quote(sent, by=BY, at=NOON + DAY)
    assert contract.net_cents == 240_000


def test_the_history_of_prices_begins_with_the_first_price() -> None:
    option = make_option(make_edition(), price_cents=3_000)

    actions.plan_price(option, price_cents=3_500, starts_on=TODAY + DAY, by=BY, at=NOON)
    actions.plan_price(option, price_cents=3_400, starts_on=TODAY + DAY, by=BY, at=NOON)

    assert [(row.starts_on, row.price_cents) for row in prices_of(option)] == [
        (None, 3_000),
        (TODAY + DAY, 3_500),
        (TODAY + DAY, 3_400),
    ]
    assert at_prices_of([option], TODAY + DAY)[0].price_cents == 3_400
    assert [str(row) for row in prices_of(option)][:2] == ["3000", f"3500 {TODAY + DAY}"]
    assert LogEntry.objects.filter(verb="option.priced").count() == 2


def test_a_price_changed_by_hand_counts_today_and_is_kept_in_the_history() -> None:
    package = make_package(make_edition(), price_cents=240_000)

    actions.save_package(package, inclusions=package.gives, price_cents=250_000, by=BY, at=NOON)
    actions.save_package(package, inclusions=package.gives, price_cents=250_000, by=BY, at=NOON)

    assert [(row.starts_on, row.price_cents) for row in prices_of(package)] == [(None, 240_000), (TODAY, 250_000)]
    assert at_prices_of([Package.objects.get()], TODAY)[0].price_cents == 250_000


def test_a_price_of_the_past_or_below_zero_is_refused() -> None:
    package = make_package(make_edition())

    with pytest.raises(Refused, match="the past is sold"):
        actions.plan_price(package, price_cents=1, starts_on=TODAY - DAY, by=BY, at=NOON)
    with pytest.raises(Refused, match="not negative"):
        actions.plan_price(package, price_cents=-1, starts_on=TODAY, by=BY, at=NOON)


def test_the_database_keeps_every_price() -> None:
    package = make_package(make_edition())
    actions.plan_price(package, price_cents=1, starts_on=TODAY, by=BY, at=NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.update(price_cents=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.all().delete()


def test_the_next_edition_starts_at_the_last_prices_with_windows_moved() -> None:
    edition = make_edition()
    package = make_package(edition, opens_on=TODAY, closes_on=FAIR_ON)
    actions.plan_price(package, price_cents=300_000, starts_on=TODAY + DAY, by=BY, at=NOON)
    actions.set_discount_policy(edition, approval_above=500, by=BY, at=NOON)

    copy_edition(edition, name="Next", slug="next", fair_on=FAIR_ON + timedelta(days=364), by=BY, at=NOON)

    copy = Package.objects.exclude(pk=package.pk).get()
    assert (copy.price_cents, copy.sold_count, copy.opens_on) == (300_000, 0, TODAY + timedelta(days=364))
    assert copy.edition.discount_policy.approval_above_basis_points == 500


@pytest.mark.parametrize(
    ("window", "sentence"),
    [
        ({"opens_on": date(2026, 9, 16)}, "can be ordered from"),
        ({"closes_on": date(2026, 9, 14)}, "could be ordered until"),
    ],
)
def test_an_item_is_offered_within_its_own_window(window: dict[str, Any], sentence: str) -> None:
    edition = make_edition()
    package = make_package(edition, **window)

    with pytest.raises(Refused, match=sentence):
        make_draft(edition, choices=[Choice(package)])


def test_the_last_day_of_a_window_counts_and_the_database_wants_it_after_the_first() -> None:
    edition = make_edition()
    package = make_package(edition, opens_on=TODAY, closes_on=TODAY)

    assert make_draft(edition, choices=[Choice(package)]).net_cents == 240_000
    with pytest.raises(IntegrityError), transaction.atomic():
        make_package(edition, opens_on=TODAY, closes_on=TODAY - DAY)
