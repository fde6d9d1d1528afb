"""Money received and given back, entered by the treasurer. Append-only: a mistake is taken back by its opposite."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.core.fields import CentsField
from parvis.core.models import PeersManager
from parvis.treasury.models.invoice import Invoice

RECEIVED = Q(amount_cents__gt=0, corrects=None) | Q(amount_cents__lt=0, corrects__isnull=False)
GIVEN = Q(amount_cents__lt=0, corrects=None) | Q(amount_cents__gt=0, corrects__isnull=False)


class Payment(models.Model):
    """An amount received for an invoice (negative: one taken back, naming the payment it corrects).

    `is_paid_back` is money that went to the payer instead: negative, positive when it is taken back. A trigger keeps it
    within what was paid too much. What the bank of the payer kept on the way counts as received, by `FEE`.
    """

    class Method(models.TextChoices):
        TRANSFER = "transfer", _("Bank transfer")
        CARD = "card", _("Card")
        CHEQUE = "cheque", _("Cheque")
        OTHER = "other", _("Other")
        FEE = "fee", _("Kept by the bank")

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="payments")
    amount_cents = CentsField(_("amount"))
    received_on = models.DateField(_("received on"))
    method = models.CharField(_("by"), max_length=8, choices=Method, default=Method.TRANSFER)
    reference = models.CharField(_("reference"), max_length=140, blank=True)
    is_paid_back = models.BooleanField(default=False)
    request_key = models.CharField(max_length=40, unique=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    entered_at = models.DateTimeField()
    keep_until = models.DateField()

    objects = PeersManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="payment_amount",
                condition=(Q(is_paid_back=False) & RECEIVED) | (Q(is_paid_back=True) & GIVEN),
            )
        ]

    def __str__(self) -> str:
        return f"{self.invoice} {self.amount_cents}"
