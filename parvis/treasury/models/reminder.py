"""What chases a late invoice: reminders that were sent, disputes that stop them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.core.models import PeersManager
from parvis.treasury.models.invoice import Invoice


class Dispute(models.Model):
    """The buyer contests the invoice: nothing reminds of it until somebody says it is over."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="disputes")
    reason = models.CharField(_("reason"), max_length=200)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invoice"], condition=Q(closed_at=None), name="one_open_dispute")
        ]

    def __str__(self) -> str:
        return self.reason


class Reminder(models.Model):
    """One mail that asked for the money of a late invoice, as it was sent. Append-only."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="reminders")
    level = models.PositiveSmallIntegerField()
    to_address = models.EmailField()
    to_name = models.CharField(max_length=160, blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    due_cents = models.BigIntegerField()
    sent_at = models.DateTimeField()
    keep_until = models.DateField()

    objects = PeersManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invoice", "level", "to_address"], name="reminder_once"),
            models.CheckConstraint(
                name="reminder_asks", condition=Q(level__gte=1, level__lte=3, due_cents__gt=0) & ~Q(text="")
            ),
        ]

    def __str__(self) -> str:
        return self.subject
