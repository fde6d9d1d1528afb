"""What the bank says came in and went out, and what each line paid. Append-only: a mistake is a row of its own."""

from django.db import models
from django.db.models import F, Q, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from parvis.core.fields import CentsField
from parvis.core.models import PeersManager
from parvis.editions.models import Edition
from parvis.treasury.models.payment import GIVEN, RECEIVED, Payment

CURRENCY = "EUR"  # of every invoice, and of the bank lines that pay one


class BankStatement(models.Model):
    """The new lines of one file for one account; the edition is the one whose treasurer brought it in."""

    class Format(models.TextChoices):
        CAMT = "camt", "CAMT.053"
        OFX = "ofx", "OFX"
        TABLE = "table", _("Table")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="bank_statements")
    format = models.CharField(_("format"), max_length=5, choices=Format)
    file_name = models.CharField(_("file"), max_length=100)
    file_sha256 = models.CharField(max_length=64)
    account = models.CharField(_("account"), max_length=64, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    opening_cents = models.BigIntegerField(null=True, blank=True)
    closing_cents = models.BigIntegerField(null=True, blank=True)
    line_count = models.PositiveIntegerField(_("lines"))
    brought_at = models.DateTimeField(_("brought in"))
    keep_until = models.DateField()

    objects = PeersManager()

    class Meta:
        constraints = [models.CheckConstraint(name="statement_has_lines", condition=Q(line_count__gte=1))]

    def __str__(self) -> str:
        return self.file_name


class BankLineQuerySet(models.QuerySet["BankLine"]):
    def in_edition(self, edition: Edition) -> "BankLineQuerySet":
        return self.filter(statement__edition=edition)

    def with_left(self) -> "BankLineQuerySet":
        """Adds `left_cents`: what no allocation has used yet."""
        used = Coalesce(Sum("allocations__amount_cents"), Value(0), output_field=models.BigIntegerField())
        return self.annotate(left_cents=F("amount_cents") - used)

    def to_match(self) -> "BankLineQuerySet":
        """Money that came in and of which something is still unexplained."""
        return self.with_left().filter(Q(("left_cents__gt", 0)), amount_cents__gt=0)


class BankLine(models.Model):
    """One booked movement: positive came in, negative went out. `key` is the bank's own id, else its content and rank.

    `original` is the amount in the currency the payer sent, when it is another one.
    """

    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=64, unique=True)
    booked_on = models.DateField(_("booked on"))
    amount_cents = CentsField(_("amount"))
    label = models.CharField(_("label"), max_length=500, blank=True)
    payer = models.CharField(_("payer"), max_length=140, blank=True)
    original = models.CharField(max_length=40, blank=True)
    keep_until = models.DateField()

    objects = PeersManager.from_queryset(BankLineQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "position"], name="bank_line_position_once"),
            models.CheckConstraint(name="bank_line_moves_money", condition=~Q(amount_cents=0)),
        ]

    def __str__(self) -> str:
        return self.label or self.payer


class Allocation(models.Model):
    """A part of a line, in cents: it made a payment of an invoice, or is set aside for a reason.

    Of a line that went out it is negative: it gave money back to who had paid too much. The opposite sign takes back
    the row it corrects. A trigger keeps their sum within the line.
    """

    line = models.ForeignKey(BankLine, on_delete=models.PROTECT, related_name="allocations")
    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="bank_allocation"
    )
    amount_cents = CentsField(_("amount"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    is_automatic = models.BooleanField(default=False)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    made_at = models.DateTimeField()
    keep_until = models.DateField()

    objects = PeersManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="allocation_amount",
                condition=RECEIVED | (Q(payment__isnull=False) & GIVEN),
            ),
            models.CheckConstraint(
                name="allocation_pays_or_says_why",
                condition=Q(payment__isnull=False, reason="") | (Q(payment=None) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.amount_cents}"
