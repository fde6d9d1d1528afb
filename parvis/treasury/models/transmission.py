"""How issued papers reach their buyers by the rules of the reform, and what became of each."""

from datetime import date
from typing import NamedTuple, cast

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parvis.core.models import PeersManager
from parvis.editions.models import Association, Edition
from parvis.treasury.models.invoice import CreditNote, Invoice, IssuedPaper
from parvis.treasury.models.payment import Payment


class TransmissionTermsQuerySet(models.QuerySet["TransmissionTerms"]):
    def current(self) -> "TransmissionTerms":
        """What the treasurer wrote; what the law says when nobody did."""
        return self.first() or TransmissionTerms()


class TransmissionTerms(models.Model):
    """Through which platform, and from which days. The dates are those of the law for small bodies; earlier is free."""

    association = models.OneToOneField(Association, on_delete=models.PROTECT, related_name="transmission_terms")
    platform = models.CharField(_("platform"), max_length=20, default="manual")
    invoices_from = models.DateField(_("e-invoices leave by it from"), default=date(2027, 9, 1))
    reports_from = models.DateField(_("sales by mail are reported from"), default=date(2027, 9, 1))

    objects = PeersManager.from_queryset(TransmissionTermsQuerySet)()

    def __str__(self) -> str:
        return self.platform


class Route(models.TextChoices):
    PLATFORM = "platform", _("E-invoice")
    CHORUS = "chorus", _("Chorus Pro")
    MAIL = "mail", _("Mail")


class Code(models.IntegerChoices):
    """Statuses of the life-cycle, with the numbers of AFNOR XP Z12-012; 200, 210, 212 and 213 are compulsory."""

    DEPOSITED = 200, _("Deposited")
    EMITTED = 201, _("Sent by the platform")
    RECEIVED = 202, _("Received by the buyer’s platform")
    AVAILABLE = 203, _("Made available to the buyer")
    IN_HAND = 204, _("Taken in hand by the buyer")
    APPROVED = 205, _("Approved")
    PART_APPROVED = 206, _("Approved in part")
    DISPUTED = 207, _("Disputed")
    SUSPENDED = 208, _("Suspended: the buyer asks for something")
    COMPLETED = 209, _("Completed")
    REFUSED = 210, _("Refused by the buyer")
    PAYMENT_SENT = 211, _("Payment on its way")
    CASHED = 212, _("Cashed")
    REJECTED = 213, _("Rejected by the platform")


TROUBLE = (Code.PART_APPROVED, Code.DISPUTED, Code.SUSPENDED, Code.REFUSED, Code.REJECTED)


class Progress(NamedTuple):
    """Where a paper stands on its way: a word for programs, how it is marked, the words for people."""

    key: str
    kind: str
    label: str | Promise


def progress_of(route: str, code: int | None, problem: str) -> Progress:
    if code is not None:
        kind = "bad" if code in TROUBLE else "good" if code in (Code.APPROVED, Code.CASHED) else "info"
        return Progress("trouble" if code in TROUBLE else "sent", kind, Code(code).label)
    if route == Route.MAIL:
        return Progress("mail", "neutral", _("By mail"))
    if problem:
        return Progress("problem", "bad", _("Not handed over"))
    return Progress("todo", "waiting", _("To transmit"))


class TransmissionQuerySet(models.QuerySet["Transmission"]):
    def in_edition(self, edition: Edition) -> "TransmissionQuerySet":
        theirs = Q(invoice__exhibitor__edition=edition) | Q(credit_note__invoice__exhibitor__edition=edition)
        return self.filter(theirs)

    def with_code(self) -> "TransmissionQuerySet":
        """Adds `code`, the latest status; none before the deposit."""
        return self.annotate(code=latest_code("transmission"))


class Transmission(models.Model):
    """The way of one issued paper, decided at its issue; what may change is the work of handing it over.

    `leased_until`: a worker has taken it until then. `problem`: why the last try failed.
    """

    invoice = models.OneToOneField(
        Invoice, on_delete=models.PROTECT, null=True, blank=True, related_name="transmission"
    )
    credit_note = models.OneToOneField(
        CreditNote, on_delete=models.PROTECT, null=True, blank=True, related_name="transmission"
    )
    route = models.CharField(_("way"), max_length=8, choices=Route)
    has_report = models.BooleanField(_("reported to the tax office"), default=False)
    platform = models.CharField(_("platform"), max_length=20, blank=True)
    decided_at = models.DateTimeField()
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    attempt_count = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    keep_until = models.DateField()

    objects = PeersManager.from_queryset(TransmissionQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="transmission_of_one_paper",
                condition=Q(invoice=None, credit_note__isnull=False) | Q(invoice__isnull=False, credit_note=None),
            ),
            models.CheckConstraint(
                name="transmission_way",
                condition=Q(route="mail", platform="") | (Q(route__in=["platform", "chorus"]) & ~Q(platform="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.paper)

    @property
    def paper(self) -> IssuedPaper:
        """The invoice or the credit note that travels."""
        return cast("IssuedPaper", self.invoice or self.credit_note)  # a constraint says that one is there

    @property
    def owner(self) -> Invoice:
        """The invoice on whose page it is shown."""
        return self.invoice or cast("CreditNote", self.credit_note).invoice

    @property
    def is_deposited(self) -> bool:
        """Of a row fetched `with_code()`: something is known of it."""
        return vars(self)["code"] is not None

    @property
    def progress(self) -> Progress:
        """Of a row fetched `with_code()`."""
        return progress_of(self.route, vars(self)["code"], self.problem)


class TransmissionEvent(models.Model):
    """A status of a paper, told by the platform or typed from its site. Append-only; a payment is reported once."""

    transmission = models.ForeignKey(Transmission, on_delete=models.PROTECT, related_name="events")
    code = models.PositiveSmallIntegerField(choices=Code)
    happened_at = models.DateTimeField()
    noted_at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    reference = models.CharField(_("reference on the platform"), max_length=100, blank=True)
    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="transmission_event"
    )
    key = models.CharField(max_length=120, unique=True)
    is_by_hand = models.BooleanField(default=False)
    keep_until = models.DateField()

    objects = PeersManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="transmission_event_code", condition=Q(code__gte=Code.DEPOSITED, code__lte=Code.REJECTED)
            ),
            models.CheckConstraint(name="transmission_event_payment", condition=Q(payment=None) | Q(code=Code.CASHED)),
        ]

    def __str__(self) -> str:
        return f"{self.transmission} {self.code}"


class IncomingInvoice(models.Model):
    """An e-invoice of a supplier that the platform received for the association, as it came. Append-only."""

    platform = models.CharField(_("platform"), max_length=20)
    key = models.CharField(max_length=120, unique=True)
    name = models.CharField(_("file"), max_length=100)
    path = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField(_("received"))
    keep_until = models.DateField()

    objects = PeersManager()

    def __str__(self) -> str:
        return self.name


def latest_code(owner: str) -> Subquery:
    """The code of the last status; `owner` is the way from an event to the rows that are annotated."""
    events = TransmissionEvent.objects.filter(**{owner: OuterRef("pk")}).order_by("-happened_at", "-pk")
    return Subquery(events.values("code")[:1])
