"""Cancelling a contract by the scale: the computation that was read is the one that is kept."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.editions.history import record
from parvis.exhibitors.models import Exhibitor
from parvis.sales.actions.contracts import withdraw_contract
from parvis.sales.cancelling import Reckoning, reckon
from parvis.sales.models import Cancellation, Contract
from parvis.sales.queries import amendments_of, days_to_fair, lines_of, rules_of

KEPT = timedelta(days=10 * 366)  # as long as the contract: the credit note rests on it


def reckon_cancellation(contract: Contract, *, at: datetime) -> Reckoning:
    """What cancelling this contract, with what amends it, would owe now. Nothing before the company has signed."""
    edition = contract.exhibitor.edition
    rules = rules_of(edition) if contract.is_signed else []
    signed = [amendment.quote for amendment in amendments_of(contract) if amendment.is_signed]
    found = lines_of([contract.quote, *signed])
    lines = ((line.net_cents, line.vat_basis_points, line.owed_cents) for line in found)
    return reckon(lines, rules, days_left=days_to_fair(edition, on=local_date(at)))


@transaction.atomic
def cancel_contract(contract: Contract, *, reason: str, seen_owed_cents: int, by: Actor, at: datetime) -> Contract:
    """Take the contract back and keep what the scale owes. Twice is once; an amount that was not read is refused."""
    lock_row(Exhibitor.objects.filter(pk=contract.exhibitor_id))
    contract = Contract.objects.select_related("exhibitor__company", "exhibitor__edition", "quote").get(pk=contract.pk)
    if contract.status == Contract.Status.WITHDRAWN:
        return contract
    reckoning = reckon_cancellation(contract, at=at)
    if reckoning.owed_cents != seen_owed_cents:
        raise Refused(_("The computation has changed since you read it. Read it again before cancelling."), code="seen")
    if contract.is_signed:
        _keep(contract, reckoning, reason=reason, by=by, at=at)
    return withdraw_contract(contract, reason=reason, by=by, at=at)


def _keep(contract: Contract, reckoning: Reckoning, *, reason: str, by: Actor, at: datetime) -> None:
    edition = contract.exhibitor.edition
    cancellation = Cancellation.objects.create(
        contract=contract,
        cancelled_at=at,
        cancelled_by=by.label[:160],
        reason=reason,
        days_left=reckoning.days_left,
        share_basis_points=reckoning.share_basis_points,
        computation=reckoning.rows(),
        net_cents=reckoning.sold_cents,
        owed_cents=reckoning.owed_cents,
        keep_until=edition.fair_on + KEPT,
    )
    changes: dict[str, list[Any]] = {
        "owed_cents": [None, cancellation.owed_cents],
        "credited_cents": [None, cancellation.credited_cents],
    }
    record("contract.cancelled", contract, by=by, at=at, edition=edition, changes=changes)
