"""Talks, workshops and coaching, and when they take place."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parvis.core.models import PeersManager
from parvis.editions.models import Edition
from parvis.exhibitors.models import Exhibitor


class Activity(models.Model):
    """Something to attend; given by the team or by an exhibitor."""

    class Kind(models.TextChoices):
        TALK = "talk", _("Talk")
        WORKSHOP = "workshop", _("Workshop")
        ROUND_TABLE = "round_table", _("Round table")
        CV_REVIEW = "cv_review", _("CV review")
        PHOTO = "photo", _("Portrait photo")
        MOCK_INTERVIEW = "mock_interview", _("Mock interview")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="activities")
    exhibitor = models.ForeignKey(
        Exhibitor, on_delete=models.SET_NULL, null=True, blank=True, related_name="activities"
    )
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    title_fr = models.CharField(_("title (French)"), max_length=160)
    title_en = models.CharField(_("title (English)"), max_length=160, blank=True)
    summary_fr = models.TextField(_("summary (French)"), blank=True)
    summary_en = models.TextField(_("summary (English)"), blank=True)
    language = models.CharField(_("language"), max_length=2, default="fr")
    is_published = models.BooleanField(_("published"), default=False)

    objects = PeersManager()

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return (self.title_en if get_language() == "en" else "") or self.title_fr

    @property
    def summary(self) -> str:
        return (self.summary_en if get_language() == "en" else "") or self.summary_fr


class ActivitySlotQuerySet(models.QuerySet["ActivitySlot"]):
    def in_edition(self, edition: Edition) -> "ActivitySlotQuerySet":
        return self.filter(activity__edition=edition)


class ActivitySlot(models.Model):
    """One time and room of an activity, and its seats."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="slots")
    room = models.CharField(_("room"), max_length=80)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    seats_count = models.PositiveIntegerField(_("seats"))

    objects = PeersManager.from_queryset(ActivitySlotQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(name="activity_ends_later", condition=Q(ends_at__gt=F("starts_at"))),
            models.UniqueConstraint(fields=["activity", "starts_at", "room"], name="activity_slot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.starts_at:%H:%M}"
