"""The place: its halls and numbered booths, in centimetres."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parvis.core.models import PeersManager
from parvis.editions.models import Edition
from parvis.exhibitors.models import Exhibitor


class Venue(models.Model):
    """Where an edition takes place."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="venue")
    name = models.CharField(_("name"), max_length=160)
    access_fr = models.TextField(_("how to get there (French)"), blank=True)
    access_en = models.TextField(_("how to get there (English)"), blank=True)

    objects = PeersManager()

    def __str__(self) -> str:
        return self.name

    @property
    def access(self) -> str:
        return (self.access_en if get_language() == "en" else "") or self.access_fr


class HallQuerySet(models.QuerySet["Hall"]):
    def in_edition(self, edition: Edition) -> "HallQuerySet":
        return self.filter(venue__edition=edition).order_by("position", "pk")


class Hall(models.Model):
    """A room of the venue with its plan; `ceiling_count` is the most people the safety file allows at once."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="halls")
    slug = models.SlugField(max_length=40)
    name = models.CharField(_("name"), max_length=80)
    width_cm = models.PositiveIntegerField(_("width (cm)"))
    depth_cm = models.PositiveIntegerField(_("depth (cm)"))
    ceiling_count = models.PositiveIntegerField(_("most people at once"), default=0)
    position = models.PositiveSmallIntegerField(default=0)

    objects = PeersManager.from_queryset(HallQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["venue", "slug"], name="hall_once")]

    def __str__(self) -> str:
        return self.name


class BoothQuerySet(models.QuerySet["Booth"]):
    def in_edition(self, edition: Edition) -> "BoothQuerySet":
        return self.filter(hall__venue__edition=edition)

    def free(self) -> "BoothQuerySet":
        return self.filter(exhibitor=None)


class Booth(models.Model):
    """A numbered place on the plan. It has room for one exhibitor; an exhibitor may have several booths."""

    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="booths")
    number = models.CharField(_("number"), max_length=10)
    x_cm = models.PositiveIntegerField()
    y_cm = models.PositiveIntegerField()
    width_cm = models.PositiveIntegerField(_("width (cm)"))
    depth_cm = models.PositiveIntegerField(_("depth (cm)"))
    exhibitor = models.ForeignKey(
        Exhibitor, on_delete=models.PROTECT, null=True, blank=True, related_name="booths", verbose_name=_("exhibitor")
    )
    assigned_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager.from_queryset(BoothQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hall", "number"], name="booth_number_once"),
            models.CheckConstraint(
                name="booth_assigned_with_date",
                condition=Q(exhibitor=None, assigned_at=None) | Q(exhibitor__isnull=False, assigned_at__isnull=False),
            ),
            models.CheckConstraint(name="booth_has_area", condition=Q(width_cm__gt=0, depth_cm__gt=0)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def area_dm2(self) -> int:
        return self.width_cm * self.depth_cm // 100

    @property
    def dimensions(self) -> str:
        """Width and depth for a reader: `3 × 2.5 m`."""
        width, depth = (number_format(Decimal(cm) / 100) for cm in (self.width_cm, self.depth_cm))
        return f"{width} × {depth} m"
