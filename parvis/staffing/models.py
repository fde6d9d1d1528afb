"""Positions of the day, their shifts, and who takes them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parvis.core.models import PeersManager
from parvis.editions.models import Edition, Membership


class Position(models.Model):
    """A job to hold on the day: door, desk, runner, cloakroom."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="positions")
    name_fr = models.CharField(_("name (French)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    place = models.CharField(_("where"), max_length=80, blank=True)

    objects = PeersManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "name_fr"], name="position_once")]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_fr


class ShiftQuerySet(models.QuerySet["Shift"]):
    def in_edition(self, edition: Edition) -> "ShiftQuerySet":
        return self.filter(position__edition=edition)


class Shift(models.Model):
    """A slot of a position: from, to, how many people."""

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="shifts")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    needed_count = models.PositiveSmallIntegerField(_("people needed"), default=1)

    objects = PeersManager.from_queryset(ShiftQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(name="shift_ends_later", condition=Q(ends_at__gt=F("starts_at"))),
            models.UniqueConstraint(fields=["position", "starts_at"], name="shift_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.starts_at:%H:%M}"


class ShiftAssignment(models.Model):
    """A member of the team on a shift."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="assignments")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="shift_assignments")
    assigned_at = models.DateTimeField()

    objects = PeersManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shift", "membership"], name="shift_assignment_once")]

    def __str__(self) -> str:
        return f"{self.shift} {self.membership}"
