"""Reads of transmissions: what waits for the worker or for a person, what became of it."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Lower

from parvis.editions.models import Edition
from parvis.treasury.models import TROUBLE, Code, Invoice, Payment, Route, Transmission, TransmissionEvent

RELATED = ("invoice__exhibitor__company", "credit_note__invoice__exhibitor__company")
BY_PLATFORM = Q(route__in=[Route.PLATFORM, Route.CHORUS])


def transmissions_in(edition: Edition) -> QuerySet[Transmission]:
    """All of an edition with `code`, `number` and its folded form, `company`."""
    rows = Transmission.objects.in_edition(edition).with_code().select_related(*RELATED)
    return rows.annotate(
        number=Coalesce("invoice__number", "credit_note__number"),
        number_folded=Lower(Coalesce("invoice__number", "credit_note__number")),
        company_folded=Coalesce(
            "invoice__exhibitor__company__name_folded", "credit_note__invoice__exhibitor__company__name_folded"
        ),
        issued_on=Coalesce("invoice__issued_on", "credit_note__issued_on"),
    )


def transmissions_of(invoice: Invoice) -> list[Transmission]:
    """That of the invoice and those of its credit notes, each with its statuses, the latest first."""
    theirs = Q(invoice=invoice) | Q(credit_note__invoice=invoice)
    rows = Transmission.objects.filter(theirs).with_code().select_related("invoice", "credit_note__invoice")
    return list(rows.prefetch_related("events__payment").order_by("pk"))


def events_of(transmission: Transmission) -> list[TransmissionEvent]:
    """The latest first."""
    return sorted(transmission.events.all(), key=lambda event: (event.happened_at, event.pk), reverse=True)


def to_hand_over(at: datetime) -> QuerySet[Transmission]:
    """What no platform has yet, of editions that may still be written in; the oldest first."""
    done = TransmissionEvent.objects.filter(transmission=OuterRef("pk"))
    rows = Transmission.objects.filter(BY_PLATFORM, ~Exists(done), due_at__lte=at)
    return _open(rows).select_related("invoice", "credit_note__invoice").order_by("pk")


def to_do_by_hand(edition: Edition) -> QuerySet[Transmission]:
    """What somebody deposits on a platform's site; and what could not be handed over."""
    return transmissions_in(edition).filter(BY_PLATFORM, Q(("code", None)))


def in_trouble(edition: Edition) -> QuerySet[Transmission]:
    """Refused, rejected, disputed: somebody answers. A refused invoice that was credited since is answered."""
    rows = transmissions_in(edition).filter(Q(("code__in", [int(code) for code in TROUBLE])))
    credited = Invoice.objects.with_amounts().filter(Q(("credited_cents__gt", 0)), pk=OuterRef("invoice"))
    return rows.exclude(Exists(credited))


def unreported_payments(edition: Edition | None = None) -> QuerySet[Payment]:
    """Money received for e-invoices that a platform has, and does not know of."""
    told = TransmissionEvent.objects.filter(payment=OuterRef("pk"))
    deposited = TransmissionEvent.objects.filter(
        transmission__invoice=OuterRef("invoice"), code=Code.DEPOSITED, transmission__route=Route.PLATFORM
    )
    rows = Payment.objects.filter(~Exists(told), Exists(deposited))
    if edition:
        rows = rows.filter(invoice__exhibitor__edition=edition)
    open_ones = rows.exclude(invoice__exhibitor__edition__state=Edition.State.CLOSED)
    return open_ones.select_related("invoice__transmission", "invoice__exhibitor__company").order_by("pk")


def _open(rows: QuerySet[Transmission]) -> QuerySet[Transmission]:
    closed = Edition.State.CLOSED
    theirs = Q(invoice__exhibitor__edition__state=closed)
    return rows.exclude(theirs | Q(credit_note__invoice__exhibitor__edition__state=closed))
