"""What an exhibitor shows to visitors."""

from datetime import date

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parvis.core.fields import FoldedField
from parvis.core.models import PeersManager
from parvis.editions.models import Edition, Term
from parvis.exhibitors.models.exhibitor import Exhibitor


class ExhibitorProfile(models.Model):
    """The public page of an exhibitor; texts are Markdown."""

    class Size(models.TextChoices):
        SMALL = "small", _("Under 50 people")
        MEDIUM = "medium", _("50 to 999 people")
        BIG = "big", _("1,000 people and more")

    exhibitor = models.OneToOneField(Exhibitor, on_delete=models.CASCADE, related_name="profile")
    public_name = models.CharField(_("name shown"), max_length=160)
    name_folded = FoldedField("public_name")
    tagline = models.CharField(_("in one line"), max_length=140, blank=True)
    description_fr = models.TextField(_("presentation (French)"), max_length=4000, blank=True)
    description_en = models.TextField(_("presentation (English)"), max_length=4000, blank=True)
    website = models.URLField(_("web site"), blank=True)
    sector = models.CharField(_("sector"), max_length=80, blank=True)
    size = models.CharField(_("size"), max_length=6, choices=Size, blank=True)
    logo_path = models.CharField(max_length=200, blank=True)
    fields = models.ManyToManyField(Term, blank=True, related_name="exhibitor_profiles", verbose_name=_("fields"))
    updated_at = models.DateTimeField()

    objects = PeersManager()

    def __str__(self) -> str:
        return self.public_name

    @property
    def description(self) -> str:
        wanted = self.description_en if get_language() == "en" else self.description_fr
        return wanted or self.description_fr or self.description_en

    @property
    def logo_version(self) -> str:
        """Changes with the picture, so that browsers may keep it for long."""
        return self.logo_path[3:11]

    @property
    def is_complete(self) -> bool:
        return bool(self.description_fr and self.tagline and self.sector)


class JobOfferQuerySet(models.QuerySet["JobOffer"]):
    def in_edition(self, edition: Edition) -> "JobOfferQuerySet":
        return self.filter(exhibitor__edition=edition)

    def public_on(self, day: date) -> "JobOfferQuerySet":
        return self.filter(removed_at=None, exhibitor__status=Exhibitor.Status.CONFIRMED).exclude(deadline_on__lt=day)


class JobOffer(models.Model):
    """An internship, apprenticeship, job or PhD of an exhibitor; its kind is a word of the vocabulary (seek)."""

    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.CASCADE, related_name="job_offers")
    title = models.CharField(_("title"), max_length=160)
    title_folded = FoldedField("title", "place")
    kind = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="job_offers", verbose_name=_("kind"))
    fields = models.ManyToManyField(Term, blank=True, related_name="+", verbose_name=_("fields"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    description = models.TextField(_("description"), max_length=6000, blank=True)
    url = models.URLField(_("link to apply"), blank=True)
    deadline_on = models.DateField(_("apply before"), null=True, blank=True)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager.from_queryset(JobOfferQuerySet)()

    def __str__(self) -> str:
        return self.title
