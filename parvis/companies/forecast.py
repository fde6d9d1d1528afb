"""What is signed, hoped for and aimed at, by owner and by month."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from parvis.accounts.models import User
from parvis.companies.models import Opportunity, SalesTarget, Stage
from parvis.core.dates import local_date
from parvis.editions.models import Edition

NO_MONTH = date.max


@dataclass
class Sums:
    """Cents: won, hoped for (amount times probability), aimed at."""

    won: int = 0
    hoped: int = 0
    target: int = 0

    @property
    def missing(self) -> int:
        return max(0, self.target - self.won - self.hoped)


@dataclass
class Forecast:
    """The same rows summed by month, by owner, and by both."""

    total: Sums = field(default_factory=Sums)
    months: dict[date, Sums] = field(default_factory=dict)
    owners: dict[User | None, Sums] = field(default_factory=dict)
    cells: dict[tuple[int, date], Sums] = field(default_factory=dict)
    losses: list[tuple[str, int, int]] = field(default_factory=list)

    def add(self, owner: User | None, month: date, name: str, cents: int) -> None:
        key = (owner.pk if owner else 0, month)
        for sums in (
            self.total,
            self.months.setdefault(month, Sums()),
            self.owners.setdefault(owner, Sums()),
            self.cells.setdefault(key, Sums()),
        ):
            setattr(sums, name, getattr(sums, name) + cents)


def forecast_of(edition: Edition) -> Forecast:
    """Two queries, whatever their number: opportunities with an amount or lost, and targets."""
    found, lost = Forecast(), Counter[str]()
    lost_cents: Counter[str] = Counter()
    rows = Opportunity.objects.in_edition(edition).filter(company__archived_at=None)
    for row in rows.exclude(expected_cents=0, stage__outcome=Stage.Outcome.OPEN).select_related("stage", "owner"):
        if row.stage.outcome == Stage.Outcome.LOST:
            lost[row.lost_kind] += 1
            lost_cents[row.lost_kind] += row.expected_cents
        elif row.stage.outcome == Stage.Outcome.WON:
            found.add(row.owner, local_date(row.moved_at).replace(day=1), "won", row.expected_cents)
        else:
            month = row.expected_on.replace(day=1) if row.expected_on else NO_MONTH
            found.add(row.owner, month, "hoped", row.weighted_cents)
    for target in SalesTarget.objects.filter(edition=edition).select_related("owner"):
        found.add(target.owner, target.month, "target", target.amount_cents)
    found.months = dict(sorted(found.months.items()))
    names = {value: str(label) for value, label in Opportunity.Loss.choices} | {"": _("Not said")}
    found.losses = [(names[kind], count, lost_cents[kind]) for kind, count in lost.most_common()]
    return found
