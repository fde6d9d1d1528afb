"""Credit notes that a signed amendment made due, until somebody issues them."""

from django.db import models
from django.db.models import Q

from parvis.core.fields import CentsField
from parvis.core.models import PeersManager
from parvis.sales.models import Contract
from parvis.treasury.models.invoice import CreditNote, Invoice


class OwedCredit(models.Model):
    """What an amendment took out of an invoice that was issued: `parts` says how much of each VAT rate, without VAT.

    [[basis points, net cents], …]. With `note` it is settled; a withdrawn contract takes the open ones away.
    """

    amendment = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="owed_credits")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="owed_credits")
    net_cents = CentsField()
    parts = models.JSONField(default=list)
    created_at = models.DateTimeField()
    note = models.OneToOneField(CreditNote, on_delete=models.PROTECT, null=True, blank=True, related_name="owed")

    objects = PeersManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["amendment", "invoice"], name="owed_credit_once"),
            models.CheckConstraint(name="owed_credit_is_something", condition=Q(net_cents__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.amendment} {self.net_cents}"
