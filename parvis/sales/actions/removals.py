"""Options taken out of a signed contract: an amendment with lines below zero, signed as the contract was.

Until it is signed nothing changes; with the signature the units are free again and what they gave ends. Of their price
the share stays owed that the cancellation scale says for the day the exhibitor asked.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.exhibitors.actions.standing import grant_entitlements, revoke_entitlements
from parvis.sales.actions.amendments import add_amendment, next_number
from parvis.sales.actions.contracts import fresh_contract
from parvis.sales.actions.stock import return_units
from parvis.sales.actions.waiting import keep_for_next
from parvis.sales.amending import (
    Removable,
    print_removal,
    removables_of,
    removal_lines,
    removal_totals,
    share_owed,
)
from parvis.sales.models import Contract, Option, QuoteLine
from parvis.sales.offer import entitlements_of
from parvis.sales.pricing import Totals
from parvis.sales.printing import Printed
from parvis.sales.queries import lines_of, open_removal, removals_of


def remove_options(
    contract: Contract, quantities: Mapping[int, int], *, asked_on: date | None = None, by: Actor, at: datetime
) -> Contract:
    """So many units of each signed line (its key) as an amendment to sign. A second click gets the first one.

    The scale counts from the day it was asked for, else from this one. Its PDF is made before any lock is taken; who is
    overtaken meanwhile is told to look again.
    """
    if same := _waiting(contract, quantities):
        return same
    chosen = _chosen(contract, quantities)
    share = share_owed(contract.exhibitor.edition, on=_counted_from(contract, asked_on, today=local_date(at)))
    lines = removal_lines(chosen, contract.language, share)
    totals = removal_totals(chosen, lines)
    number = next_number(contract)
    printed = print_removal(contract, lines, totals, number=number, at=at, share=share)
    return _remove(contract, lines, totals, number=number, printed=printed, by=by, at=at)


def _counted_from(contract: Contract, asked_on: date | None, *, today: date) -> date:
    asked_on = asked_on or today
    signed_on = local_date(contract.signed_at) if contract.signed_at else today
    if not signed_on <= asked_on <= today:
        raise Refused(_("It was asked for between the signature and today."), code="asked_on")
    return asked_on


@transaction.atomic
def _remove(
    contract: Contract,
    lines: Sequence[QuoteLine],
    totals: Totals,
    *,
    number: str,
    printed: Printed,
    by: Actor,
    at: datetime,
) -> Contract:
    contract = fresh_contract(contract)
    wanted = {line.removes_id or 0: -line.quantity for line in lines}
    if same := _waiting(contract, wanted):
        return same
    if number != next_number(contract):
        raise Refused(_("Somebody has just amended this contract. Look at it again."), code="changed")
    _chosen(contract, wanted)
    return add_amendment(contract, lines, totals=totals, number=number, printed=printed, by=by, at=at)


def _waiting(contract: Contract, quantities: Mapping[int, int]) -> Contract | None:
    """The amendment that already takes just that out; refused when another one waits for its signature."""
    waiting = open_removal(contract)
    if waiting is None:
        return None
    if {line.removes_id: -line.quantity for line in lines_of([waiting.quote])} != dict(quantities):
        raise Refused(_("%(number)s waits for its signature: withdraw it first.") % {"number": waiting}, code="waiting")
    return waiting


def _chosen(contract: Contract, quantities: Mapping[int, int]) -> list[tuple[Removable, int]]:
    """What is taken out, in the order of the contract; refused when it cannot be."""
    if contract.amends_id or not contract.is_signed:
        raise Refused(_("Only a signed contract is amended."), code="unsigned")
    if contract.exhibitor.edition.is_closed:
        raise Refused(_("This edition is closed."), code="closed")
    here = {one.line.pk: one for one in removables_of(contract)}
    if not quantities:
        raise Refused(_("Choose at least one option to take out."), code="none")
    for key, units in quantities.items():
        most = here[key].left if key in here else 0
        if not 0 < units <= most:
            raise Refused(_("Of this option, %(most)s can be taken out.") % {"most": most}, code="too_many")
    return [(one, quantities[key]) for key, one in here.items() if key in quantities]


def take_out(contract: Contract, *, by: Actor, at: datetime) -> None:
    """The amendment is signed: its units are free, for who waits first, and rights are those of what is left.

    Inside the transaction of the signature.
    """
    lines = lines_of([contract.quote])
    for line in sorted(lines, key=lambda line: line.option_id or 0):
        option = cast(Option, line.option)  # only options are taken out
        return_units(option.pk, -line.quantity)
        keep_for_next(option, by=by, at=at)
    sources = Contract.objects.filter(quote__lines__removals__in=lines).distinct().order_by("pk")
    for source in sources.select_related("quote"):
        sold = lines_of([source.quote])
        revoke_entitlements(contract.exhibitor, source=source.number, by=by, at=at)
        left = entitlements_of([*sold, *removals_of(sold)])
        grant_entitlements(contract.exhibitor, left, source=source.number, by=by, at=at)
