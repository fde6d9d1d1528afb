"""Reads of what is late: who owes what, which reminder is due, what penalties run to."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Q

from parvis.companies.models import Company
from parvis.editions.models import Edition
from parvis.treasury.models import CreditNote, Dispute, Invoice, InvoicingTerms, Payment, PenaltyRate, Reminder
from parvis.treasury.penalties import Dated, Piece, penalty_cents, pieces_of
from parvis.treasury.queries import invoices_due, late_invoices
from parvis.treasury.reminding import AGE_LABELS, AGES, Step, age_column, step_due


@dataclass(frozen=True, slots=True)
class Aged:
    """What a company owes, by age: not due, 1-30, 31-60, 61-90, over 90 days late."""

    company: Company
    columns: list[int] = field(default_factory=lambda: [0] * (len(AGES) + 1))
    invoices: list[Invoice] = field(default_factory=list)

    @property
    def total_cents(self) -> int:
        return sum(self.columns)

    @property
    def labelled(self) -> list[tuple[object, int]]:
        return list(zip(AGE_LABELS, self.columns, strict=True))


@dataclass(frozen=True, slots=True)
class Late:
    """A late invoice, what was done about it and what is due next."""

    invoice: Invoice
    days: int
    sent: list[Reminder]
    dispute: Dispute | None
    step: Step | None
    pieces: list[Piece]
    penalty_cents: int | None
    recovery_cents: int


def aged_balance(edition: Edition, on: date) -> list[Aged]:
    """The largest debt first."""
    found: dict[int, Aged] = {}
    for invoice in invoices_due(edition, on):
        company = invoice.exhibitor.company
        row = found.setdefault(company.pk, Aged(company))
        row.columns[age_column(invoice.due_on or on, on)] += invoice.amounts.due_cents
        row.invoices.append(invoice)
    return sorted(found.values(), key=lambda row: (-row.total_cents, row.company.name))


def late_ones(edition: Edition, on: date) -> list[Late]:
    """Every late invoice, the oldest first: in six statements, whatever their number."""
    invoices = list(late_invoices(edition, on))
    sent: dict[int, list[Reminder]] = defaultdict(list)
    for reminder in Reminder.objects.filter(invoice__in=invoices).order_by("sent_at", "pk"):
        sent[reminder.invoice_id].append(reminder)
    disputes = {one.invoice_id: one for one in Dispute.objects.filter(invoice__in=invoices, closed_at=None)}
    settled = _settled(invoices)
    rates = list(PenaltyRate.objects.order_by("starts_on").values_list("starts_on", "basis_points"))
    terms = list(InvoicingTerms.objects.order_by("starts_on"))
    found = []
    for invoice in invoices:
        due_on = invoice.due_on or on
        dispute = disputes.get(invoice.pk)
        pieces = pieces_of(due_on, on, total_cents=invoice.asked_cents, settled=settled[invoice.pk], rates=rates)
        step = None if dispute else step_due(due_on, on, (reminder.level for reminder in sent[invoice.pk]))
        recovery = _recovery(terms, invoice.issued_on or on)
        found.append(
            Late(invoice, (on - due_on).days, sent[invoice.pk], dispute, step, pieces, penalty_cents(pieces), recovery)
        )
    return found


@dataclass(frozen=True, slots=True)
class PaidLate:
    """An invoice that was paid, too late: what the delay came to."""

    invoice: Invoice
    days: int
    pieces: list[Piece]
    penalty_cents: int | None
    recovery_cents: int


def paid_late(edition: Edition, on: date) -> list[PaidLate]:
    """Invoices settled by now of which money came in after the due date, the latest due first."""
    issued = Invoice.objects.in_edition(edition).issued().with_amounts().select_related("exhibitor__company")
    settled_ones = issued.filter(Q(("due_cents__lte", 0)), due_on__lt=on, payments__received_on__gt=F("due_on"))
    invoices = list(settled_ones.distinct().order_by("-due_on", "-number"))
    settled, terms = _settled(invoices), list(InvoicingTerms.objects.order_by("starts_on"))
    rates = list(PenaltyRate.objects.order_by("starts_on").values_list("starts_on", "basis_points"))
    found = []
    for invoice in invoices:
        due_on = invoice.due_on or on
        pieces = pieces_of(due_on, on, total_cents=invoice.asked_cents, settled=settled[invoice.pk], rates=rates)
        if pieces:
            days, recovery = (pieces[-1].last - due_on).days, _recovery(terms, invoice.issued_on or on)
            found.append(PaidLate(invoice, days, pieces, penalty_cents(pieces), recovery))
    return found


def dispute_of(invoice: Invoice) -> Dispute | None:
    """The one that is open."""
    return Dispute.objects.filter(invoice=invoice, closed_at=None).first()


def _settled(invoices: list[Invoice]) -> dict[int, list[Dated]]:
    """What was paid, taken back or credited of each, with its day."""
    found: dict[int, list[Dated]] = defaultdict(list)
    payments = Payment.objects.filter(invoice__in=invoices)
    for invoice_id, day, cents in payments.values_list("invoice_id", "received_on", "amount_cents"):
        found[invoice_id].append((day, cents))
    for note in CreditNote.objects.issued().filter(invoice__in=invoices):
        if note.issued_on:
            found[note.invoice_id].append((note.issued_on, note.total_cents))
    return found


def _recovery(terms: list[InvoicingTerms], issued_on: date) -> int:
    """The indemnity in the terms of the day of issue, without a query for each."""
    held = [one for one in terms if one.starts_on <= issued_on]
    return (held[-1] if held else InvoicingTerms(starts_on=issued_on)).recovery_cents
