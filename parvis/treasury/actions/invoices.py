"""Drafting an invoice from a signed contract, issuing it, sending it."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.editions.history import PERSONAL, difference, record
from parvis.exhibitors.actions.steps import mark_step_done, mark_step_undone
from parvis.exhibitors.models import DoneStep, Exhibitor
from parvis.outbox.models import Message
from parvis.sales.models import Contract, QuoteLine
from parvis.sales.pricing import totals_of
from parvis.treasury.actions.numbering import give_number
from parvis.treasury.documents import invoice_paper, keep
from parvis.treasury.letters import mail_invoice
from parvis.treasury.models import Invoice, InvoiceLine, InvoiceSeries, InvoicingTerms
from parvis.treasury.queries import lines_of, recipients_of
from parvis.treasury.snapshots import buyer_of, gaps_of, seller_of

COPIED = ("position", "name", "quantity", "unit_price_cents", "discount_text", "net_cents", "vat_basis_points")
Status = Invoice.Status


@dataclass
class BatchResult:
    """What became of each row of a batch: done, or refused with the sentence why."""

    done: list[Invoice] = field(default_factory=list)
    refused: dict[str, list[Invoice]] = field(default_factory=lambda: defaultdict(list))


@transaction.atomic
def draft_invoice(contract: Contract, *, by: Actor, at: datetime) -> Invoice | None:
    """A draft of the whole contract with its lines copied; asked again, the invoice that is there.

    A contract of gifts alone has none.
    """
    lines = QuoteLine.objects.filter(quote=contract.quote_id).order_by("position")
    totals = totals_of((line.net_cents, line.vat_basis_points) for line in lines)
    if not totals.total_cents:
        return None
    amounts = {"net_cents": totals.net_cents, "vat_cents": totals.vat_cents}
    invoice, is_new = Invoice.objects.get_or_create(
        contract=contract,
        kind=Invoice.Kind.FULL,
        defaults={"exhibitor": contract.exhibitor, "created_at": at, **amounts},
    )
    if is_new:
        copies = [InvoiceLine(invoice=invoice, **{name: getattr(line, name) for name in COPIED}) for line in lines]
        InvoiceLine.objects.bulk_create(copies)
        changes: dict[str, list[Any]] = {"contract": [None, contract.number], "net_cents": [None, totals.net_cents]}
        record("invoice.drafted", invoice, by=by, at=at, edition=contract.exhibitor.edition, changes=changes)
    return invoice


@transaction.atomic
def drop_drafts(contract: Contract, *, by: Actor, at: datetime) -> None:
    """The contract no longer stands: its drafts go, what was issued stays."""
    for invoice in Invoice.objects.drafts().filter(contract=contract):
        edition = contract.exhibitor.edition
        changes: dict[str, list[Any]] = {"contract": [contract.number, None], "net_cents": [invoice.net_cents, None]}
        record("invoice.dropped", invoice, by=by, at=at, edition=edition, changes=changes)
        invoice.delete()


def locked_invoice(invoice: Invoice) -> Invoice:
    """The invoice as it is now, nobody else's to change before our transaction ends."""
    related = ("exhibitor__company__parent", "exhibitor__edition__association", "contract__quote__contact")
    try:
        return lock_row(Invoice.objects.select_related(*related).filter(pk=invoice.pk))
    except Invoice.DoesNotExist:
        raise Refused(_("This draft is no longer there: its contract was withdrawn.")) from None


def key_for(invoice: Invoice, request_key: str) -> str:
    """The key of one sent form, told apart from the same key sent for another invoice."""
    return hashlib.sha256(f"{invoice.pk}:{request_key}".encode()).hexdigest()[:40]


@transaction.atomic
def change_draft(invoice: Invoice, *, purchase_order: str, due_on: date | None, by: Actor, at: datetime) -> Invoice:
    """The buyer's order number and the due date, before issue."""
    invoice = locked_invoice(invoice)
    if invoice.is_issued:
        raise Refused(_("%(number)s is issued: it can no longer change.") % {"number": invoice})
    _due_date(due_on, local_date(at))
    changes = difference(invoice, {"purchase_order": purchase_order, "due_on": due_on})
    if changes:
        invoice.purchase_order, invoice.due_on = purchase_order, due_on
        invoice.save(update_fields=["purchase_order", "due_on"])
        record("invoice.changed", invoice, by=by, at=at, edition=invoice.exhibitor.edition, changes=changes)
    return invoice


def _due_date(asked: date | None, issued_on: date) -> date:
    """What was asked for, if the terms of that day allow it; else the usual term."""
    terms = InvoicingTerms.objects.on(issued_on)
    if asked is None:
        return issued_on + timedelta(days=terms.term_days)
    if not issued_on <= asked <= issued_on + timedelta(days=terms.longest_days):
        words = {"days": terms.longest_days}
        raise Refused(_("The due date is from the day of issue to %(days)s days later.") % words, code="due_on")
    return asked


@transaction.atomic
def issue_invoice(invoice: Invoice, *, by: Actor, at: datetime) -> Invoice:
    """Number, freeze and print the draft, all or nothing; asked again, the same invoice with the same number."""
    invoice = locked_invoice(invoice)
    if invoice.is_issued:
        return invoice
    lines = lines_of(invoice)
    _refuse_unissuable(invoice, lines, on=local_date(at))
    give_number(invoice, InvoiceSeries.INVOICES, at=at)
    issued_on = invoice.issued_on or local_date(at)
    terms = InvoicingTerms.objects.on(issued_on)
    invoice.due_on = _due_date(invoice.due_on, issued_on)
    rates = [line.vat_basis_points for line in lines if line.net_cents]
    association = invoice.exhibitor.edition.association
    invoice.seller = seller_of(association, terms, due_on=invoice.due_on, rates=rates)
    invoice.buyer = buyer_of(invoice.exhibitor.company)
    invoice.status = Status.ISSUED
    keep(invoice, invoice_paper(invoice, at=at))
    invoice.save()
    follow_payment(invoice.exhibitor, by=by, at=at)
    changes: dict[str, list[Any]] = {"number": [None, invoice.number], "pdf_sha256": ["", invoice.pdf_sha256]}
    record("invoice.issued", invoice, by=by, at=at, edition=invoice.exhibitor.edition, changes=changes)
    return invoice


def _refuse_unissuable(invoice: Invoice, lines: list[InvoiceLine], *, on: date) -> None:
    gaps = gaps_of(invoice, lines, InvoicingTerms.objects.on(on))
    if gaps:
        raise Refused(gaps[0].sentence, code="incomplete")


def issue_each(invoices: Iterable[Invoice], *, by: Actor, at: datetime) -> BatchResult:
    """Issue these drafts one by one; one that is refused keeps none of the others back."""
    return _each(invoices, issue_invoice, by=by, at=at)


def send_each(invoices: Iterable[Invoice], *, by: Actor, at: datetime) -> BatchResult:
    return _each(invoices, send_invoice, by=by, at=at)


def _each(invoices: Iterable[Invoice], action: Callable[..., object], *, by: Actor, at: datetime) -> BatchResult:
    result = BatchResult()
    for invoice in invoices:
        try:
            action(invoice, by=by, at=at)
        except Refused as refused:
            result.refused[refused.message].append(invoice)
        else:
            result.done.append(invoice)
    return result


@transaction.atomic
def send_invoice(invoice: Invoice, *, by: Actor, at: datetime) -> list[Message]:
    """Mail it with its PDF to the billing contacts, else to the contact of the quote; each address gets it once."""
    if not invoice.is_issued:
        raise Refused(_("A draft is not sent: issue it first."))
    contacts = recipients_of(invoice)
    if not contacts:
        words = {"company": invoice.exhibitor.company.name}
        raise Refused(_("%(company)s has no contact for invoices: tick one on the company’s page.") % words)
    mails = [mail_invoice(invoice, contact, by=by, at=at) for contact in contacts]
    if any(mail.created_at == at for mail in mails):
        changes = {"to": PERSONAL}
        record("invoice.sent", invoice, by=by, at=at, edition=invoice.exhibitor.edition, changes=changes)
    return mails


def follow_payment(exhibitor: Exhibitor, *, by: Actor, at: datetime) -> None:
    """Tell the exhibitor's progress whether everything issued to it is settled."""
    invoices = Invoice.objects.filter(exhibitor=exhibitor)
    is_settled = invoices.issued().exists() and not invoices.unpaid().exists()
    mark = mark_step_done if is_settled else mark_step_undone
    mark(exhibitor, DoneStep.Step.INVOICE, by=by, at=at)
