"""What cancelled contracts owe by the scale, against what is invoiced: what is to be credited, what is still to ask.

Amounts are integer cents without VAT. The scale counts by the rates as they were sold; invoices may be taxed otherwise
(reverse charge), so what is owed of a rate is shared out over the rates that its lines have on their invoices.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from parvis.core.dates import local_date
from parvis.editions.models import Edition
from parvis.sales.models import Cancellation, Contract, QuoteLine
from parvis.sales.pricing import VatShare, rate_text, totals_of
from parvis.treasury.crediting import in_proportion
from parvis.treasury.models import Invoice, InvoiceLine
from parvis.treasury.queries import OWED, UNDECIDED, invoices_in, left_to_credit
from parvis.treasury.regimes import taxation_of

Kind = Invoice.Kind
NOTHING: Mapping[int, str] = {}


class Group(NamedTuple):
    """What is taxed alike: the rate as sold, the regime chosen by hand, the rate on the invoice."""

    sold: int
    regime: str
    billed: int


@dataclass(frozen=True, slots=True)
class Account:
    """A cancelled contract with what amended it: what is owed, and what of its invoices is not credited, newest first.

    A deposit that a balance has deducted is part of that balance. `drafted_cents` is asked by a draft already.
    """

    owed: dict[Group, int]
    left: list[tuple[Invoice, list[VatShare]]]
    drafted_cents: int
    contracts: list[int]

    def to_credit(self) -> dict[int, dict[int, int]]:
        """Of each invoice (its key), how much of each rate is above what is owed."""
        above = self._billed()
        for group, cents in self.owed.items():
            above[group.billed] -= cents
        most = sum(self._billed().values()) + self.drafted_cents - sum(self.owed.values())
        found: dict[int, dict[int, int]] = {}
        for invoice, shares in self.left:
            for share in shares:
                cents = min(share.base_cents, above[share.basis_points], most)
                if cents > 0:
                    found.setdefault(invoice.pk, {})[share.basis_points] = cents
                    above[share.basis_points] -= cents
                    most -= cents
        return found

    def missing(self, *, besides: Invoice | None = None) -> dict[Group, int]:
        """What is owed and not invoiced; as if `besides` were not there."""
        billed, found = self._billed(besides), {}
        for group, cents in self.owed.items():
            covered = min(cents, billed[group.billed])
            billed[group.billed] -= covered
            if cents > covered:
                found[group] = cents - covered
        return found

    def deposit_of(self, contract: Contract) -> tuple[Invoice, int] | None:
        """Its deposit that no balance has deducted yet, and how much of it stands, VAT included."""
        for invoice, shares in self.left:
            if invoice.contract_id == contract.pk and invoice.kind == Kind.DEPOSIT:
                return invoice, sum(share.base_cents + share.vat_cents for share in shares)
        return None

    def _billed(self, besides: Invoice | None = None) -> dict[int, int]:
        billed: dict[int, int] = defaultdict(int)
        for invoice, shares in self.left:
            for share in shares if invoice != besides else ():
                billed[share.basis_points] += share.base_cents
        return billed


def total_of(groups: Mapping[Group, int]) -> int:
    """With VAT, as it would be on one invoice."""
    return totals_of((cents, group.billed) for group, cents in groups.items()).total_cents


def account_of(cancellation: Cancellation, chosen: Mapping[int, str] = NOTHING) -> Account:
    """`chosen` are regimes that the treasurer gave lines of the contract's draft, by their position."""
    family = cancelled_with(cancellation.contract)
    weights = _weights(cancellation, family, chosen)
    owed: dict[Group, int] = {}
    for row in cancellation.computation:
        groups = {group: cents for group, cents in weights.items() if group.sold == row["vat_basis_points"] and cents}
        if row["owed_cents"]:
            owed.update(zip(groups, in_proportion(list(groups.values()), row["owed_cents"]), strict=True))
    drafts = Invoice.objects.drafts().filter(contract__in=family, kind=Kind.CANCELLATION)
    left = [(one, left_to_credit(one)) for one in _papers(family)]
    return Account(owed, left, sum(one.net_cents for one in drafts), [contract.pk for contract in family])


def cancelled_with(contract: Contract) -> list[Contract]:
    """The contract and the signed amendments that ended with it."""
    together = Q(pk=contract.pk) | Q(amends=contract, signed_at__isnull=False, withdrawn_at=contract.withdrawn_at)
    return list(Contract.objects.filter(together).order_by("pk"))


def _papers(family: Sequence[Contract]) -> list[Invoice]:
    issued = list(Invoice.objects.issued().filter(contract__in=family).order_by("-issued_on", "-sequence"))
    taken_up = {one.contract_id for one in issued if one.prepaid_cents}
    return [one for one in issued if one.kind != Kind.DEPOSIT or one.contract_id not in taken_up]


def _weights(cancellation: Cancellation, family: Sequence[Contract], chosen: Mapping[int, str]) -> dict[Group, int]:
    """What was sold of each group, less what amendments took out of it."""
    main = cancellation.contract
    contract_of = {contract.quote_id: contract.pk for contract in family}
    frozen = InvoiceLine.objects.filter(
        invoice__contract__in=family, invoice__status=Invoice.Status.ISSUED, invoice__kind__in=(Kind.FULL, Kind.BALANCE)
    ).values_list("invoice__contract", "position", "vat_basis_points")
    rates = {(contract, position): rate for contract, position, rate in frozen}
    taxation = taxation_of(Invoice(exhibitor=main.exhibitor), local_date(cancellation.cancelled_at))
    weights: dict[Group, int] = defaultdict(int)
    for line in QuoteLine.objects.filter(quote__in=contract_of).select_related("removes").order_by("pk"):
        of = line.removes or line
        place = (contract_of.get(of.quote_id, 0), of.position)
        regime = chosen.get(of.position, "") if place[0] == main.pk else ""
        sold = InvoiceLine(net_cents=1, vat_basis_points=line.vat_basis_points, regime=regime)
        billed = rates.get(place, taxation.taxed(sold).vat_basis_points)
        weights[Group(line.vat_basis_points, regime, billed)] += line.net_cents
    return weights


def to_credit_condition(edition: Edition) -> Q:
    """Of `invoices_in(edition)`: what the scale credits, what amendments took out, what somebody is to decide about."""
    ended = Q(contract=OuterRef("contract")) | Q(contract__amends=OuterRef("contract"))
    issued = Invoice.objects.issued().filter(ended)
    cancellations = Cancellation.objects.filter(Exists(issued), contract__exhibitor__edition=edition)
    invoices: list[int] = []
    reckoned: list[int] = []
    for cancellation in cancellations.select_related("contract__exhibitor__company"):
        account = account_of(cancellation)
        invoices += account.to_credit()
        reckoned += account.contracts
    return UNDECIDED & ~Q(contract__in=reckoned) | OWED | Q(pk__in=invoices)


def invoices_to_credit(edition: Edition) -> QuerySet[Invoice]:
    return invoices_in(edition).filter(to_credit_condition(edition)).order_by("number")


def cancellation_of(invoice: Invoice) -> Cancellation | None:
    """The cancellation that decides what is owed of this invoice."""
    contract = invoice.contract
    if contract is None or contract.status != Contract.Status.WITHDRAWN:
        return None
    ended = Q(contract=contract) | Q(contract=contract.amends_id, contract__withdrawn_at=contract.withdrawn_at)
    found = Cancellation.objects.filter(ended).select_related("contract__exhibitor__company")
    return found.order_by("pk").first()


def credit_of(invoice: Invoice) -> dict[int, int]:
    """How much of each rate of the invoice the scale credits; nothing where no scale decides."""
    cancellation = cancellation_of(invoice)
    return account_of(cancellation).to_credit().get(invoice.pk, {}) if cancellation else {}


def reason_of(cancellation: Cancellation) -> str:
    """As papers say it."""
    words = {"number": cancellation.contract, "share": rate_text(cancellation.share_basis_points)}
    return _("Cancellation of contract %(number)s: %(share)s of the price remains due") % words
