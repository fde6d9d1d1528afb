"""Invoices and credit notes: numbered without a hole, immutable once issued."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from parvis.core.fields import CentsField
from parvis.core.models import PeersManager
from parvis.editions.models import Edition
from parvis.exhibitors.models import Exhibitor
from parvis.sales.models import Contract
from parvis.treasury.models.regime import Regime

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


KEEP_YEARS = 10


class InvoiceSeries(models.Model):
    """The counter of one civil year: its row is locked by whoever issues. `F2026` or `A2026`, then four digits.

    Its first paper takes `first_number`: more than 1 when papers of that year were made elsewhere. Triggers let it rise
    by one at a time, never let its date go back, and freeze where it began once a paper is issued.
    """

    INVOICES = "F"
    CREDIT_NOTES = "A"

    prefix = models.CharField(max_length=10, unique=True)
    first_number = models.PositiveIntegerField(_("first number"), default=1)
    started_at = models.DateTimeField(null=True, blank=True, help_text=_("When somebody said where it begins."))
    last_number = models.PositiveIntegerField(default=0)
    last_issued_on = models.DateField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="series_begins_at_its_first",
                condition=Q(first_number__gte=1, last_number__gte=F("first_number") - 1),
            )
        ]

    def __str__(self) -> str:
        return self.number_of(self.last_number)

    def number_of(self, sequence: int) -> str:
        return f"{self.prefix}-{sequence:04d}"

    @property
    def is_used(self) -> bool:
        return self.last_issued_on is not None

    @property
    def is_settled(self) -> bool:
        """Somebody said where it begins, or papers have."""
        return self.is_used or self.started_at is not None

    @property
    def next_number(self) -> str:
        return self.number_of(self.last_number + 1)


class IssuedPaper(models.Model):
    """What invoices and credit notes share. Draft without a number, or issued with number, date, PDF and its XML."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ISSUED = "issued", _("Issued")

    status = models.CharField(max_length=6, choices=Status, default=Status.DRAFT)
    series = models.ForeignKey(
        InvoiceSeries, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    sequence = models.PositiveIntegerField(null=True, blank=True)
    number = models.CharField(max_length=35, unique=True, null=True, blank=True)
    created_at = models.DateTimeField()
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    seller = models.JSONField(default=dict)
    buyer = models.JSONField(default=dict)
    net_cents = CentsField()
    vat_cents = CentsField()
    pdf_path = models.CharField(max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict, help_text=_("What the e-invoice says, by the terms of EN 16931."))
    xml_sha256 = models.CharField(max_length=64, blank=True, help_text=_("Of the XML inside the PDF."))
    is_paper_only = models.BooleanField(default=False, help_text=_("Issued before there were e-invoices."))
    keep_until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["series", "sequence"], name="%(class)s_sequence_once"),
            models.CheckConstraint(
                name="%(class)s_number_with_paper",
                condition=Q(status="draft", number=None, sequence=None, issued_on=None)
                | (
                    Q(status="issued", number__isnull=False, sequence__isnull=False, issued_on__isnull=False)
                    & ~Q(pdf_sha256="")
                    & (~Q(xml_sha256="") | Q(is_paper_only=True))
                ),
            ),
            models.CheckConstraint(name="%(class)s_is_kept", condition=Q(status="draft") | Q(keep_until__isnull=False)),
            models.CheckConstraint(name="%(class)s_amounts", condition=Q(net_cents__gte=0, vat_cents__gte=0)),
        ]

    def __str__(self) -> str:
        return self.number or str(_("Draft"))

    @property
    def total_cents(self) -> int:
        return self.net_cents + self.vat_cents

    @property
    def is_issued(self) -> bool:
        return self.status == self.Status.ISSUED


def kept_until(day: date) -> date:
    """Ten years after the end of the financial year that day may belong to, which ends within a year of it.

    Source: code de commerce, L123-22.
    """
    return date(day.year + KEEP_YEARS + 2, 1, 1)


class Standing(NamedTuple):
    """What became of an invoice: a word for programs, how it is marked, and the words for people."""

    key: str
    kind: str
    label: "_StrPromise"


DRAFT = Standing("draft", "neutral", _("Draft"))
UNPAID = Standing("unpaid", "waiting", _("Unpaid"))
PART_PAID = Standing("part", "info", _("Part-paid"))
LATE = Standing("late", "bad", _("Late"))
PAID = Standing("paid", "good", _("Paid"))
CREDITED = Standing("credited", "neutral", _("Cancelled by credit note"))
OVERPAID = Standing("overpaid", "warn", _("Overpaid"))


class Amounts(NamedTuple):
    """What came in and was taken back of an invoice, and what is left of it; negative when too much was paid."""

    paid_cents: int
    credited_cents: int
    due_cents: int


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def in_edition(self, edition: Edition) -> "InvoiceQuerySet":
        return self.filter(exhibitor__edition=edition)

    def issued(self) -> "InvoiceQuerySet":
        return self.filter(status=Invoice.Status.ISSUED)

    def drafts(self) -> "InvoiceQuerySet":
        return self.filter(status=Invoice.Status.DRAFT)

    def with_amounts(self) -> "InvoiceQuerySet":
        """Adds `paid_cents`, `credited_cents` and `due_cents` (negative when too much was paid)."""
        credited = Sum(F("credit_notes__net_cents") + F("credit_notes__vat_cents"))
        issued = Q(credit_notes__status=CreditNote.Status.ISSUED)
        summed = self.annotate(
            paid_cents=_of_each(Sum("payments__amount_cents"), Q()), credited_cents=_of_each(credited, issued)
        )
        return summed.annotate(
            due_cents=F("net_cents") + F("vat_cents") - F("prepaid_cents") - F("credited_cents") - F("paid_cents")
        )

    def unpaid(self) -> "InvoiceQuerySet":
        """Issued, and something of it is still to be paid."""
        return self.issued().with_amounts().filter(Q(("due_cents__gt", 0)))

    def overpaid(self) -> "InvoiceQuerySet":
        """Issued, and more than asked was paid: the rest is owed back."""
        return self.issued().with_amounts().filter(Q(("due_cents__lt", 0)))

    def late(self, on: date) -> "InvoiceQuerySet":
        """Unpaid, and its due date is past on that day."""
        return self.unpaid().filter(due_on__lt=on)


def _of_each(total: Sum, condition: Q) -> Coalesce:
    """A sum over rows of each invoice in a query of its own, so that two sums do not multiply each other."""
    rows = Invoice.objects.filter(condition, pk=OuterRef("pk")).order_by().values("pk").annotate(total=total)
    return Coalesce(Subquery(rows.values("total"), output_field=models.BigIntegerField()), 0)


class Invoice(IssuedPaper):
    """What an exhibitor owes: whole, a deposit, the balance, or what is left to ask of one that cancelled.

    Paid is derived from payments and credit notes.
    """

    class Kind(models.TextChoices):
        FULL = "full", _("Invoice")
        DEPOSIT = "deposit", _("Deposit invoice")
        BALANCE = "balance", _("Balance invoice")
        CANCELLATION = "cancel", _("Cancellation invoice")

    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.PROTECT, related_name="invoices")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, null=True, blank=True, related_name="invoices")
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.FULL)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    purchase_order = models.CharField(_("purchase order"), max_length=60, blank=True)
    has_no_engagement = models.BooleanField(_("the public buyer gives no engagement number"), default=False)
    service_code = models.CharField(_("service code"), max_length=100, blank=True)
    has_no_service_code = models.BooleanField(_("the public buyer has no service code"), default=False)
    market_number = models.CharField(_("market number"), max_length=50, blank=True)
    prepaid_cents = CentsField(_("deposits paid"), default=0)

    objects = PeersManager.from_queryset(InvoiceQuerySet)()

    class Meta(IssuedPaper.Meta):
        constraints = [
            *IssuedPaper.Meta.constraints,
            models.UniqueConstraint(
                fields=["contract", "kind"], condition=Q(contract__isnull=False), name="invoice_once_per_contract"
            ),
            models.CheckConstraint(
                name="invoice_prepaid",
                condition=Q(prepaid_cents=0)
                | Q(kind="balance", prepaid_cents__gt=0, prepaid_cents__lte=F("net_cents") + F("vat_cents")),
            ),
        ]

    @property
    def asked_cents(self) -> int:
        """What is to be paid at issue: the whole, less the deposits that were paid."""
        return self.total_cents - self.prepaid_cents

    @property
    def amounts(self) -> Amounts:
        """Of a row fetched `with_amounts()`."""
        row = vars(self)
        return Amounts(row["paid_cents"], row["credited_cents"], row["due_cents"])

    def standing(self, on: date) -> Standing:
        """Where a row fetched `with_amounts()` stands on that day."""
        paid, _credited, due = self.amounts
        if not self.is_issued:
            return DRAFT
        if due > 0:
            is_late = self.due_on is not None and self.due_on < on
            return LATE if is_late else PART_PAID if paid > 0 else UNPAID
        if due < 0:
            return OVERPAID
        return PAID if paid > 0 or self.prepaid_cents else CREDITED


class InvoiceLine(models.Model):
    """One line, as printed: quantity, unit price, net; VAT is computed once on each rate's sum, never per line."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=160)
    quantity = models.PositiveIntegerField()
    unit_price_cents = CentsField()
    discount_text = models.CharField(max_length=160, blank=True)
    net_cents = CentsField()
    vat_basis_points = models.PositiveIntegerField()
    regime = models.CharField(
        max_length=10, choices=Regime, blank=True, help_text=_("Chosen by hand on a draft; frozen at issue.")
    )
    vat_reason_code = models.CharField(max_length=30, blank=True)
    vat_mention = models.CharField(max_length=200, blank=True)

    objects = PeersManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_position_once"),
            models.CheckConstraint(name="invoice_line_amount", condition=Q(net_cents__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.name}"

    @property
    def regime_or_rate(self) -> str:
        """Its regime; of a line issued before there were any, what its rate says."""
        return self.regime or (Regime.NORMAL if self.vat_basis_points else Regime.EXEMPT)


class CreditNoteQuerySet(models.QuerySet["CreditNote"]):
    def in_edition(self, edition: Edition) -> "CreditNoteQuerySet":
        return self.filter(invoice__exhibitor__edition=edition)

    def issued(self) -> "CreditNoteQuerySet":
        return self.filter(status=CreditNote.Status.ISSUED)


class CreditNote(IssuedPaper):
    """Takes back an invoice, whole or in part: positive amounts, never more than what is not yet credited.

    `shares` says how much of each VAT rate: [[basis points, net cents, VAT cents], …].
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="credit_notes")
    reason = models.CharField(_("reason"), max_length=200)
    shares = models.JSONField(default=list)
    request_key = models.CharField(max_length=40, unique=True, null=True, blank=True)

    objects = PeersManager.from_queryset(CreditNoteQuerySet)()

    class Meta(IssuedPaper.Meta):
        pass
