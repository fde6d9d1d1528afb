"""Mails that came to the log's address, and how far its mailbox was read."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.companies.models.company import Company
from parvis.companies.models.pipeline import Interaction
from parvis.core.models import PeersManager
from parvis.editions.models import Edition


class ReadMailbox(models.Model):
    """How far a mailbox was read: the last number, in the server's present count."""

    name = models.CharField(max_length=300, unique=True)
    validity = models.PositiveBigIntegerField(default=0)
    last_uid = models.PositiveBigIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    objects = PeersManager()

    def __str__(self) -> str:
        return self.name


class ReceivedMail(models.Model):
    """One mail for the log, once, and what became of it. What was logged has its words in the interaction alone."""

    class Outcome(models.TextChoices):
        LOGGED = "logged", _("Noted on the company’s page")
        UNKNOWN = "unknown", _("For no company we know")
        AUTOMATIC = "automatic", _("Written by a machine")
        BOUNCE = "bounce", _("A mail that came back")
        EMPTY = "empty", _("Without words")
        CLOSED = "closed", _("For a closed edition")

    key = models.CharField(max_length=64, unique=True)
    outcome = models.CharField(_("what became of it"), max_length=10, choices=Outcome)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, null=True, blank=True, related_name="received_mails")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, null=True, blank=True, related_name="received_mails")
    interaction = models.ForeignKey(
        Interaction, on_delete=models.SET_NULL, null=True, blank=True, related_name="received_mails"
    )
    sender = models.CharField(_("from"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    received_at = models.DateTimeField()

    objects = PeersManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="logged_mail_has_company", condition=~Q(outcome="logged") | Q(company__isnull=False)
            ),
            models.CheckConstraint(
                name="logged_mail_keeps_no_words", condition=~Q(outcome="logged") | Q(sender="", subject="")
            ),
        ]
        indexes = [models.Index(fields=["edition", "received_at"], name="received_mail_list")]

    def __str__(self) -> str:
        return f"{self.outcome} {self.received_at:%Y-%m-%d}"
