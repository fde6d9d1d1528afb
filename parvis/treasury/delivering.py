"""Whether an issued invoice reached its buyer: told by its mails and by the platform, where one carries it."""

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, TextChoices, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from parvis.editions.models import Edition
from parvis.outbox.models import Message
from parvis.treasury.models import Code, Invoice, Route
from parvis.treasury.queries import invoices_in

UNDELIVERED = Q(delivery__in=["bounced", "failed"])


class Delivery(TextChoices):
    """Empty when it is a draft, has arrived or is on its way, or is credited whole."""

    BOUNCED = "bounced", _("Not delivered: no mail arrived")
    FAILED = "failed", _("Not delivered: the platform failed")
    UNSENT = "unsent", _("Not sent")


def with_delivery(invoices: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """Adds `delivery`, one of the words above, to rows of `invoices_in`.

    What one contact received is delivered; a platform that took the invoice delivers it, whatever became of its mails.
    """
    mails = Message.objects.filter(
        object_type=Invoice._meta.label_lower, object_id=Cast(OuterRef("pk"), CharField(max_length=40))
    )
    on_its_way = [Message.State.NEW, Message.State.SENDING, Message.State.SENT]
    by_platform = Q(transmission__route__in=[Route.PLATFORM, Route.CHORUS])
    ended = ~Q(status=Invoice.Status.ISSUED) | Q(("credited_cents__gte", F("net_cents") + F("vat_cents")))
    return invoices.annotate(
        delivery=Case(
            When(ended, then=Value("")),
            When(Q(("way_code", Code.REJECTED)), then=Value(Delivery.FAILED)),
            When(Q(("way_code__isnull", False)), then=Value("")),
            When(by_platform & ~Q(transmission__problem=""), then=Value(Delivery.FAILED)),
            When(Exists(mails.filter(state__in=on_its_way)), then=Value("")),
            When(Exists(mails), then=Value(Delivery.BOUNCED)),
            When(by_platform, then=Value("")),  # waits for the worker, or for somebody on the platform's site
            default=Value(Delivery.UNSENT),
            output_field=CharField(),
        )
    )


def undelivered_in(edition: Edition) -> QuerySet[Invoice]:
    return with_delivery(invoices_in(edition)).filter(UNDELIVERED)
