"""A contract is withdrawn: its drafts go, and what the scale says is owed and nobody asks for yet is drafted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation

from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.editions.history import record
from parvis.sales.models import Cancellation, Contract
from parvis.treasury.actions.invoices import Answers, Kind, drop_drafts, estimate, locked_invoice, take_over
from parvis.treasury.models import Invoice, InvoiceLine
from parvis.treasury.queries import lines_of
from parvis.treasury.scale import Account, Group, account_of, reason_of, total_of
from parvis.treasury.snapshots import LANGUAGE


@transaction.atomic
def settle_withdrawal(contract: Contract, *, by: Actor, at: datetime) -> Invoice | None:
    """What is still to be asked, as a draft; None when nothing is, or no scale was applied.

    After a deposit it is the balance that deducts it, else an invoice of what the others do not ask. What is to be
    credited instead is `scale.invoices_to_credit`.
    """
    before = _locked_draft(contract)
    chosen = {line.position: line.regime for line in lines_of(before)} if before else {}
    drop_drafts(contract, by=by, at=at)
    related = "contract__exhibitor__company", "contract__exhibitor__edition"
    cancellation = Cancellation.objects.filter(contract=contract).select_related(*related).first()
    if cancellation is None:
        return None
    kind, groups = _asked(account_of(cancellation, chosen), contract)
    if not groups:
        return None
    invoice = Invoice(contract=contract, kind=kind, exhibitor=contract.exhibitor, created_at=at)
    _answers(invoice, before)
    lines = _lines(invoice, groups, cancellation)
    estimate(invoice, lines, on=local_date(at))
    invoice.save()
    InvoiceLine.objects.bulk_create(lines)
    changes: dict[str, list[Any]] = {"contract": [None, contract.number], "net_cents": [None, invoice.net_cents]}
    record("invoice.drafted", invoice, by=by, at=at, edition=contract.exhibitor.edition, changes=changes)
    return invoice


def _locked_draft(contract: Contract) -> Invoice | None:
    """The draft of the whole or of the balance, nobody else's to issue any more; None once it is issued."""
    draft = Invoice.objects.drafts().filter(contract=contract).exclude(kind=Kind.DEPOSIT).first()
    locked = locked_invoice(draft) if draft else None
    return locked if locked and not locked.is_issued else None


def _asked(account: Account, contract: Contract) -> tuple[str, dict[Group, int]]:
    """As which kind of invoice, and how much of each group."""
    if deposit := account.deposit_of(contract):
        whole = account.missing(besides=deposit[0])
        if total_of(whole) > deposit[1]:
            return Kind.BALANCE, whole
    return Kind.CANCELLATION, account.missing()


def _answers(invoice: Invoice, before: Invoice | None) -> None:
    """What the buyer wants on its invoice, as the draft had it, else as the company said when it signed (not saved)."""
    if before is None:
        take_over(invoice)
    else:
        for name in Answers.__annotations__:
            setattr(invoice, name, getattr(before, name))


def _lines(invoice: Invoice, groups: Mapping[Group, int], cancellation: Cancellation) -> list[InvoiceLine]:
    with translation.override(LANGUAGE):
        name = reason_of(cancellation)
    return [
        InvoiceLine(
            invoice=invoice,
            position=position,
            name=name[:160],
            quantity=1,
            unit_price_cents=cents,
            net_cents=cents,
            vat_basis_points=group.sold,
            regime=group.regime,
        )
        for position, (group, cents) in enumerate(sorted(groups.items()), start=1)
    ]
