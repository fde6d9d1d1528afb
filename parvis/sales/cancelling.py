"""What the scale says of a cancellation, before anybody does it: per VAT rate, what is owed, what is credited.

Pure: no query, no clock. Amounts are integer cents without VAT; each rate is rounded once, half a cent up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from parvis.core.money import percent_of
from parvis.sales.models import PriceRule
from parvis.sales.pricing import cancellation_basis_points, rate_text


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the scale: so many days before the fair or less, this share is owed."""

    days_before: int
    basis_points: int
    is_reached: bool

    @property
    def share(self) -> str:
        return rate_text(self.basis_points)


@dataclass(frozen=True, slots=True)
class Part:
    """What was sold at one VAT rate, and what remains owed of it."""

    vat_basis_points: int
    sold_cents: int
    owed_cents: int

    @property
    def credited_cents(self) -> int:
        return self.sold_cents - self.owed_cents

    @property
    def rate(self) -> str:
        return rate_text(self.vat_basis_points)

    @property
    def vat_cents(self) -> int:
        """The VAT of what remains owed."""
        return percent_of(self.owed_cents, self.vat_basis_points)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The whole computation, as it is shown and then kept."""

    days_left: int
    share_basis_points: int
    steps: tuple[Step, ...]
    parts: tuple[Part, ...]

    @property
    def share(self) -> str:
        return rate_text(self.share_basis_points)

    @property
    def sold_cents(self) -> int:
        return sum(part.sold_cents for part in self.parts)

    @property
    def owed_cents(self) -> int:
        return sum(part.owed_cents for part in self.parts)

    @property
    def credited_cents(self) -> int:
        return self.sold_cents - self.owed_cents

    @property
    def vat_cents(self) -> int:
        return sum(part.vat_cents for part in self.parts)

    @property
    def total_cents(self) -> int:
        return self.owed_cents + self.vat_cents

    def rows(self) -> list[dict[str, int]]:
        """The parts as they are kept."""
        return [
            {
                "vat_basis_points": part.vat_basis_points,
                "sold_cents": part.sold_cents,
                "owed_cents": part.owed_cents,
                "credited_cents": part.credited_cents,
            }
            for part in self.parts
        ]


def reckon(lines: Iterable[tuple[int, int, int]], rules: Sequence[PriceRule], *, days_left: int) -> Reckoning:
    """`lines` are (net cents, VAT basis points, cents of it owed whatever happens) of the contract and what amends it.

    `days_left` is below zero after the fair.
    """
    share = cancellation_basis_points(rules, days_left=days_left)
    scale = [
        Step(rule.days_before, rule.basis_points, days_left <= rule.days_before)
        for rule in rules
        if rule.kind == PriceRule.Kind.CANCEL and rule.days_before is not None
    ]
    bases: dict[int, tuple[int, int]] = {}
    for net_cents, rate, kept_cents in lines:
        base, kept = bases.get(rate, (0, 0))
        bases[rate] = base + net_cents, kept + kept_cents
    parts = tuple(
        Part(rate, base, kept + percent_of(base - kept, share)) for rate, (base, kept) in sorted(bases.items())
    )
    return Reckoning(days_left, share, tuple(sorted(scale, key=lambda step: -step.days_before)), parts)
