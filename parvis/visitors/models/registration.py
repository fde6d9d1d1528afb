"""A visitor across the years, a registration for one edition, and the row that carries the seats."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import School, User
from parvis.core.fields import FoldedField
from parvis.core.models import PeersManager
from parvis.editions.models import Edition, Term


class Visitor(models.Model):
    """A person who comes to the fair, across editions."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="visitor")
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    name_folded = FoldedField("first_name", "last_name")
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("fr", _("French")), ("en", _("English"))], default="fr"
    )
    created_at = models.DateTimeField()

    objects = PeersManager()

    class Meta:
        indexes = [models.Index(fields=["name_folded"], name="visitor_name_folded")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Admission(models.Model):
    """The seats of an edition: the row every registration locks. A constraint stands behind the count."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="admission")
    capacity = models.PositiveIntegerField(_("seats"))
    taken_count = models.PositiveIntegerField(default=0)
    waiting_number = models.PositiveIntegerField(default=0, help_text=_("The last number given in the waiting list."))

    objects = PeersManager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="admission_not_oversold", condition=Q(taken_count__lte=F("capacity")))
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.taken_count}/{self.capacity}"

    @property
    def free_count(self) -> int:
        return self.capacity - self.taken_count


LOOKS = {"confirmed": "good", "waiting": "waiting", "cancelled": "neutral"}  # how `c-status` shows a state


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def in_edition(self, edition: Edition) -> "RegistrationQuerySet":
        return self.filter(edition=edition)

    def confirmed(self) -> "RegistrationQuerySet":
        return self.filter(status=Registration.Status.CONFIRMED)

    def waiting(self) -> "RegistrationQuerySet":
        return self.filter(status=Registration.Status.WAITING).order_by("waiting_number")

    def unconfirmed_since(self, moment: datetime) -> "RegistrationQuerySet":
        """Seats taken on the site before that moment by addresses nobody has confirmed; other sources vouch."""
        return self.filter(
            status=Registration.Status.CONFIRMED,
            source=Registration.Source.SITE,
            seat_taken_at__lte=moment,
            email_confirmed_at__isnull=True,
        )


class Registration(models.Model):
    """One visitor's sign-up for one edition: a seat (confirmed), a place in the waiting list, or given back.

    Whether the address has been confirmed is another matter: `email_confirmed_at`.
    """

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", _("Registered")
        WAITING = "waiting", _("Waiting list")
        CANCELLED = "cancelled", _("Cancelled")

    class Kind(models.TextChoices):
        STUDENT = "student", _("Student")
        TEACHER = "teacher", _("Teacher")
        ALUMNI = "alumni", _("Alumni")
        PRESS = "press", _("Press")
        OFFICIAL = "official", _("Official guest")

    class Source(models.TextChoices):
        SITE = "site", _("Public site")
        API = "api", _("Another program")
        IMPORT = "import", _("Imported file")
        TEAM = "team", _("Team")

    visitor = models.ForeignKey(Visitor, on_delete=models.PROTECT, related_name="registrations")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="registrations")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.STUDENT)
    status = models.CharField(max_length=9, choices=Status)
    waiting_number = models.PositiveIntegerField(null=True, blank=True)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="registrations", verbose_name=_("school"))
    study_year = models.CharField(_("year of study"), max_length=20, blank=True)
    terms = models.ManyToManyField(Term, blank=True, related_name="registrations")
    source = models.CharField(max_length=20, choices=Source, default=Source.SITE)
    registered_at = models.DateTimeField()
    seat_taken_at = models.DateTimeField(null=True, blank=True)
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager.from_queryset(RegistrationQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visitor", "edition"], name="registration_once"),
            models.UniqueConstraint(fields=["edition", "waiting_number"], name="waiting_number_once"),
            models.CheckConstraint(
                name="waiting_has_number", condition=~Q(status="waiting") | Q(waiting_number__isnull=False)
            ),
            models.CheckConstraint(
                name="cancelled_has_date", condition=~Q(status="cancelled") | Q(cancelled_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["edition", "status", "-registered_at"], name="registration_list"),
            models.Index(fields=["edition", "-registered_at", "id"], name="registration_newest"),
        ]

    def __str__(self) -> str:
        return str(self.visitor)

    @property
    def is_confirmed(self) -> bool:
        return self.status == self.Status.CONFIRMED

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    @property
    def is_badge_due(self) -> bool:
        """A seat, and an address that was proven: both are needed before a badge is sent."""
        return self.is_confirmed and self.email_confirmed_at is not None

    @property
    def status_kind(self) -> str:
        """How `c-status` shows it."""
        return LOOKS[self.status]
