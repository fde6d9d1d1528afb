"""From a first call to a signature: stages, opportunities, what was said."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import User
from parvis.companies.models.company import Company, Contact
from parvis.core.fields import CentsField
from parvis.core.models import PeersManager
from parvis.core.money import percent_of
from parvis.editions.models import Edition


class Stage(models.Model):
    """A step of one edition's pipeline. `outcome` says whether it ends the road, and how."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("In progress")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="stages")
    slug = models.SlugField(max_length=40)
    name_fr = models.CharField(_("name (French)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=60)
    position = models.PositiveSmallIntegerField()
    probability_percent = models.PositiveSmallIntegerField(_("probability"), default=0)
    outcome = models.CharField(_("ends the road"), max_length=4, choices=Outcome, default=Outcome.OPEN)
    stale_days = models.PositiveSmallIntegerField(_("days before a card is stale"), default=21)

    objects = PeersManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "slug"], name="stage_once"),
            models.CheckConstraint(name="stage_probability", condition=Q(probability_percent__lte=100)),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_fr


class OpportunityQuerySet(models.QuerySet["Opportunity"]):
    def in_edition(self, edition: Edition) -> "OpportunityQuerySet":
        return self.filter(edition=edition)

    def in_progress(self) -> "OpportunityQuerySet":
        return self.filter(stage__outcome=Stage.Outcome.OPEN)

    def waiting_by(self, day: date) -> "OpportunityQuerySet":
        return self.in_progress().filter(next_step_on__lte=day).order_by("next_step_on", "pk")


class Opportunity(models.Model):
    """One company's place in one edition's pipeline."""

    class Loss(models.TextChoices):
        PRICE = "price", _("Price")
        BUDGET = "budget", _("No budget")
        DATE = "date", _("Date does not suit")
        HIRING = "hiring", _("Not hiring")
        OTHER_FAIR = "other_fair", _("Chose another fair")
        SILENCE = "silence", _("No answer")
        OTHER = "other", _("Something else")

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="opportunities")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="opportunities")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="opportunities")
    owner = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="opportunities")
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    next_step_on = models.DateField(_("on"), null=True, blank=True)
    expected_cents = CentsField(_("expected amount"), default=0)
    expected_on = models.DateField(_("expected signature"), null=True, blank=True)
    probability_percent = models.PositiveSmallIntegerField(_("probability"), null=True, blank=True)
    lost_kind = models.CharField(_("reason of loss"), max_length=10, choices=Loss, blank=True)
    lost_reason = models.CharField(_("why it was lost"), max_length=200, blank=True)
    moved_at = models.DateTimeField()

    objects = PeersManager.from_queryset(OpportunityQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "edition"], name="opportunity_once"),
            models.CheckConstraint(name="opportunity_amount", condition=Q(expected_cents__gte=0)),
            models.CheckConstraint(
                name="opportunity_probability",
                condition=Q(probability_percent=None) | Q(probability_percent__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company} {self.edition}"

    @property
    def odds_percent(self) -> int:
        """What the owner believes; what the stage usually means when they said nothing. Won is won, lost is lost."""
        is_open = self.stage.outcome == Stage.Outcome.OPEN
        if is_open and self.probability_percent is not None:
            return self.probability_percent
        return self.stage.probability_percent if is_open else 100 * (self.stage.outcome == Stage.Outcome.WON)

    @property
    def weighted_cents(self) -> int:
        """The amount we hope for, times its probability."""
        return percent_of(self.expected_cents, self.odds_percent * 100)


class Interaction(models.Model):
    """A call, mail or meeting with a company, as the member noted it."""

    class Kind(models.TextChoices):
        CALL = "call", _("Call")
        MAIL = "mail", _("Mail")
        MEETING = "meeting", _("Meeting")
        NOTE = "note", _("Note")
        ANSWER = "answer", _("Answer by mail")

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="interactions")
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="interactions")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="interactions")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="interactions")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    body = models.TextField(_("what was said"))
    at = models.DateTimeField(_("when"))

    objects = PeersManager()

    def __str__(self) -> str:
        return f"{self.kind} {self.company} {self.at:%Y-%m-%d}"
