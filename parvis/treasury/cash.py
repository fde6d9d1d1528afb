"""How much money there is, and how much there will be each week until after the fair. Reads and adds up; no clock.

Assumptions, said on the page: what is late comes this week; what is signed and not invoiced comes after the usual term;
what the pipeline hopes for is signed within a month; what the budget has left is spent evenly until the fair.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from parvis.companies.forecast import forecast_of
from parvis.core.money import percent_of
from parvis.editions.models import Edition
from parvis.treasury.budgeting import compared
from parvis.treasury.models import BankStatement, Invoice, InvoicingTerms, Regime, VatRegime
from parvis.treasury.queries import money_summary
from parvis.treasury.spending import expenses_to_pay

WEEK = timedelta(days=7)
A_MONTH = timedelta(days=30)
WEEKS_AFTER = 4
MOST_WEEKS = 60
type ByWeek = Mapping[date, int]


@dataclass(frozen=True, slots=True)
class Position:
    """What the last statements of the bank say, all accounts together; nothing when none says a balance."""

    cents: int
    as_of: date | None


@dataclass(frozen=True, slots=True)
class Week:
    """From its Monday: what comes in and goes out, and what is there in the end."""

    starts_on: date
    due_cents: int
    expected_cents: int
    bills_cents: int
    planned_cents: int
    closing_cents: int

    @property
    def change_cents(self) -> int:
        return self.due_cents + self.expected_cents - self.bills_cents - self.planned_cents


def position() -> Position:
    """Of the whole association: its accounts know no edition."""
    last: dict[str, tuple[date, int]] = {}
    statements = BankStatement.objects.exclude(closing_cents=None).order_by("last_on", "pk")
    for account, day, cents in statements.values_list("account", "last_on", "closing_cents"):
        last[account] = (day, cents or 0)
    days = [day for day, _cents in last.values()]
    return Position(sum(cents for _day, cents in last.values()), min(days, default=None))


def forecast(edition: Edition, today: date) -> list[Week]:
    """This week, then each until four weeks after the fair."""
    weeks = weeks_from(today, edition.fair_on)
    due, expected = _due(edition, weeks), _expected(edition, weeks, today)
    bills, planned = _bills(edition, weeks), _planned(edition, weeks)
    there = position().cents
    found = []
    for week in weeks:
        one = Week(week, due.get(week, 0), expected.get(week, 0), bills.get(week, 0), planned.get(week, 0), 0)
        there += one.change_cents
        found.append(Week(week, *(one.due_cents, one.expected_cents, one.bills_cents, one.planned_cents), there))
    return found


def weeks_from(today: date, fair_on: date) -> list[date]:
    """Their Mondays."""
    first = today - timedelta(days=today.weekday())
    last = max(fair_on, today) + WEEKS_AFTER * WEEK
    return [first + number * WEEK for number in range(min((last - first).days // 7 + 1, MOST_WEEKS))]


def _week_of(day: date | None, weeks: list[date]) -> date:
    """What is late, or says no day, is of the first; what is later than all, of the last."""
    if day is None or day < weeks[0]:
        return weeks[0]
    return min(day - timedelta(days=day.weekday()), weeks[-1])


def _due(edition: Edition, weeks: list[date]) -> ByWeek:
    found: dict[date, int] = defaultdict(int)
    for invoice in Invoice.objects.in_edition(edition).unpaid():
        found[_week_of(invoice.due_on, weeks)] += invoice.amounts.due_cents
    return found


def _expected(edition: Edition, weeks: list[date], today: date) -> ByWeek:
    """Signed and not invoiced; hoped for, with VAT where the edition's sales bear it."""
    summary = money_summary(edition, today)
    to_invoice = max(summary.signed_cents - summary.invoiced_cents + summary.credited_cents, 0)
    term = timedelta(days=InvoicingTerms.objects.on(today).term_days)
    regime = VatRegime.objects.on(edition, today)
    hoped = forecast_of(edition).total.hoped
    vat = percent_of(hoped, regime.standard_basis_points) if regime.regime == Regime.NORMAL else 0
    found: dict[date, int] = defaultdict(int)
    found[_week_of(today + term, weeks)] += to_invoice
    found[_week_of(today + A_MONTH + term, weeks)] += hoped + vat
    return found


def _bills(edition: Edition, weeks: list[date]) -> ByWeek:
    """Approved bills and refunds that are not paid."""
    found: dict[date, int] = defaultdict(int)
    for expense in expenses_to_pay(edition):
        left: int = vars(expense)["left_cents"]
        found[_week_of(expense.due_on, weeks)] += left
    return found


def _planned(edition: Edition, weeks: list[date]) -> ByWeek:
    """What the budget's expenses have left, and quotes that are not billed, in equal parts until the fair."""
    rows = compared(edition).expense.whole.rows
    left = sum(max((row.planned_cents or 0) - row.use.billed_cents, row.use.quoted_cents) for row in rows)
    before = [week for week in weeks if week <= edition.fair_on] or weeks[:1]
    part, rest = divmod(left, len(before))
    return {week: part + (1 if number < rest else 0) for number, week in enumerate(before)}
