"""What a visitor agreed to, in the exact words they read. Append-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.core.models import PeersManager
from parvis.visitors.models.registration import Registration


class ConsentText(models.Model):
    """One version of a consent sentence, in both languages; never changed once somebody has read it."""

    purpose = models.CharField(max_length=30)
    version = models.PositiveSmallIntegerField()
    text_fr = models.TextField(_("text (French)"))
    text_en = models.TextField(_("text (English)"))
    published_at = models.DateTimeField()

    objects = PeersManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="consent_text_once")]

    def __str__(self) -> str:
        return f"{self.purpose} v{self.version}"


class Consent(models.Model):
    """One act of giving or withdrawing; what holds now is read from the newest row of a purpose and scope."""

    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents")
    scope = models.CharField(max_length=60, blank=True, help_text=_("Empty, or the one exhibitor it is about."))
    is_given = models.BooleanField()
    language = models.CharField(max_length=2)
    channel = models.CharField(max_length=20)
    ip = models.GenericIPAddressField(null=True, blank=True)
    at = models.DateTimeField()
    keep_until = models.DateField()

    objects = PeersManager()

    class Meta:
        indexes = [models.Index(fields=["registration", "text", "-at"], name="consent_newest")]

    def __str__(self) -> str:
        return f"{self.registration} {self.text} {'+' if self.is_given else '-'}"
