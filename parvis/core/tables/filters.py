"""One filter of a list: a closed set of choices, each with its count."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from parvis.core.tables.columns import Words

MOST_CHIPS = 8


@dataclasses.dataclass(frozen=True)
class Filter:
    """`choices` are (value, label). A value selects rows by `field`, or by its own condition when it has one.

    Few choices are shown as chips with counts, many as a select.
    """

    key: str
    label: Words
    choices: Sequence[tuple[str, Words]]
    field: str = ""
    conditions: Mapping[str, Q] = dataclasses.field(default_factory=dict)
    as_select: bool = False

    @property
    def is_select(self) -> bool:
        return self.as_select or len(self.choices) > MOST_CHIPS

    def accepts(self, value: str) -> bool:
        return any(value == known for known, _label in self.choices)

    def condition(self, value: str) -> Q:
        return self.conditions[value] if value in self.conditions else Q((self.field, value))

    def counts(self, queryset: QuerySet[Any]) -> dict[str, int]:
        """How many rows each choice would show, in one query."""
        if self.conditions:
            sums = {f"n{place}": Count("pk", self.condition(value)) for place, value in enumerate(self._values())}
            found = queryset.order_by().aggregate(**sums)
            return {value: found[f"n{place}"] for place, value in enumerate(self._values())}
        groups = queryset.order_by().values_list(self.field).annotate(n=Count("pk"))
        return {str(value): number for value, number in groups}

    def _values(self) -> list[str]:
        return [value for value, _label in self.choices]
