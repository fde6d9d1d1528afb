"""Late penalties: what is unpaid x rate x days / 365, piece by piece as amounts and rates change. Pure.

Source: code de commerce, L441-10 and D441-5. They run from the day after the due date, without a reminder; the
indemnity for recovery is due once for each late invoice, outside VAT.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

A_DAY = timedelta(days=1)
YEAR = 365
type Dated = tuple[date, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """Days in a row with one unpaid amount and one rate (None: nobody wrote the rate of those days)."""

    first: date
    last: date
    cents: int
    basis_points: int | None

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def penalty(self) -> Decimal | None:
        """In cents, not rounded."""
        if self.basis_points is None:
            return None
        return Decimal(self.cents) * self.basis_points * self.days / (10_000 * YEAR)

    @property
    def percent(self) -> Decimal | None:
        return None if self.basis_points is None else Decimal(self.basis_points) / 100


def pieces_of(
    due_on: date, on: date, *, total_cents: int, settled: Sequence[Dated], rates: Sequence[Dated]
) -> list[Piece]:
    """From the day after the due date to `on`. What is settled on a day counts from the next one."""
    starts = {due_on + A_DAY} | {day + A_DAY for day, _cents in settled} | {day for day, _rate in rates}
    first_days = sorted(day for day in starts if due_on < day <= on)
    last_days = [day - A_DAY for day in first_days[1:]] + [on]
    pieces = []
    for first, last in zip(first_days, last_days, strict=False):
        unpaid = total_cents - sum(cents for day, cents in settled if day < first)
        rate = max(((day, points) for day, points in rates if day <= first), default=(first, None))[1]
        if unpaid > 0:
            pieces.append(Piece(first, last, unpaid, rate))
    return pieces


def penalty_cents(pieces: Sequence[Piece]) -> int | None:
    """Their sum, rounded once; None when a rate is missing."""
    parts = [piece.penalty for piece in pieces]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return int(sum(known, Decimal(0)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
