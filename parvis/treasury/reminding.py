"""When a late invoice is reminded of, and how old a debt is. Pure: no query, no clock."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Step(NamedTuple):
    """A reminder: its level, from how many days after the due date, its words."""

    level: int
    days: int
    label: Promise


STEPS = (
    Step(1, 3, _("Reminder")),
    Step(2, 15, _("Second reminder")),
    Step(3, 30, _("Formal notice")),
)
# Days late up to which a debt stands in each column of the aged balance; the last has no end.
AGES = (0, 30, 60, 90)
AGE_LABELS = (_("Not due"), _("1 to 30 days"), _("31 to 60 days"), _("61 to 90 days"), _("Over 90 days"))


def step_due(due_on: date, on: date, sent: Iterable[int]) -> Step | None:
    """The furthest step that the day has reached, if nothing as far was sent; steps left out are not made up for."""
    reached = [step for step in STEPS if (on - due_on).days >= step.days]
    return reached[-1] if reached and reached[-1].level > max(sent, default=0) else None


def age_column(due_on: date, on: date) -> int:
    """In which column of the aged balance a debt stands."""
    late = (on - due_on).days
    return next((column for column, most in enumerate(AGES) if late <= most), len(AGES))
