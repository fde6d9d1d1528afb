"""Messages as pages show them."""

from datetime import datetime, timedelta

from django.db import models

from parvis.outbox.models import Message, MessageQuerySet, Suppression, SuppressionQuerySet, object_key


def messages_for(main: models.Model) -> MessageQuerySet:
    """The messages about this object, latest first."""
    object_type, object_id = object_key(main)
    return Message.objects.filter(object_type=object_type, object_id=object_id).order_by("-created_at", "-pk")


def blocks_of(message: Message) -> SuppressionQuerySet:
    """Why this message may not go to its address, the latest reason first; none when it may."""
    return Suppression.objects.stopping(message.to_address, message.stream).order_by("-at", "pk")


def queue_age(at: datetime) -> timedelta:
    """How long the oldest message that should have left waits; zero when none does.

    One that was tried in vain counts from when it was written: each try moves the next one away.
    """
    since = models.Case(models.When(attempts_count=0, then="due_at"), default="created_at")
    waiting = Message.objects.due(at) | Message.objects.filter(state=Message.State.NEW, attempts_count__gt=0)
    oldest = waiting.aggregate(at=models.Min(since))["at"]
    return at - oldest if oldest else timedelta()
