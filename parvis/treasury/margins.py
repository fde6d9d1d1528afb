"""What each option brings in by signed contracts, and costs by the budget's items for it."""

from dataclasses import dataclass

from django.db.models import Sum

from parvis.editions.models import Edition
from parvis.sales.models import Contract, Option, QuoteLine
from parvis.treasury.budgeting import lines_of_budget, plan_of
from parvis.treasury.models import BudgetItem
from parvis.treasury.spending import NOTHING, use_by_item


@dataclass(frozen=True, slots=True)
class Margin:
    """Of one option, without VAT: units sold, what they bring in, what it was to cost and costs by now."""

    option: Option
    quantity: int
    net_cents: int
    planned_cents: int
    cost_cents: int

    @property
    def margin_cents(self) -> int:
        return self.net_cents - self.cost_cents

    @property
    def amounts(self) -> tuple[int, int, int, int]:
        return self.net_cents, self.planned_cents, self.cost_cents, self.margin_cents

    @property
    def percent(self) -> int | None:
        """Of what it brings in; nothing when it brings in nothing."""
        return (200 * self.margin_cents + self.net_cents) // (2 * self.net_cents) if self.net_cents else None


def option_margins(edition: Edition) -> list[Margin]:
    """Options that were sold or cost something; the largest income first."""
    sold = _sold(edition)
    planned, cost = _costs(edition)
    options = Option.objects.filter(edition=edition, pk__in=[*sold, *planned, *cost]).order_by("code")
    rows = [
        Margin(option, *sold.get(option.pk, (0, 0)), planned.get(option.pk, 0), cost.get(option.pk, 0))
        for option in options
    ]
    return sorted(rows, key=lambda row: -row.net_cents)


def _sold(edition: Edition) -> dict[int, tuple[int, int]]:
    """Quantity and amount by option."""
    lines = QuoteLine.objects.filter(
        quote__contract__status__in=Contract.SIGNED_STATES, quote__exhibitor__edition=edition, option__isnull=False
    )
    rows = lines.values_list("option").annotate(Sum("quantity"), Sum("net_cents")).order_by()
    return {option: (quantity, cents) for option, quantity, cents in rows}


def _costs(edition: Edition) -> tuple[dict[int, int], dict[int, int]]:
    """Planned and committed by option."""
    plan = plan_of(edition)
    amounts = dict(lines_of_budget(plan).values_list("item", "planned_cents")) if plan else {}
    uses = use_by_item(edition)
    planned: dict[int, int] = {}
    cost: dict[int, int] = {}
    for item, option in BudgetItem.objects.filter(edition=edition).values_list("pk", "option"):
        if option:
            planned[option] = planned.get(option, 0) + amounts.get(item, 0)
            cost[option] = cost.get(option, 0) + uses.get(item, NOTHING).committed_cents
    return planned, cost
