"""After the signature: options an exhibitor asks for, and what a cancellation owed."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parvis.core.fields import CentsField
from parvis.core.models import PeersManager
from parvis.editions.models import Edition
from parvis.exhibitors.models import Exhibitor
from parvis.sales.models.catalogue import Option
from parvis.sales.models.contract import Contract


class OptionRequestQuerySet(models.QuerySet["OptionRequest"]):
    def in_edition(self, edition: Edition) -> "OptionRequestQuerySet":
        return self.filter(exhibitor__edition=edition)

    def open(self) -> "OptionRequestQuerySet":
        return self.filter(state__in=OptionRequest.OPEN)

    def in_line(self) -> "OptionRequestQuerySet":
        """Who waits for a unit, first come first."""
        return self.filter(state=OptionRequest.State.WAITING).order_by("asked_at", "pk")

    def past(self, day: date) -> "OptionRequestQuerySet":
        """A unit was kept for them and nobody answered in time."""
        return self.filter(state=OptionRequest.State.OFFERED, held_until__lt=day)


class OptionRequest(models.Model):
    """What a signed exhibitor asks for beyond its contract. `HOLDING` ones are counted in the option's `sold_count`."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        WAITING = "waiting", _("On the waiting list")
        OFFERED = "offered", _("A unit is kept")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        TAKEN_BACK = "taken_back", _("Taken back")
        LAPSED = "lapsed", _("Not answered in time")

    HOLDING = (State.ASKED, State.OFFERED)
    OPEN = (State.ASKED, State.WAITING, State.OFFERED)

    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.PROTECT, related_name="option_requests")
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="requests")
    quantity = models.PositiveIntegerField(_("quantity"))
    state = models.CharField(max_length=10, choices=State)
    name = models.CharField(max_length=160)
    unit_price_cents = CentsField()
    vat_basis_points = models.PositiveIntegerField()
    amendment = models.ForeignKey(
        Contract, on_delete=models.PROTECT, null=True, blank=True, related_name="option_requests"
    )
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=160)
    held_until = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=160, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = PeersManager.from_queryset(OptionRequestQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(name="option_request_quantity", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="kept_unit_has_last_day", condition=~Q(state="offered") | Q(held_until__isnull=False)
            ),
            models.CheckConstraint(
                name="refused_request_has_reason",
                condition=~Q(state="refused") | (Q(answered_at__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="accepted_request_is_in_an_amendment",
                condition=Q(state="accepted", amendment__isnull=False) | (~Q(state="accepted") & Q(amendment=None)),
            ),
            models.UniqueConstraint(
                fields=["exhibitor", "option"],
                condition=Q(state__in=["asked", "waiting", "offered"]),
                name="option_asked_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.name}"

    @property
    def net_cents(self) -> int:
        return self.quantity * self.unit_price_cents

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_holding(self) -> bool:
        return self.state in self.HOLDING


class Cancellation(models.Model):
    """How a signed contract was cancelled: the scale as it was applied that day. Append-only."""

    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="cancellation")
    cancelled_at = models.DateTimeField()
    cancelled_by = models.CharField(max_length=160)
    reason = models.CharField(max_length=300)
    days_left = models.IntegerField()
    share_basis_points = models.PositiveIntegerField()
    computation = models.JSONField(default=list)  # a row per VAT rate: rate, sold, owed, credited in cents without VAT
    net_cents = CentsField()
    owed_cents = CentsField()
    keep_until = models.DateField()

    objects = PeersManager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="cancellation_share", condition=Q(share_basis_points__lte=10_000)),
            models.CheckConstraint(
                name="cancellation_owes_at_most_all", condition=Q(owed_cents__gte=0, owed_cents__lte=F("net_cents"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract} {self.share_basis_points / 100:g} %"

    @property
    def credited_cents(self) -> int:
        return self.net_cents - self.owed_cents
