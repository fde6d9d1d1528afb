"""The treasurer's dashboard: the sums of any day, last year's on the same day before its fair, the budget."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, client_in, make_actor
from parvis.sales.models import Contract
from parvis.sales.tests.factories import make_opportunity
from parvis.treasury import queries
from parvis.treasury.actions.payments import take_back_payment
from parvis.treasury.models import BudgetItem, BudgetLine, BudgetVersion
from parvis.treasury.outlook import (
    MoneyAt,
    against_last_year,
    by_month,
    forecast_against_budget,
    last_years,
    story_of,
)
from parvis.treasury.tests.factories import (
    credit,
    make_billing_edition,
    make_buyer,
    make_issued,
    make_signed_contract,
    pay,
)

pytestmark = pytest.mark.django_db
DAY = NOON.date()
DUE = date(2026, 10, 15)


def days(count: int) -> timedelta:
    return timedelta(days=count)


def filled() -> Edition:
    """Three contracts at NOON: one invoiced and partly paid, one invoiced, one not; and one that was withdrawn."""
    edition = make_billing_edition()
    first, second = make_issued(edition), make_issued(edition)
    make_signed_contract(edition)
    gone = make_signed_contract(edition)
    Contract.objects.filter(pk=gone.pk).update(status="withdrawn", withdrawn_at=NOON + days(3))
    pay(first, 88_000, received_on=DAY + days(20), at=NOON + days(20))
    take_back_payment(
        pay(first, 1_000, received_on=DAY + days(20), at=NOON + days(20)), by=make_actor(), at=NOON + days(21)
    )
    credit(second, 10_000, at=NOON + days(25))
    return edition


def test_the_sums_of_a_day_are_those_of_that_evening() -> None:
    edition = filled()
    story = story_of(edition)

    assert story.on(DAY - days(1)) == MoneyAt(0, 0, 0, 0)
    assert story.on(DAY) == MoneyAt(4 * 288_000, 2 * 288_000, 0, 0)
    assert story.on(DAY + days(20)) == MoneyAt(3 * 288_000, 2 * 288_000, 89_000, 0)
    assert story.on(DUE) == MoneyAt(3 * 288_000, 2 * 288_000 - 12_000, 88_000, 0)
    late = 200_000 + 276_000
    assert story.on(DUE + days(1)) == MoneyAt(3 * 288_000, 2 * 288_000 - 12_000, 88_000, late)
    summary = queries.money_summary(edition, DUE + days(1))
    assert story.on(DUE + days(1)) == MoneyAt(
        summary.signed_cents,
        summary.invoiced_cents - summary.credited_cents,
        summary.collected_cents,
        summary.late_cents,
    )


def test_months_run_from_the_first_money_to_today() -> None:
    edition = make_billing_edition()
    assert by_month(story_of(edition), DAY) == []
    story = story_of(filled())

    found = by_month(story, DUE + days(80))

    assert [month.isoformat() for month, _money in found] == [
        "2026-09-01",
        "2026-10-01",
        "2026-11-01",
        "2026-12-01",
        "2027-01-01",
    ]
    assert [money.collected for _month, money in found] == [0, 88_000, 88_000, 88_000, 88_000]
    assert len(by_month(story, DUE + days(4_000))) == 18
    assert by_month(story, DAY - days(1)) == []


def test_last_years_edition_is_compared_on_the_same_day_before_its_fair() -> None:
    this = filled()
    assert last_years(this) is None
    alone = against_last_year(story_of(this), DAY)
    assert (alone.then, alone.pairs[0]) == (None, (4 * 288_000, None))
    last = make_billing_edition(slug="last", fair_on=this.fair_on - days(365))
    make_billing_edition(slug="near", fair_on=this.fair_on - days(30))
    invoice = make_issued(last)
    pay(invoice, 500, received_on=DAY + days(2), at=NOON + days(2))

    found = against_last_year(story_of(this), DAY + days(366))

    assert (found.before, found.then_on, found.days) == (last, DAY + days(1), (this.fair_on - DAY).days - 366)
    assert found.then == MoneyAt(288_000, 288_000, 0, 0)
    assert found.pairs[0] == (3 * 288_000, 288_000)


def plan(edition: Edition) -> None:
    version = BudgetVersion.objects.create(edition=edition, number=1, created_at=NOON)
    for kind, label, cents, is_sales in (
        ("income", "Booths", 500_000, True),
        ("income", "Grant", 100_000, False),
        ("expense", "Hall", 400_000, False),
    ):
        item = BudgetItem.objects.create(edition=edition, pole="treasury", kind=kind, label=label, is_sales=is_sales)
        BudgetLine.objects.create(version=version, item=item, planned_cents=cents)


def test_the_forecast_is_signed_and_hoped_for_against_the_plan() -> None:
    edition = filled()
    assert forecast_against_budget(edition) is None
    plan(edition)
    hope = make_opportunity(edition, make_buyer())
    hope.stage.outcome, hope.expected_cents = "open", 100_000
    hope.save()

    found = forecast_against_budget(edition)

    assert found
    assert (found.income.planned, found.income.certain) == (600_000, 720_000)
    assert found.income.expected == 720_000 + found.hoped + 100_000
    assert (found.expense.planned, found.expense.certain, found.expense.expected) == (400_000, 0, 400_000)
    assert found.result.planned == 200_000
    assert found.result.expected == found.income.expected - 400_000


@pytest.fixture
def nora_and_edition() -> tuple[Client, Edition]:
    edition = filled()
    return client_in(edition, pole="treasury"), edition


def test_the_page_shows_every_chart_with_its_numbers(nora_and_edition: tuple[Client, Edition]) -> None:
    nora, edition = nora_and_edition
    path = reverse("treasury:dashboard", args=[edition.slug])
    page = nora.get(path).content.decode()
    assert "No budget yet" in page
    assert "no edition a year before" in page
    plan(edition)
    last = make_billing_edition(slug="last", fair_on=edition.fair_on - days(365))

    page = nora.get(path).content.decode()

    for words in ("Where the money signed is", "Month by month, in euros", "The same day, a year apart", "Result"):
        assert words in page
    assert page.count("<table") >= 4
    assert str(last) in page
    file = nora.get(path + "?export=csv").content.decode("utf-8-sig").splitlines()
    assert file[0] == "At the end of,Signed,Invoiced,Collected,Late"
    assert Decimal(file[-2].split(",")[1]) == Decimal("8640.00")
    assert nora.get(path + "?export=xlsx").content.startswith(b"PK")


def test_an_edition_without_money_says_so() -> None:
    edition = make_billing_edition()
    page = client_in(edition, pole="treasury").get(reverse("treasury:dashboard", args=[edition.slug]))
    assert "No money yet" in page.content.decode()


def test_the_page_takes_as_many_statements_for_many_rows(
    nora_and_edition: tuple[Client, Edition], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    nora, edition = nora_and_edition
    for _time in range(2):
        make_issued(edition)
        with django_assert_max_num_queries(30):
            nora.get(reverse("treasury:dashboard", args=[edition.slug]))
