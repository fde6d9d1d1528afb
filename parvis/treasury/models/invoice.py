"""Invoices and credit notes: numbered without a hole, immutable once issued."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.core.fields import CentsField
from parvis.core.models import PeersManager
from parvis.editions.models import Edition
from parvis.exhibitors.models import Exhibitor
from parvis.sales.models import Contract


class InvoiceSeries(models.Model):
    """The counter of one civil year: its row is locked by whoever issues. `F2026` or `A2026`, then four digits."""

    prefix = models.CharField(max_length=10, unique=True)
    last_number = models.PositiveIntegerField(default=0)
    last_issued_on = models.DateField(null=True, blank=True)

    objects = PeersManager()

    def __str__(self) -> str:
        return f"{self.prefix}-{self.last_number:04d}"


class IssuedPaper(models.Model):
    """What invoices and credit notes share. Draft without a number, or issued with number, date and stored PDF."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ISSUED = "issued", _("Issued")

    status = models.CharField(max_length=6, choices=Status, default=Status.DRAFT)
    series = models.ForeignKey(InvoiceSeries, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss")
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

    objects = PeersManager()

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
                ),
            ),
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


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def in_edition(self, edition: Edition) -> "InvoiceQuerySet":
        return self.filter(exhibitor__edition=edition)

    def issued(self) -> "InvoiceQuerySet":
        return self.filter(status=Invoice.Status.ISSUED)

    def drafts(self) -> "InvoiceQuerySet":
        return self.filter(status=Invoice.Status.DRAFT)


class Invoice(IssuedPaper):
    """What an exhibitor owes: whole, a deposit, or the balance. Paid is derived from payments and credit notes."""

    class Kind(models.TextChoices):
        FULL = "full", _("Invoice")
        DEPOSIT = "deposit", _("Deposit invoice")
        BALANCE = "balance", _("Balance invoice")

    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.PROTECT, related_name="invoices")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, null=True, blank=True, related_name="invoices")
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.FULL)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    purchase_order = models.CharField(_("purchase order"), max_length=60, blank=True)

    objects = PeersManager.from_queryset(InvoiceQuerySet)()

    class Meta(IssuedPaper.Meta):
        constraints = [
            *IssuedPaper.Meta.constraints,
            models.UniqueConstraint(
                fields=["contract", "kind"], condition=Q(contract__isnull=False), name="invoice_once_per_contract"
            ),
        ]


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

    objects = PeersManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_position_once")]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.name}"


class CreditNoteQuerySet(models.QuerySet["CreditNote"]):
    def issued(self) -> "CreditNoteQuerySet":
        return self.filter(status=CreditNote.Status.ISSUED)


class CreditNote(IssuedPaper):
    """Takes back an invoice, whole or in part: positive amounts, never more than what is not yet credited."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="credit_notes")
    reason = models.CharField(_("reason"), max_length=200)

    objects = PeersManager.from_queryset(CreditNoteQuerySet)()

    class Meta(IssuedPaper.Meta):
        pass
