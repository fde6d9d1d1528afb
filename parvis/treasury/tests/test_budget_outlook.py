"""The cash of each week, the margin of each option, and purchases in the books: sums to the cent."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parvis.accounts.tests.factories import make_user
from parvis.companies.tests.factories import make_company
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, client_in
from parvis.sales.models import QuoteLine
from parvis.sales.tests.factories import make_opportunity, make_option
from parvis.treasury import books, cash, purchases
from parvis.treasury.accounting import fec_rows, in_order
from parvis.treasury.actions.expenses_paid import take_back_expense_payment
from parvis.treasury.margins import option_margins
from parvis.treasury.models import Expense, VatRegime
from parvis.treasury.tests.bank_files import Move
from parvis.treasury.tests.budget_rows import (
    BY,
    adopt,
    approve,
    make_expense,
    make_item,
    make_line,
    make_refund,
    make_supplier,
    pay_out,
)
from parvis.treasury.tests.factories import make_billing_edition, make_draft, make_issued, make_signed_contract, pay
from parvis.treasury.tests.test_bank import bring

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
YEAR = (date(TODAY.year, 1, 1), date(TODAY.year, 12, 31))
WEEK = timedelta(days=7)


@pytest.fixture
def edition() -> Edition:
    return make_billing_edition()


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def test_weeks_go_from_this_one_to_four_after_the_fair() -> None:
    weeks = cash.weeks_from(date(2026, 9, 16), date(2026, 10, 20))

    assert (weeks[0], weeks[-1], len(weeks)) == (date(2026, 9, 14), date(2026, 11, 16), 10)
    assert len(cash.weeks_from(date(2026, 12, 1), date(2026, 10, 20))) == 5
    assert len(cash.weeks_from(date(2020, 1, 1), date(2026, 10, 20))) == cash.MOST_WEEKS


def test_without_anything_there_is_nothing_and_nobody_knows_the_balance(edition: Edition) -> None:
    weeks = cash.forecast(edition, TODAY)

    assert {week.closing_cents for week in weeks} == {0}
    assert cash.position() == cash.Position(0, None)


def test_each_week_begins_with_what_the_one_before_left(edition: Edition) -> None:
    bring(edition, Move(12_345, "VIR", day="2026-09-10"))
    invoice = make_issued(edition)
    make_draft(edition)
    make_opportunity(edition, make_company())
    make_line(edition, "Hall", planned_cents=100_000)
    approve(make_expense(edition, due_on=TODAY + 2 * WEEK))
    pay_out(approve(make_expense(edition, net_cents=5_000)), 1_000)
    approve(make_expense(edition, kind="quote", net_cents=20_000))

    weeks = cash.forecast(edition, TODAY)

    there = cash.position().cents
    assert there == 22_345
    for week in weeks:
        there += week.change_cents
        assert week.closing_cents == there
    assert invoice.due_on
    by_week = {week.starts_on: week for week in weeks}
    assert by_week[monday(invoice.due_on)].due_cents == 288_000
    assert sum(week.expected_cents for week in weeks) >= 288_000
    assert (weeks[0].bills_cents, by_week[monday(TODAY + 2 * WEEK)].bills_cents) == (5_000, 12_000)
    assert sum(week.planned_cents for week in weeks) == 85_000
    assert all(week.planned_cents == 0 for week in weeks if week.starts_on > edition.fair_on)


def test_a_quote_above_the_plan_is_to_be_spent(edition: Edition) -> None:
    make_line(edition, "Hall", planned_cents=1_000)
    approve(make_expense(edition, kind="quote", net_cents=9_000))

    assert sum(week.planned_cents for week in cash.forecast(edition, TODAY)) == 9_000


def test_what_is_late_comes_this_week_and_hopes_bear_vat_only_where_sales_do(edition: Edition) -> None:
    invoice = make_issued(edition)
    late = TODAY + timedelta(days=200)

    weeks = cash.forecast(edition, late)

    assert (weeks[0].due_cents, invoice.due_on is not None) == (288_000, True)
    VatRegime.objects.create(edition=edition, starts_on=TODAY, regime="franchise")
    assert cash.forecast(edition, TODAY)[0].expected_cents == 0


def test_the_margin_of_an_option_is_what_it_sold_less_what_its_lines_cost(edition: Edition) -> None:
    screen, chair, idle = (make_option(edition, code=code) for code in ("SCREEN", "CHAIR", "IDLE"))
    rent = make_item(edition, "Screens", option=screen, planned_cents=40_000)
    make_line(edition, "Chairs", option=chair)
    make_line(edition, "Hall")
    adopt(edition)
    contract = make_signed_contract(edition)
    line = QuoteLine(quote=contract.quote, option=screen, name="Screen", unit_price_cents=35_000, position=2)
    line.quantity, line.net_cents, line.vat_basis_points = 2, 70_000, 2000
    line.save()
    approve(make_expense(edition, item=rent, net_cents=30_000))

    first, second = option_margins(edition)

    assert (first.option, first.quantity, first.net_cents) == (screen, 2, 70_000)
    assert (first.planned_cents, first.cost_cents, first.margin_cents, first.percent) == (40_000, 30_000, 40_000, 57)
    assert (second.option, second.percent, second.margin_cents) == (chair, None, 0)
    assert idle not in {first.option, second.option}
    assert option_margins(make_billing_edition()) == []


def spend(edition: Edition) -> tuple[Expense, Expense]:
    """A bill paid in part, a refund paid and taken back, a quote, one refused, one that waits."""
    meals = make_item(edition, "Meals", account="6234")
    bill = approve(make_expense(edition, item=meals, net_cents=10_001, vat_cents=2_001, supplier=make_supplier("Roy")))
    pay_out(bill, 5_000)
    refund = approve(make_refund(edition, make_user(), 4_250))
    take_back_expense_payment(pay_out(refund), by=BY, at=NOON)
    approve(make_expense(edition, kind="quote"))
    make_expense(edition)
    return bill, refund


def test_purchases_are_balanced_pieces_and_agree_with_the_page(edition: Edition) -> None:
    bill, refund = spend(edition)
    pay(make_issued(edition), 100)

    bought, paid = purchases.purchase_pieces(*YEAR), purchases.paid_pieces(*YEAR)

    assert all(piece.is_balanced for piece in (*bought, *paid))
    assert {piece.ref: [(one.account.number, one.cents) for one in piece.postings] for piece in bought} == {
        bill.number: [("623400", 10_001), ("445660", 2_001), ("401000", -12_002)],
        f"R{refund.pk:06d}": [("623400", 4_250), ("467000", -4_250)],
    }
    assert [sum(one.cents for one in piece.postings if one.account.number == "512000") for piece in paid] == [
        -5_000,
        -4_250,
        4_250,
    ]
    page = client_in(edition, pole="treasury").get(url("accounting", edition), period())
    total = sum(share.base_cents + share.vat_cents for piece in bought for share in piece.shares)
    assert page.context["bought_cents"] == total == bill.total_cents + refund.total_cents
    assert (page.context["paid_cents"], page.context["is_balanced"]) == (5_000, True)


def url(name: str, edition: Edition) -> str:
    return reverse(f"treasury:{name}", args=[edition.slug])


def period() -> dict[str, str]:
    return {"first": YEAR[0].isoformat(), "last": YEAR[1].isoformat()}


def test_the_fec_names_the_supplier_and_the_member_and_balances(edition: Edition) -> None:
    bill, refund = spend(edition)
    pay(make_issued(edition), 100)

    sold = [*books.sales_pieces(*YEAR), *books.money_pieces(*YEAR)]
    rows = list(fec_rows(in_order([*sold, *purchases.purchase_pieces(*YEAR), *purchases.paid_pieces(*YEAR)])))

    def cents(column: int) -> int:
        return sum(int(row[column].replace(",", "")) for row in rows)

    assert cents(11) == cents(12) > 0
    assert {row[0] for row in rows} == {"VE", "AC", "BQ"}
    assert {(row[6], row[7]) for row in rows if row[4] == "401000"} == {(f"F{bill.supplier_id:05d}", "Roy")}
    assert {row[6] for row in rows if row[4] == "467000"} == {f"M{refund.member_id:05d}"}
    file = client_in(edition, pole="treasury").get(url("fec", edition), period()).content.decode("iso8859-15")
    assert len(file.splitlines()) == len(rows) + 1


def test_vat_that_does_not_come_back_is_in_the_expense(edition: Edition) -> None:
    VatRegime.objects.create(edition=edition, starts_on=TODAY, regime="franchise")
    approve(make_expense(edition))

    [piece] = purchases.purchase_pieces(*YEAR)

    assert [(one.account.number, one.cents) for one in piece.postings] == [("628000", 12_000), ("401000", -12_000)]
    assert purchases.account_of("699").label == purchases.OTHER


def test_pages_and_files_of_the_outlook(edition: Edition) -> None:
    nora: Client = client_in(edition, pole="treasury")
    assert "No option was sold yet" in nora.get(url("option_margins", edition)).content.decode()
    make_line(edition, "Screens", option=make_option(edition, code="SCREEN"), planned_cents=9_000_000)
    bill = approve(make_expense(edition, due_on=timezone.localdate()))

    shown = nora.get(url("cash_forecast", edition)).content.decode()

    assert "The balance is not known" in shown
    assert "the accounts stand at" in shown
    assert "SCREEN" in nora.get(url("option_margins", edition)).content.decode()
    for name in ("option_margins", "cash_forecast"):
        assert nora.get(url(name, edition) + "?export=xlsx").content.startswith(b"PK")
    journal = nora.get(url("purchase_journal", edition), period()).content.decode()
    assert bill.number in journal
    assert nora.get(url("purchase_journal", edition), {**period(), "as": "xlsx"}).content.startswith(b"PK")
