"""A part of the price asked before the rest: the deposit invoice, and the balance that deducts it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.money import percent_of
from parvis.editions.history import record
from parvis.sales.pricing import rate_text
from parvis.treasury.actions.invoices import Kind, estimate, locked_invoice
from parvis.treasury.models import Invoice, InvoiceLine
from parvis.treasury.queries import lines_of
from parvis.treasury.snapshots import LANGUAGE

LEAST, MOST = 100, 9_900  # basis points of the price


@transaction.atomic
def draft_deposit(invoice: Invoice, *, basis_points: int, by: Actor, at: datetime) -> Invoice:
    """Ask that share of a draft first: a deposit draft, and the draft becomes the balance. Asked again, another share.

    The deposit has a line for each VAT group of the whole, so that each bears its own VAT.
    """
    invoice = locked_invoice(invoice)
    if invoice.is_issued or invoice.contract is None or invoice.kind not in {Kind.FULL, Kind.BALANCE}:
        raise Refused(_("A deposit is asked on the draft of a contract’s invoice, before that is issued."))
    if not LEAST <= basis_points <= MOST:
        raise Refused(_("A deposit is 1 to 99 % of the price."), code="share")
    deposit = _own_draft(invoice, at=at)
    InvoiceLine.objects.filter(invoice=deposit).delete()
    lines = _shares(deposit, lines_of(invoice), basis_points)
    estimate(deposit, lines, on=local_date(at))
    deposit.save()
    InvoiceLine.objects.bulk_create(lines)
    if invoice.kind == Kind.FULL:
        invoice.kind = Kind.BALANCE
        invoice.save(update_fields=["kind"])
    changes: dict[str, list[Any]] = {"net_cents": [None, deposit.net_cents], "share": [None, rate_text(basis_points)]}
    record("deposit.drafted", deposit, by=by, at=at, edition=invoice.exhibitor.edition, changes=changes)
    return deposit


def _own_draft(invoice: Invoice, *, at: datetime) -> Invoice:
    """The contract's deposit, still a draft; a new one when there is none."""
    deposit = Invoice.objects.filter(contract=invoice.contract, kind=Kind.DEPOSIT).first()
    if deposit and deposit.is_issued:
        raise Refused(_("Deposit %(number)s is issued already: a contract has one.") % {"number": deposit})
    if deposit:
        return deposit
    exhibitor, contract = invoice.exhibitor, invoice.contract
    return Invoice.objects.create(
        exhibitor=exhibitor, contract=contract, kind=Kind.DEPOSIT, created_at=at, net_cents=0, vat_cents=0
    )


def _shares(deposit: Invoice, lines: list[InvoiceLine], basis_points: int) -> list[InvoiceLine]:
    bases: dict[tuple[int, str], int] = {}
    for line in lines:
        group = (line.vat_basis_points, line.regime)
        bases[group] = bases.get(group, 0) + line.net_cents
    with translation.override(LANGUAGE):
        words = {"share": rate_text(basis_points), "edition": deposit.exhibitor.edition.name}
        name = _("Deposit of %(share)s on taking part in %(edition)s") % words
    amounts = {group: percent_of(base, basis_points) for group, base in bases.items()}
    return [
        InvoiceLine(
            invoice=deposit,
            position=position,
            name=name[:160],
            quantity=1,
            unit_price_cents=cents,
            net_cents=cents,
            vat_basis_points=rate,
            regime=regime,
        )
        for position, ((rate, regime), cents) in enumerate(
            ((group, cents) for group, cents in sorted(amounts.items()) if cents), start=1
        )
    ]


@transaction.atomic
def drop_deposit(deposit: Invoice, *, by: Actor, at: datetime) -> Invoice:
    """No deposit after all: its draft goes, and the balance is the whole again."""
    deposit = locked_invoice(deposit)
    if deposit.is_issued or deposit.kind != Kind.DEPOSIT:
        raise Refused(_("Only the draft of a deposit can be dropped."))
    whole = Invoice.objects.get(contract=deposit.contract, kind=Kind.BALANCE)
    changes: dict[str, list[Any]] = {"net_cents": [deposit.net_cents, None]}
    record("deposit.dropped", deposit, by=by, at=at, edition=deposit.exhibitor.edition, changes=changes)
    deposit.delete()
    whole.kind = Kind.FULL
    whole.save(update_fields=["kind"])
    return whole


@transaction.atomic
def choose_regimes(invoice: Invoice, regimes: dict[int, str], *, by: Actor, at: datetime) -> None:
    """How lines of a draft are taxed, against the rules where the treasurer knows better; empty is by the rules."""
    invoice = locked_invoice(invoice)
    if invoice.is_issued:
        raise Refused(_("%(number)s is issued: it can no longer change.") % {"number": invoice})
    lines = lines_of(invoice)
    changes: dict[str, list[Any]] = {}
    for line in lines:
        if line.regime != (chosen := regimes.get(line.pk, line.regime)):
            changes[f"line {line.position}"] = [line.regime, chosen]
            line.regime = chosen
    if changes:
        InvoiceLine.objects.bulk_update(lines, ["regime"])
        estimate(invoice, lines, on=local_date(at))
        invoice.save(update_fields=["net_cents", "vat_cents"])
        record("invoice.changed", invoice, by=by, at=at, edition=invoice.exhibitor.edition, changes=changes)
