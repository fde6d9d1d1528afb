"""Messages and what became of each try to send them."""

import hashlib
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from parvis.core.models import PeersManager

ADDRESS_LENGTH = 254


class Stream(models.TextChoices):
    TRANSACTIONAL = "transactional", _("Transactional")
    SERVICE = "service", _("Service")
    MARKETING = "marketing", _("Marketing")


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, at: datetime) -> "MessageQuerySet":
        return self.filter(state=Message.State.NEW, due_at__lte=at)

    def stranded(self, at: datetime) -> "MessageQuerySet":
        """Taken by a worker that has not said what became of them in time."""
        return self.filter(state=Message.State.SENDING, leased_until__lte=at)

    def need_attention(self) -> "MessageQuerySet":
        return self.filter(state__in=[Message.State.UNSURE, Message.State.FAILED, Message.State.HELD])


class Message(models.Model):
    """One mail to one address, for one cause; written with its cause, sent later by the worker."""

    class State(models.TextChoices):
        NEW = "new", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        UNSURE = "unsure", _("Unsure")
        FAILED = "failed", _("Failed")
        HELD = "held", _("Held")
        SUPPRESSED = "suppressed", _("Not sent: address blocked")

    kind = models.CharField(max_length=60)
    cause = models.CharField(max_length=200)
    to_address = models.CharField(max_length=ADDRESS_LENGTH)
    to_name = models.CharField(max_length=200, blank=True)
    stream = models.CharField(max_length=15, choices=Stream, default=Stream.TRANSACTIONAL)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    attachments = models.JSONField(default=list, blank=True)
    headers = models.JSONField(default=dict, blank=True)
    message_id = models.CharField(max_length=320, unique=True)

    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    attempts_count = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    object_type = models.CharField(max_length=80, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    keep_until = models.DateField(null=True, blank=True)

    objects = PeersManager.from_queryset(MessageQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_message_per_cause", fields=["kind", "cause", "to_address"]),
            models.CheckConstraint(
                name="message_state_known",
                condition=Q(state__in=["new", "sending", "sent", "unsure", "failed", "held", "suppressed"]),
            ),
            models.CheckConstraint(
                name="sent_message_has_date",
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
            ),
            models.CheckConstraint(
                name="sending_message_has_lease",
                condition=~Q(state="sending") | Q(leased_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="message_queue", fields=["state", "due_at"]),
            models.Index(name="message_object", fields=["object_type", "object_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.to_address}: {self.subject}"


def message_id_for(kind: str, cause: str, to_address: str) -> str:
    """The same cause and address always give the same Message-ID, so that mailboxes know a copy for one."""
    digest = hashlib.sha256("\n".join((kind, cause, to_address)).encode()).hexdigest()[:40]
    return f"<{digest}@{urlsplit(settings.PARVIS_URL).hostname or 'parvis.invalid'}>"


def object_key(main: models.Model | None) -> tuple[str, str]:
    """How a message names the object it is about: type and primary key."""
    return (main._meta.label_lower, str(main.pk)) if main is not None else ("", "")


class Attempt(models.Model):
    """What became of one try to send a message."""

    class Outcome(models.TextChoices):
        SENT = "sent", _("Sent")
        LATER = "later", _("To be tried again")
        REFUSED = "refused", _("Refused")
        UNSURE = "unsure", _("Unsure")
        BY_HAND = "by_hand", _("Decided by hand")

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    detail = models.CharField(max_length=500, blank=True)

    objects = PeersManager["Attempt"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="attempt_outcome_known",
                condition=Q(outcome__in=["sent", "later", "refused", "unsure", "by_hand"]),
            )
        ]


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def stopping(self, address: str, stream: str) -> "SuppressionQuerySet":
        """What keeps a message of this stream from this address: an opt-out stops marketing only."""
        found = self.filter(address=address)
        return found if stream == Stream.MARKETING else found.exclude(reason=Suppression.Reason.OPT_OUT)


class Suppression(models.Model):
    """An address we no longer write to, and why: a row for each reason."""

    class Reason(models.TextChoices):
        HARD_BOUNCE = "hard_bounce", _("Address does not exist")
        COMPLAINT = "complaint", _("Complaint")
        OPT_OUT = "opt_out", _("Unsubscribed")

    address = models.CharField(max_length=ADDRESS_LENGTH)
    reason = models.CharField(max_length=15, choices=Reason)
    at = models.DateTimeField()

    objects = PeersManager.from_queryset(SuppressionQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_block_per_reason", fields=["address", "reason"]),
            models.CheckConstraint(
                name="suppression_reason_known", condition=Q(reason__in=["hard_bounce", "complaint", "opt_out"])
            ),
            models.CheckConstraint(name="suppression_address_lower", condition=Q(address=Lower("address"))),
        ]

    def __str__(self) -> str:
        return self.address


class Webhook(models.Model):
    """Where another program of the association is told of events, signed with a shared secret.

    No page makes one and nothing is sent yet: it waits for the calls that `docs/interfaces.md` says come with what they
    are about, and for a way out that resolves and pins the address (`tests/attacks/test_fetching.py`).
    """

    url = models.URLField(max_length=500)
    secret = models.CharField(max_length=100)
    events = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = PeersManager["Webhook"]()

    def __str__(self) -> str:
        return self.url
