"""Who waits for a package that is sold out, in the order of asking."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.companies.models import Company, Interest
from parvis.core.models import PeersManager
from parvis.editions.models import Edition
from parvis.exhibitors.models import Exhibitor
from parvis.sales.models.catalogue import Package


class PlaceRequestQuerySet(models.QuerySet["PlaceRequest"]):
    def in_edition(self, edition: Edition) -> "PlaceRequestQuerySet":
        return self.filter(package__edition=edition)

    def open(self) -> "PlaceRequestQuerySet":
        return self.filter(state__in=PlaceRequest.OPEN)

    def in_line(self) -> "PlaceRequestQuerySet":
        """Who waits, first come first."""
        return self.filter(state=PlaceRequest.State.WAITING).order_by("asked_at", "pk")

    def of_company(self, company: Company) -> "PlaceRequestQuerySet":
        return self.filter(Q(exhibitor__company=company) | Q(interest__company=company))

    def past(self, day: date) -> "PlaceRequestQuerySet":
        """A place was kept for them and nobody took it in time."""
        return self.filter(state=PlaceRequest.State.OFFERED, held_until__lt=day)


class PlaceRequest(models.Model):
    """A company waits for a package: it wrote through the site, or a quote was written for it.

    An `OFFERED` one is counted in the package's `sold_count`: the place is kept for it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("On the waiting list")
        OFFERED = "offered", _("A place is kept")
        TAKEN = "taken", _("Place taken")
        STRUCK_OFF = "struck_off", _("Taken off the list")
        LAPSED = "lapsed", _("Not answered in time")

    OPEN = (State.WAITING, State.OFFERED)

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="requests")
    exhibitor = models.ForeignKey(
        Exhibitor, on_delete=models.CASCADE, null=True, blank=True, related_name="place_requests"
    )
    interest = models.OneToOneField(
        Interest, on_delete=models.CASCADE, null=True, blank=True, related_name="place_request"
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=160)
    held_until = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=160, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = PeersManager.from_queryset(PlaceRequestQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="place_request_is_of_somebody",
                condition=Q(exhibitor__isnull=False, interest=None) | Q(exhibitor=None, interest__isnull=False),
            ),
            models.CheckConstraint(
                name="kept_place_has_last_day", condition=~Q(state="offered") | Q(held_until__isnull=False)
            ),
            models.CheckConstraint(
                name="ended_place_request_has_date",
                condition=Q(state__in=["waiting", "offered"]) | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="struck_off_request_has_reason", condition=~Q(state="struck_off") | ~Q(reason="")
            ),
            models.UniqueConstraint(
                fields=["exhibitor", "package"],
                condition=Q(state__in=["waiting", "offered"]),
                name="place_asked_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.package} {self.company or self.interest}"

    @property
    def company(self) -> Company | None:
        """None while nobody has decided which company wrote."""
        if self.exhibitor:
            return self.exhibitor.company
        return self.interest.company if self.interest else None

    @property
    def company_name(self) -> str:
        return self.company.name if self.company else self.interest.name if self.interest else ""

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN
