"""A signed amendment took options back: a draft asks for less, what was issued is to be credited."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.locks import lock_row
from parvis.editions.history import record
from parvis.sales.models import Contract, QuoteLine
from parvis.treasury.actions.credit_notes import issue_credit_note
from parvis.treasury.actions.invoices import Kind, estimate, locked_invoice
from parvis.treasury.models import CreditNote, Invoice, InvoiceLine, OwedCredit
from parvis.treasury.queries import lines_of
from parvis.treasury.snapshots import LANGUAGE


@transaction.atomic
def settle_removal(amendment: Contract, *, by: Actor, at: datetime) -> None:
    """For each paper that sold what was taken back: its invoice, unless all of it was gifts."""
    lines = QuoteLine.objects.filter(quote=amendment.quote_id, removes__isnull=False).select_related("removes")
    by_quote: dict[int, list[QuoteLine]] = {}
    for line in lines.order_by("position"):
        if line.removes and line.taken_cents:
            by_quote.setdefault(line.removes.quote_id, []).append(line)
    found = Invoice.objects.filter(contract__quote__in=by_quote).exclude(kind=Kind.DEPOSIT)
    for row in found.select_related("contract").order_by("pk"):
        invoice = locked_invoice(row)
        removed = by_quote[invoice.contract.quote_id] if invoice.contract else []
        if invoice.is_issued:
            _owe(amendment, invoice, removed, at=at)
        else:
            _reduce(amendment, invoice, removed, by=by, at=at)


def _reduce(amendment: Contract, invoice: Invoice, removed: Iterable[QuoteLine], *, by: Actor, at: datetime) -> None:
    """The draft asks for what is left; a whole draft of nothing goes, a balance stays to meet its deposit."""
    before, edition = invoice.net_cents, invoice.exhibitor.edition
    lines = {line.position: line for line in lines_of(invoice)}
    for back in removed:
        line = lines[back.removes.position if back.removes else 0]
        line.quantity += back.quantity
        line.net_cents -= back.taken_cents
        line.save(update_fields=["quantity", "net_cents"]) if line.quantity else line.delete()
        if back.owed_cents:
            _ask_owed(invoice, back, like=line)
    left = lines_of(invoice)
    estimate(invoice, left, on=local_date(at))
    changes: dict[str, list[Any]] = {
        "net_cents": [before, invoice.net_cents],
        "contract": [None, amendment.number],
    }
    if not left and invoice.kind == Kind.FULL:
        record("invoice.dropped", invoice, by=by, at=at, edition=edition, changes=changes)
        invoice.delete()
        return
    invoice.save(update_fields=["net_cents", "vat_cents"])
    record("invoice.reduced", invoice, by=by, at=at, edition=edition, changes=changes)


def _ask_owed(invoice: Invoice, back: QuoteLine, *, like: InvoiceLine) -> None:
    """What the cancellation scale keeps of units taken out, as a line of its own, taxed as they were."""
    with translation.override(LANGUAGE):
        name = _("%(name)s, taken out: share owed by the cancellation scale") % {"name": like.name}
    last = InvoiceLine.objects.filter(invoice=invoice).aggregate(last=Max("position", default=0))["last"]
    InvoiceLine.objects.create(
        invoice=invoice,
        position=max(last, like.position) + 1,
        name=name[:160],
        quantity=1,
        unit_price_cents=back.owed_cents,
        net_cents=back.owed_cents,
        vat_basis_points=like.vat_basis_points,
        regime=like.regime,
    )


def _owe(amendment: Contract, invoice: Invoice, removed: Iterable[QuoteLine], *, at: datetime) -> None:
    """What of each rate of the issued invoice is to be credited, as its own lines were taxed."""
    rates = {line.position: line.vat_basis_points for line in lines_of(invoice)}
    parts: dict[int, int] = {}
    for back in removed:
        rate = rates[back.removes.position if back.removes else 0]
        parts[rate] = parts.get(rate, 0) - back.net_cents
    if not any(parts.values()):
        return  # all of it stays owed
    OwedCredit.objects.create(
        amendment=amendment,
        invoice=invoice,
        net_cents=sum(parts.values()),
        parts=[[rate, cents] for rate, cents in sorted(parts.items())],
        created_at=at,
    )


@transaction.atomic
def issue_owed_credit(owed: OwedCredit, *, by: Actor, at: datetime) -> CreditNote:
    """The credit note that a signed amendment made due; asked again, the same one."""
    locked_invoice(owed.invoice)
    owed = lock_row(OwedCredit.objects.select_related("amendment", "invoice").filter(pk=owed.pk))
    if owed.note:
        return owed.note
    with translation.override(LANGUAGE):
        reason = _("Options taken out by amendment %(number)s") % {"number": owed.amendment}
    owed.note = issue_credit_note(
        owed.invoice,
        parts=dict(owed.parts),
        reason=reason,
        request_key=f"owed-{owed.pk}",
        by=by,
        at=at,
    )
    owed.save(update_fields=["note"])
    return owed.note


@transaction.atomic
def forget_owed(contract: Contract) -> None:
    """A withdrawn contract is credited as a whole: what its amendments made due is part of that."""
    OwedCredit.objects.filter(amendment=contract, note=None).delete()
