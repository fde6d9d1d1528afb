"""How a credited amount is spread over the VAT rates of its invoice. Pure: no query, no clock."""

from collections.abc import Mapping, Sequence

from parvis.core.money import percent_of
from parvis.sales.pricing import VatShare


def spread(left: Sequence[VatShare], net_cents: int) -> list[VatShare]:
    """`net_cents` over what is left of each rate, in proportion, to the cent.

    A share that takes all that is left of its rate takes its VAT too; any other has the VAT of its own sum, never
    more than is left. `net_cents` is at most the sum of what is left.
    """
    taken = in_proportion([share.base_cents for share in left], net_cents)
    return [_part(share, cents) for share, cents in zip(left, taken, strict=True) if cents]


def exceeds(left: Sequence[VatShare], parts: Mapping[int, int]) -> bool:
    """Whether these parts are more than what is left of their rates."""
    here = {share.basis_points: share.base_cents for share in left}
    return any(cents > here.get(rate, 0) for rate, cents in parts.items())


def exact(left: Sequence[VatShare], parts: Mapping[int, int]) -> list[VatShare]:
    """Just so much of each rate, never more than is left of it.

    The VAT is what was charged less what is due on the rest, so that invoice and credit notes add up to the cent.
    """
    return [_less(share, parts[share.basis_points]) for share in left if share.basis_points in parts]


def _less(share: VatShare, cents: int) -> VatShare:
    rest = percent_of(share.base_cents - cents, share.basis_points)
    return VatShare(share.basis_points, cents, max(0, share.vat_cents - rest))


def _part(share: VatShare, net_cents: int) -> VatShare:
    if net_cents == share.base_cents:
        return share
    return VatShare(share.basis_points, net_cents, min(percent_of(net_cents, share.basis_points), share.vat_cents))


def in_proportion(weights: Sequence[int], amount: int) -> list[int]:
    """Whole cents whose sum is the amount; the cents left over go to the largest remainders."""
    whole = sum(weights)
    shares = [weight * amount // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -(weights[place] * amount % whole))
    for place in by_remainder[: amount - sum(shares)]:
        shares[place] += 1
    return shares
