"""Reads for the treasurer's dashboard: signed, invoiced, collected and late on any day; the same against last year's
edition at as many days before its fair; the forecast against the budget.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from parvis.companies.forecast import forecast_of
from parvis.core.dates import local_date
from parvis.editions.models import Edition
from parvis.sales.models import Contract
from parvis.treasury.budgeting import Group, compared, plan_of
from parvis.treasury.models import CreditNote, Invoice, Payment

YEAR_APART = timedelta(days=180)  # an edition nearer than that is not last year's
MOST_MONTHS = 18
type Dated = tuple[date, int]


@dataclass(frozen=True, slots=True)
class MoneyAt:
    """Cents with VAT, as they stood in the evening of a day."""

    signed: int
    invoiced: int
    collected: int
    late: int

    @property
    def values(self) -> tuple[int, int, int, int]:
        return self.signed, self.invoiced, self.collected, self.late


@dataclass(frozen=True, slots=True)
class Bill:
    """An issued invoice: what it asked, and what settled it, each with its day."""

    issued_on: date
    due_on: date
    asked_cents: int
    paid: list[Dated]
    credited: list[Dated]

    def late_on(self, day: date) -> int:
        if self.due_on >= day:
            return 0
        return max(self.asked_cents - _until(self.paid, day) - _until(self.credited, day), 0)


@dataclass(frozen=True, slots=True)
class Story:
    """Everything about an edition's money that has a day. Withdrawn contracts count until the day they were."""

    edition: Edition
    signed: list[Dated]
    bills: list[Bill]

    def on(self, day: date) -> MoneyAt:
        return MoneyAt(
            signed=_until(self.signed, day),
            invoiced=sum(one.asked_cents - _until(one.credited, day) for one in self.bills if one.issued_on <= day),
            collected=sum(_until(one.paid, day) for one in self.bills),
            late=sum(one.late_on(day) for one in self.bills),
        )

    @property
    def first_day(self) -> date | None:
        days = [day for day, _cents in self.signed] + [one.issued_on for one in self.bills]
        return min(days, default=None)


def _until(rows: list[Dated], day: date) -> int:
    return sum(cents for on, cents in rows if on <= day)


def story_of(edition: Edition) -> Story:
    """Four queries, whatever happened."""
    signed: list[Dated] = []
    contracts = Contract.objects.in_edition(edition).exclude(signed_at=None)
    for contract in contracts.only("signed_at", "withdrawn_at", "status", "net_cents", "vat_cents"):
        cents = contract.net_cents + contract.vat_cents
        if contract.signed_at:
            signed.append((local_date(contract.signed_at), cents))
        if contract.status == Contract.Status.WITHDRAWN and contract.withdrawn_at:
            signed.append((local_date(contract.withdrawn_at), -cents))
    bills = {row.pk: _bill(row) for row in Invoice.objects.in_edition(edition).issued()}
    for payment in Payment.objects.filter(invoice__in=bills):
        bills[payment.invoice_id].paid.append((payment.received_on, payment.amount_cents))
    for note in CreditNote.objects.in_edition(edition).issued():
        bills[note.invoice_id].credited.append((note.issued_on or date.max, note.total_cents))
    return Story(edition, signed, list(bills.values()))


def _bill(row: Invoice) -> Bill:
    day = row.issued_on or date.max
    return Bill(day, row.due_on or day, row.asked_cents, [], [])


def last_years(edition: Edition) -> Edition | None:
    """The edition before this one, about a year ago."""
    before = Edition.objects.filter(association=edition.association_id, fair_on__lte=edition.fair_on - YEAR_APART)
    return before.order_by("-fair_on", "-pk").first()


@dataclass(frozen=True, slots=True)
class Comparison:
    """This edition today, and last year's as many days before its fair (negative: after it)."""

    now: MoneyAt
    then: MoneyAt | None
    before: Edition | None
    days: int
    then_on: date | None

    @property
    def pairs(self) -> list[tuple[int, int | None]]:
        others: tuple[int | None, ...] = self.then.values if self.then else (None,) * 4
        return list(zip(self.now.values, others, strict=True))


def against_last_year(story: Story, on: date) -> Comparison:
    edition, before = story.edition, last_years(story.edition)
    days = (edition.fair_on - on).days
    if before is None:
        return Comparison(story.on(on), None, None, days, None)
    then_on = before.fair_on - timedelta(days=days)
    return Comparison(story.on(on), story_of(before).on(then_on), before, days, then_on)


def by_month(story: Story, on: date) -> list[tuple[date, MoneyAt]]:
    """How it stood at the end of each month, from the first one with money to today; the last `MOST_MONTHS`."""
    first = story.first_day
    if first is None or first > on:
        return []
    months, month = list[date](), first.replace(day=1)
    while month <= on:
        months.append(month)
        month = _next(month)
    return [(month, story.on(min(_next(month) - timedelta(days=1), on))) for month in months[-MOST_MONTHS:]]


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One side of the budget, without VAT: what was planned, what is certain by now, what is to be expected."""

    planned: int
    certain: int
    expected: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """Income and expenses against the plan. Sales are expected as signed plus hoped for; the rest as planned, or more
    once more is committed.
    """

    income: Outcome
    expense: Outcome
    hoped: int

    @property
    def result(self) -> Outcome:
        return Outcome(
            self.income.planned - self.expense.planned,
            self.income.certain - self.expense.certain,
            self.income.expected - self.expense.expected,
        )


def forecast_against_budget(edition: Edition) -> Forecast | None:
    """Nothing while no budget is written."""
    if plan_of(edition) is None:
        return None
    comparison, hoped = compared(edition), forecast_of(edition).total.hoped
    return Forecast(_outcome(comparison.income.whole, hoped), _outcome(comparison.expense.whole, 0), hoped)


def _outcome(group: Group, hoped: int) -> Outcome:
    expected = 0
    for row in group.rows:
        certain = row.use.committed_cents
        expected += certain + hoped if row.item.is_sales else max(certain, row.planned_cents or 0)
    return Outcome(group.planned_cents, group.committed_cents, expected)
