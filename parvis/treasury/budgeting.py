"""Reads of the budget: which version holds, and what of each item is planned, committed and paid."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext as _

from parvis.editions.models import Edition, Membership
from parvis.sales.models import Contract
from parvis.treasury.models import BudgetItem, BudgetLine, BudgetVersion, Payment
from parvis.treasury.spending import NOTHING, Use, part_of, use_by_item


@dataclass(frozen=True, slots=True)
class Row:
    """One item: planned by the version that holds (None: not in it), and what became of it."""

    item: BudgetItem
    planned_cents: int | None
    use: Use

    @property
    def left_cents(self) -> int:
        return (self.planned_cents or 0) - self.use.committed_cents

    @property
    def is_over(self) -> bool:
        return self.item.kind == BudgetItem.Kind.EXPENSE and self.left_cents < 0


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one pole, or of all; their sums."""

    label: str
    rows: list[Row]

    @property
    def planned_cents(self) -> int:
        return sum(row.planned_cents or 0 for row in self.rows)

    @property
    def committed_cents(self) -> int:
        return sum(row.use.committed_cents for row in self.rows)

    @property
    def paid_cents(self) -> int:
        return sum(row.use.paid_cents for row in self.rows)

    @property
    def left_cents(self) -> int:
        return sum(row.left_cents for row in self.rows)


@dataclass(frozen=True, slots=True)
class Side:
    """Income or expenses: by pole, and all together."""

    whole: Group
    poles: list[Group] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Comparison:
    income: Side
    expense: Side

    @property
    def planned_cents(self) -> int:
        """What is left of the planned income when all planned expenses are paid."""
        return self.income.whole.planned_cents - self.expense.whole.planned_cents

    @property
    def committed_cents(self) -> int:
        return self.income.whole.committed_cents - self.expense.whole.committed_cents

    @property
    def paid_cents(self) -> int:
        return self.income.whole.paid_cents - self.expense.whole.paid_cents

    @property
    def rows(self) -> list[Row]:
        return [*self.income.whole.rows, *self.expense.whole.rows]


def versions_of(edition: Edition) -> QuerySet[BudgetVersion]:
    """The newest first."""
    return BudgetVersion.objects.filter(edition=edition).order_by("-number")


def draft_of(edition: Edition) -> BudgetVersion | None:
    return versions_of(edition).filter(status=BudgetVersion.Status.DRAFT).first()


def plan_of(edition: Edition) -> BudgetVersion | None:
    """What holds: the last adopted version, else the draft."""
    adopted = versions_of(edition).filter(status=BudgetVersion.Status.ADOPTED).first()
    return adopted or versions_of(edition).first()


def lines_of_budget(version: BudgetVersion) -> QuerySet[BudgetLine]:
    lines = BudgetLine.objects.filter(version=version).select_related("item__option", "version__edition")
    return lines.order_by("-item__kind", "item__pole", "item__label_folded")


def lines_in(edition: Edition) -> QuerySet[BudgetLine]:
    return BudgetLine.objects.filter(version__edition=edition).select_related("item__option", "version__edition")


def items_of_expense(edition: Edition) -> QuerySet[BudgetItem]:
    """What an expense may use: the expense items of the version that holds."""
    items = BudgetItem.objects.filter(edition=edition, kind=BudgetItem.Kind.EXPENSE, lines__version=plan_of(edition))
    return items.order_by("pole", "label_folded")


def compared(edition: Edition) -> Comparison:
    """Each item of the plan, and items that were used without being in it."""
    plan = plan_of(edition)
    planned = dict(lines_of_budget(plan).values_list("item", "planned_cents")) if plan else {}
    uses = use_by_item(edition)
    used = [*planned, *uses]
    items = BudgetItem.objects.filter(pk__in=used, edition=edition).select_related("option")
    sales = sales_use(edition)
    rows = [
        Row(item, planned.get(item.pk), sales if item.is_sales else uses.get(item.pk, NOTHING))
        for item in items.order_by("pole", "label_folded")
    ]
    income, expense = BudgetItem.Kind.INCOME, BudgetItem.Kind.EXPENSE
    return Comparison(_side(rows, income, _("Income")), _side(rows, expense, _("Expenses")))


def _side(rows: Iterable[Row], kind: BudgetItem.Kind, label: str) -> Side:
    ours = [row for row in rows if row.item.kind == kind]
    poles = dict.fromkeys(row.item.pole for row in ours)
    groups = [Group(str(Membership.Pole(pole).label), [row for row in ours if row.item.pole == pole]) for pole in poles]
    return Side(Group(label, ours), groups)


def sales_use(edition: Edition) -> Use:
    """Signed contracts without VAT, and the part without VAT of what exhibitors have paid."""
    signed = Contract.objects.in_edition(edition).signed().aggregate(sum=Sum("net_cents", default=0))["sum"]
    received = Payment.objects.filter(invoice__exhibitor__edition=edition).values(
        net=F("invoice__net_cents"), total=F("invoice__net_cents") + F("invoice__vat_cents")
    )
    rows = received.annotate(sum=Sum("amount_cents")).order_by("invoice")
    paid = sum(part_of(row["net"], row["sum"], row["total"]) for row in rows if row["total"])
    return Use(committed_cents=signed, paid_cents=paid)
