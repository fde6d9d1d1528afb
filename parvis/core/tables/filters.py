"""One filter of a list: a closed set of choices; chips tell how many rows each would show."""

import dataclasses
from collections.abc import Mapping, Sequence

from django.db.models import Count, Q

from parvis.core.tables.columns import Words

MOST_CHIPS = 8


@dataclasses.dataclass(frozen=True)
class Filter:
    """`choices` are (value, label). A value selects rows by `field`, or by its own condition when it has one.

    Few choices are shown as chips with counts, many as a select without.
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

    def sums(self) -> dict[str, Count]:
        """What to aggregate for the counts of its chips, each under a name of its own."""
        return {f"{self.key}_{place}": Count("pk", self.condition(value)) for place, value in enumerate(self._values())}

    def counts(self, found: Mapping[str, int]) -> dict[str, int]:
        """How many rows each choice would show, read back from the aggregate."""
        return {value: found.get(f"{self.key}_{place}", 0) for place, value in enumerate(self._values())}

    def _values(self) -> list[str]:
        return [value for value, _label in self.choices]
