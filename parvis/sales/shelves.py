"""What the shop of one exhibitor shows: tiers, options within their order window, its own requests."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from parvis.core.money import percent_of
from parvis.exhibitors.models import Exhibitor
from parvis.sales.amending import Removable, ScaleShare, removables_of, share_owed
from parvis.sales.models import Option, OptionRequest, Package
from parvis.sales.printing import entitlement_facts
from parvis.sales.queries import at_prices_of, live_contract, options_of, packages_of


@dataclass(frozen=True, slots=True)
class Shelf:
    """One option as its buyer sees it."""

    option: Option
    gives: list[object]
    is_orderable: bool
    waiting_count: int
    has_request: bool

    @property
    def is_short(self) -> bool:
        """Nothing left, or others wait for what is."""
        return self.option.left_count == 0 or self.waiting_count > 0


def shelf_of(exhibitor: Exhibitor, *, on: date) -> list[Shelf]:
    """The options shown to exhibitors, those not yet or no longer open too."""
    waiting = Count("requests", Q(requests__state=OptionRequest.State.WAITING))
    shown = options_of(exhibitor.edition).filter(is_active=True, audience=Option.Audience.ALL)
    asked = set(OptionRequest.objects.open().filter(exhibitor=exhibitor).values_list("option_id", flat=True))
    counts = dict(shown.annotate(waiting=waiting).values_list("pk", "waiting"))
    return [
        Shelf(
            option,
            list(entitlement_facts(option.gives)),
            option.is_orderable_on(on),
            counts[option.pk],
            option.pk in asked,
        )
        for option in at_prices_of(shown, on)
    ]


def tiers_of(exhibitor: Exhibitor, *, on: date) -> list[tuple[Package, list[object]]]:
    """Sponsor and partner tiers this company may take, each with what it gives."""
    shown = packages_of(exhibitor.edition).filter(is_active=True, audience=Package.Audience.ALL)
    tiers = shown.exclude(tier=Package.Tier.NONE)
    mine = [package for package in at_prices_of(tiers, on) if package.is_sold_to(exhibitor.company.kind)]
    return [(package, list(entitlement_facts(package.gives))) for package in mine]


def requests_of(exhibitor: Exhibitor) -> list[tuple[OptionRequest, int]]:
    """Its requests, newest first, each with its place in line (0: not in line)."""
    mine = OptionRequest.objects.filter(exhibitor=exhibitor).select_related("option").order_by("-asked_at", "-pk")
    return [(wish, place_of(wish)) for wish in mine]


@dataclass(frozen=True, slots=True)
class Owned:
    """A signed option of the exhibitor, and what becomes of its price if all that is left is given up that day."""

    removable: Removable
    share: ScaleShare

    @property
    def owed_cents(self) -> int:
        return percent_of(self.removable.left_net_cents, self.share.basis_points)

    @property
    def credited_cents(self) -> int:
        return self.removable.left_net_cents - self.owed_cents


def owned_by(exhibitor: Exhibitor, *, on: date) -> list[Owned]:
    contract = live_contract(exhibitor)
    if contract is None or not contract.is_signed:
        return []
    share = share_owed(exhibitor.edition, on=on)
    return [Owned(one, share) for one in removables_of(contract)]


def place_of(wish: OptionRequest) -> int:
    if wish.state != OptionRequest.State.WAITING:
        return 0
    line = list(OptionRequest.objects.in_line().filter(option=wish.option_id).values_list("pk", flat=True))
    return line.index(wish.pk) + 1
