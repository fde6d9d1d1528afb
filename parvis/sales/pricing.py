"""The arithmetic of an offer: percentages compound on one line and are rounded once, VAT is taken once per rate.

Pure: no query, no clock. Amounts are integer cents without VAT, percentages basis points (-1000 is ten percent off).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.companies.models import Company
from parvis.core.money import percent_of
from parvis.sales.models import PriceRule

WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Discount:
    """One percentage on a line, and why."""

    label: str
    basis_points: int

    @property
    def text(self) -> str:
        return self.label if self.basis_points == -WHOLE else f"{self.label} {percent_text(self.basis_points)}"


@dataclass(frozen=True, slots=True)
class Priced:
    """One line: what it is counted from, and its amount after all percentages."""

    quantity: int
    unit_price_cents: int
    vat_basis_points: int
    discounts: tuple[Discount, ...] = ()

    @property
    def gross_cents(self) -> int:
        return self.quantity * self.unit_price_cents

    @property
    def net_cents(self) -> int:
        """All percentages at once, half a cent rounded up; never below zero."""
        numerator, denominator = self.gross_cents, 1
        for discount in self.discounts:
            numerator *= WHOLE + discount.basis_points
            denominator *= WHOLE
        return (2 * numerator + denominator) // (2 * denominator)

    @property
    def discount_text(self) -> str:
        """`Public body −20 %, early booking −10 %`, in the language now active."""
        return ", ".join(discount.text for discount in self.discounts)


@dataclass(frozen=True, slots=True)
class VatShare:
    """The VAT of one rate, computed once on the sum of its lines."""

    basis_points: int
    base_cents: int
    vat_cents: int

    @property
    def rate(self) -> str:
        return rate_text(self.basis_points)


@dataclass(frozen=True, slots=True)
class Totals:
    """The foot of an offer."""

    net_cents: int
    shares: tuple[VatShare, ...]

    @property
    def vat_cents(self) -> int:
        return sum(share.vat_cents for share in self.shares)

    @property
    def total_cents(self) -> int:
        return self.net_cents + self.vat_cents


def totals_of(lines: Iterable[tuple[int, int]]) -> Totals:
    """The totals of lines given as (net cents, VAT basis points), one share per rate, lowest rate first."""
    bases: dict[int, int] = {}
    for net_cents, rate in lines:
        bases[rate] = bases.get(rate, 0) + net_cents
    shares = tuple(VatShare(rate, base, percent_of(base, rate)) for rate, base in sorted(bases.items()))
    return Totals(sum(bases.values()), shares)


def fitted(totals: Totals, vat_cents: int) -> Totals:
    """The totals with the VAT a paper was signed with: a cent of rounding goes to the largest share."""
    rest = vat_cents - totals.vat_cents
    if not rest:
        return totals
    most = max(totals.shares, key=lambda share: abs(share.base_cents))
    shares = [replace(one, vat_cents=one.vat_cents + rest) if one == most else one for one in totals.shares]
    return Totals(totals.net_cents, tuple(shares))


def discounts_for(
    rules: Sequence[PriceRule], company_kind: str, *, on: date, negotiated: int = 0
) -> tuple[Discount, ...]:
    """What applies to a package sold that day: first the class of company, then the best early price still open.

    `negotiated` (basis points off) comes last.
    """
    classes = [rule for rule in rules if rule.kind == PriceRule.Kind.CLASS and rule.company_kind == company_kind]
    early = [rule for rule in rules if rule.kind == PriceRule.Kind.EARLY_BIRD and rule.until_on and rule.until_on >= on]
    found = [Discount(str(Company.Kind(rule.company_kind).label), rule.basis_points) for rule in classes]
    if early:
        best = min(rule.basis_points for rule in early)
        found.append(Discount(_("early booking"), best))
    if negotiated:
        found.append(Discount(_("negotiated"), -negotiated))
    return tuple(discount for discount in found if discount.basis_points)


def gift() -> tuple[Discount, ...]:
    """Free of charge: the whole price off, so that a unit price is never negative."""
    return (Discount(_("free of charge"), -WHOLE),)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What an offer gives away of the price list's own price, and how much more needs nobody's approval."""

    list_cents: int
    net_cents: int
    threshold_basis_points: int

    @property
    def given_cents(self) -> int:
        return self.list_cents - self.net_cents

    @property
    def given_basis_points(self) -> int:
        """The share given away, a fraction of a hundredth counted as a whole one."""
        return -(-self.given_cents * WHOLE // self.list_cents) if self.list_cents else 0

    @property
    def left_cents(self) -> int:
        """What can still be given without approval, rounded down; never below zero."""
        return max(0, self.list_cents * self.threshold_basis_points // WHOLE - self.given_cents)

    @property
    def needs_approval(self) -> bool:
        return self.given_basis_points > self.threshold_basis_points

    @property
    def given(self) -> str:
        return rate_text(self.given_basis_points)

    @property
    def threshold(self) -> str:
        return rate_text(self.threshold_basis_points)


def cancellation_basis_points(rules: Sequence[PriceRule], *, days_left: int) -> int:
    """The share still owed by who leaves so many days before the fair: the strictest step already reached."""
    reached = [
        rule.basis_points
        for rule in rules
        if rule.kind == PriceRule.Kind.CANCEL and rule.days_before is not None and days_left <= rule.days_before
    ]
    return max(reached, default=0)


def percent_text(basis_points: int) -> str:
    """`−20 %` in French, `−20%` in English; hundredths only when there are some."""
    whole, rest = divmod(abs(basis_points), 100)
    is_french = (get_language() or "fr").startswith("fr")
    decimals = f"{',' if is_french else '.'}{rest:02d}".rstrip("0") if rest else ""
    sign = "−" if basis_points < 0 else "+"
    return f"{sign}{whole}{decimals}{'\u00a0%' if is_french else '%'}"


def rate_text(basis_points: int) -> str:
    """A VAT rate, without sign."""
    return percent_text(basis_points)[1:]
