"""The exhibitor: everything sold, placed, eaten, signed or invoiced hangs on it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parvis.accounts.models import User
from parvis.companies.models import Company, Contact
from parvis.core.fields import FoldedField
from parvis.core.models import PeersManager
from parvis.editions.models import Edition


class ExhibitorQuerySet(models.QuerySet["Exhibitor"]):
    def in_edition(self, edition: Edition) -> "ExhibitorQuerySet":
        return self.filter(edition=edition)

    def confirmed(self) -> "ExhibitorQuerySet":
        return self.filter(status=Exhibitor.Status.CONFIRMED)

    def by_name(self) -> "ExhibitorQuerySet":
        return self.select_related("company").order_by("company__name_folded", "pk")


class Exhibitor(models.Model):
    """A company in an edition: prospective from its first quote, confirmed at signature, perhaps withdrawn."""

    class Status(models.TextChoices):
        PROSPECTIVE = "prospective", _("Prospective")
        CONFIRMED = "confirmed", _("Confirmed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="exhibitors")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="exhibitors")
    status = models.CharField(max_length=11, choices=Status, default=Status.PROSPECTIVE)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager.from_queryset(ExhibitorQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "edition"], name="exhibitor_once"),
            models.CheckConstraint(
                name="confirmed_exhibitor_has_date",
                condition=~Q(status="confirmed") | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="withdrawn_exhibitor_has_date",
                condition=~Q(status="withdrawn") | Q(withdrawn_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.company)

    @property
    def is_confirmed(self) -> bool:
        return self.status == self.Status.CONFIRMED


class EntitlementQuerySet(models.QuerySet["Entitlement"]):
    def of_kind(self, kind: str) -> "EntitlementQuerySet":
        return self.filter(kind=kind)


class Entitlement(models.Model):
    """What the exhibitor may have, a row per thing and source; facts that sales writes and the siblings read."""

    class Kind(models.TextChoices):
        AREA = "area_dm2", _("Area")  # square decimetres, so that 4.5 m² is a whole number
        TABLE = "table", pgettext_lazy("furniture", "Tables")
        CHAIR = "chair", _("Chairs")
        COUNTER = "counter", _("Counters")
        STOOL = "stool", _("Stools")
        SCREEN = "screen", _("Screens")
        MEAL = "meal", _("Meals")
        BADGE = "badge", _("Badges")
        POWER = "power_w", _("Power (W)")
        PARKING = "parking", _("Parking places")
        JOB_OFFER = "job_offer", _("Job offers")
        CV_LIBRARY = "cv_library", _("CV library")
        INTERVIEW_TABLE = "interview_table", _("Interview tables")
        TALK = "talk", _("Talks")
        MAILING = "mailing", _("Mailings or posts")

    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.CASCADE, related_name="entitlements")
    kind = models.CharField(max_length=16, choices=Kind)
    quantity = models.PositiveIntegerField()
    source = models.CharField(max_length=60, help_text=_("The contract or amendment that gives it."))

    objects = PeersManager.from_queryset(EntitlementQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exhibitor", "kind", "source"], name="entitlement_once_per_source"),
            models.CheckConstraint(name="entitlement_is_something", condition=Q(quantity__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}"


class RepresentativeQuerySet(models.QuerySet["Representative"]):
    def active(self) -> "RepresentativeQuerySet":
        return self.filter(removed_at=None)


class Representative(models.Model):
    """A person of the exhibitor: signs in when there is a user, comes to the fair when on site."""

    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.CASCADE, related_name="representatives")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="representations")
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="representations"
    )
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    name_folded = FoldedField("first_name", "last_name", "email")
    email = models.EmailField(_("e-mail address"), max_length=254)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    job_title = models.CharField(_("role"), max_length=120, blank=True)
    is_on_site = models.BooleanField(_("comes to the fair"), default=True)
    diet = models.CharField(_("diet"), max_length=60, blank=True)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager.from_queryset(RepresentativeQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["exhibitor", "email"], condition=Q(removed_at=None), name="representative_once"
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email


class DoneStep(models.Model):
    """A fact a higher app writes down: that step of taking part is done. The row's presence is the fact."""

    class Step(models.TextChoices):
        INVOICE = "invoice", _("Invoice")
        LOGISTICS = "logistics", _("Booth")

    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.CASCADE, related_name="done_steps")
    step = models.CharField(max_length=12, choices=Step)
    done_at = models.DateTimeField()

    objects = PeersManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exhibitor", "step"], name="step_done_once")]

    def __str__(self) -> str:
        return f"{self.exhibitor} {self.step}"
