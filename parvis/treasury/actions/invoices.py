"""Drafting an invoice from a signed contract, issuing it, sending it."""

import hashlib
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.editions.history import PERSONAL, difference, record
from parvis.exhibitors.actions.steps import mark_step_done, mark_step_undone
from parvis.exhibitors.models import DoneStep, Exhibitor
from parvis.outbox.actions import RESENDABLE, resend
from parvis.outbox.models import Message
from parvis.outbox.queries import blocks_of
from parvis.sales.models import Contract, QuoteLine
from parvis.sales.pricing import totals_of
from parvis.sales.queries import invoicing_of
from parvis.treasury.actions.numbering import give_number
from parvis.treasury.actions.transmissions import decide_way
from parvis.treasury.documents import invoice_paper
from parvis.treasury.letters import mail_invoice
from parvis.treasury.models import Invoice, InvoiceLine, InvoiceSeries, InvoicingTerms
from parvis.treasury.queries import deposits_of, lines_of, mail_of, recipients_of
from parvis.treasury.regimes import Taxation, taxation_of
from parvis.treasury.snapshots import buyer_of, gaps_of, seller_of

log = logging.getLogger(__name__)
FROZEN = ("regime", "vat_basis_points", "vat_reason_code", "vat_mention")
COPIED = ("position", "name", "quantity", "unit_price_cents", "discount_text", "net_cents", "vat_basis_points")
Status, Kind = Invoice.Status, Invoice.Kind


class Answers(TypedDict, total=False):
    """What a buyer gives for its invoice; a public body says it has none, rather than nothing."""

    purchase_order: str
    has_no_engagement: bool
    service_code: str
    has_no_service_code: bool
    market_number: str


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
    if not totals_of((line.net_cents, line.vat_basis_points) for line in lines).total_cents:
        return None
    if found := Invoice.objects.filter(contract=contract).exclude(kind=Kind.DEPOSIT).first():
        return found
    invoice = Invoice(contract=contract, kind=Kind.FULL, exhibitor=contract.exhibitor, created_at=at)
    take_over(invoice)
    copies = [InvoiceLine(invoice=invoice, **{name: getattr(line, name) for name in COPIED}) for line in lines]
    estimate(invoice, copies, on=local_date(at))
    invoice.save()
    InvoiceLine.objects.bulk_create(copies)
    changes: dict[str, list[Any]] = {"contract": [None, contract.number], "net_cents": [None, invoice.net_cents]}
    record("invoice.drafted", invoice, by=by, at=at, edition=contract.exhibitor.edition, changes=changes)
    return invoice


def take_over(invoice: Invoice) -> None:
    """What the company said for its invoices when it signed (not saved)."""
    said = invoicing_of(invoice.contract) if invoice.contract else None
    for name in Answers.__annotations__ if said else ():
        setattr(invoice, name, getattr(said, name))


def estimate(invoice: Invoice, lines: Iterable[InvoiceLine], *, on: date) -> None:
    """The sums of a draft as they would be if it were issued that day (not saved)."""
    taxation = taxation_of(invoice, on)
    _sum_up(invoice, [taxation.taxed(line) for line in lines])


def _sum_up(invoice: Invoice, lines: Iterable[InvoiceLine]) -> None:
    totals = totals_of((line.net_cents, line.vat_basis_points) for line in lines)
    invoice.net_cents, invoice.vat_cents = totals.net_cents, totals.vat_cents


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
def change_draft(
    invoice: Invoice, *, due_on: date | None, by: Actor, at: datetime, **answers: Unpack[Answers]
) -> Invoice:
    """The due date, and what the buyer wants on its invoice, before issue."""
    invoice = locked_invoice(invoice)
    if invoice.is_issued:
        raise Refused(_("%(number)s is issued: it can no longer change.") % {"number": invoice})
    _due_date(due_on, local_date(at))
    values = {"due_on": due_on, **answers}
    changes = difference(invoice, values)
    if changes:
        for name, value in values.items():
            setattr(invoice, name, value)
        invoice.save(update_fields=list(values))
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
    """Number, freeze, check and print the draft, all or nothing; asked again, the same invoice with the same number."""
    invoice = locked_invoice(invoice)
    if invoice.is_issued:
        return invoice
    taxation = taxation_of(invoice, local_date(at))
    lines = [taxation.taxed(line) for line in lines_of(invoice)]
    _refuse_unissuable(invoice, lines, taxation)
    _sum_up(invoice, lines)
    deposits = deduct_deposits(invoice)
    give_number(invoice, InvoiceSeries.INVOICES, at=at)
    _freeze(invoice, lines, taxation.terms, on=invoice.issued_on or local_date(at))
    invoice_paper(invoice, lines, deposits, at=at)
    InvoiceLine.objects.bulk_update(lines, FROZEN)
    invoice.save()
    decide_way(invoice, invoice, lines, at=at)
    follow_payment(invoice.exhibitor, by=by, at=at)
    changes: dict[str, list[Any]] = {"number": [None, invoice.number], "pdf_sha256": ["", invoice.pdf_sha256]}
    record("invoice.issued", invoice, by=by, at=at, edition=invoice.exhibitor.edition, changes=changes)
    return invoice


def _freeze(invoice: Invoice, lines: list[InvoiceLine], terms: InvoicingTerms, *, on: date) -> None:
    """Copy who sells and who buys into the paper, with the terms of that day."""
    invoice.due_on = _due_date(invoice.due_on, on)
    association = invoice.exhibitor.edition.association
    invoice.seller = seller_of(association, terms, due_on=invoice.due_on, lines=lines)
    invoice.buyer = buyer_of(invoice.exhibitor.company, email=mail_of(invoice))
    invoice.status = Status.ISSUED


def _refuse_unissuable(invoice: Invoice, lines: list[InvoiceLine], taxation: Taxation) -> None:
    gaps = gaps_of(invoice, lines, taxation.terms, taxation.place, has_contact=bool(mail_of(invoice)))
    if gaps:
        raise Refused(gaps[0].sentence, code="incomplete")


def deduct_deposits(invoice: Invoice) -> list[Invoice]:
    """The deposits that this balance deducts, and their sum on it (not saved); each must be settled first."""
    for deposit in deposits_of(invoice):
        locked_invoice(deposit)  # what is paid of it stays so until this balance is issued
    deposits = deposits_of(invoice)
    for deposit in deposits:
        if deposit.amounts.due_cents > 0:
            words = {"number": deposit}
            raise Refused(_("Deposit %(number)s is not paid: enter its payment, or credit it, first.") % words)
    kept = [deposit for deposit in deposits if deposit.total_cents > deposit.amounts.credited_cents]
    invoice.prepaid_cents = sum(deposit.total_cents - deposit.amounts.credited_cents for deposit in kept)
    if invoice.prepaid_cents > invoice.total_cents:
        raise Refused(_("The deposits are more than the whole: credit what is too much first."))
    return kept


def issue_each(invoices: Iterable[Invoice], *, by: Actor, at: datetime) -> BatchResult:
    """Issue these drafts one by one; one that is refused keeps none of the others back."""
    return _each(invoices, issue_invoice, by=by, at=at)


def send_each(invoices: Iterable[Invoice], *, by: Actor, at: datetime) -> BatchResult:
    return _each(invoices, send_invoice, by=by, at=at)


def unforeseen() -> str:
    """What is said of a row that failed as nobody foresaw; the log knows more."""
    return _("Something went wrong: this invoice is as it was. Try it alone; the IT pole finds the reason in the log.")


def _each(invoices: Iterable[Invoice], action: Callable[..., object], *, by: Actor, at: datetime) -> BatchResult:
    result = BatchResult()
    for invoice in invoices:
        try:
            made = action(invoice, by=by, at=at)
        except Refused as refused:
            result.refused[refused.message].append(invoice)
        except Exception:  # the rows before it are done and must be told; this one is rolled back
            log.exception("invoice.batch_row", extra={"invoice": invoice.pk})
            result.refused[unforeseen()].append(invoice)
        else:
            result.done.append(made if isinstance(made, Invoice) else invoice)
    return result


@transaction.atomic
def send_invoice(invoice: Invoice, *, by: Actor, at: datetime) -> list[Message]:
    """Mail it with its PDF to the billing contacts, else to the contact of the quote; each address gets it once.

    What did not arrive goes again, unless its address is blocked.
    """
    if not invoice.is_issued:
        raise Refused(_("A draft is not sent: issue it first."))
    contacts = recipients_of(invoice)
    if not contacts:
        words = {"company": invoice.exhibitor.company.name}
        raise Refused(_("%(company)s has no contact for invoices: tick one on the company’s page.") % words)
    mails = [_anew(mail_invoice(invoice, contact, by=by, at=at), by=by, at=at) for contact in contacts]
    if any(mail.created_at == at for mail in mails):
        changes = {"to": PERSONAL}
        record("invoice.sent", invoice, by=by, at=at, edition=invoice.exhibitor.edition, changes=changes)
    return mails


def _anew(mail: Message, *, by: Actor, at: datetime) -> Message:
    if mail.created_at == at or mail.state not in RESENDABLE or blocks_of(mail).exists():
        return mail
    return resend(mail, by=by, at=at)


def follow_payment(exhibitor: Exhibitor, *, by: Actor, at: datetime) -> None:
    """Tell the exhibitor's progress whether everything issued to it is settled."""
    invoices = Invoice.objects.filter(exhibitor=exhibitor)
    is_settled = invoices.issued().exists() and not invoices.unpaid().exists()
    mark = mark_step_done if is_settled else mark_step_undone
    mark(exhibitor, DoneStep.Step.INVOICE, by=by, at=at)
