"""The mails of an edition: those about rows of it which the member may see."""

from typing import Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from parvis.editions.models import Edition, Membership
from parvis.editions.rules import Member
from parvis.editions.signals import mail_asked
from parvis.outbox.models import Message, MessageQuerySet


def mails_in(edition: Edition, member: Member) -> MessageQuerySet:
    """Every mail whose object an app shows to this member. Sign-in codes are about nothing and shown to nobody."""
    rows: list[QuerySet[Any]] = [Membership.objects.in_edition(edition)] if member.is_team else []
    answers: list[tuple[Any, Any]] = mail_asked.send(Edition, edition=edition, member=member)
    for _receiver, answer in answers:
        rows += answer
    about = Q(pk=None)
    for one in rows:
        keys = one.order_by().annotate(key=Cast("pk", CharField(max_length=40))).values("key")
        about |= Q(object_type=one.model._meta.label_lower, object_id__in=keys)
    return Message.objects.filter(about)
