"""The association, its editions, their days, windows and vocabulary."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parvis.core.fields import FoldedField
from parvis.core.models import PeersManager


class Association(models.Model):
    """The association this installation serves: the seller on every invoice, the controller of every datum. One row."""

    name = models.CharField(_("name"), max_length=120)
    legal_name = models.CharField(_("legal name"), max_length=160, blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    rna = models.CharField("RNA", max_length=10, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    address = models.TextField(_("address"), blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    iban = models.CharField("IBAN", max_length=34, blank=True)
    bic = models.CharField("BIC", max_length=11, blank=True)
    publication_director = models.CharField(_("publication director"), max_length=120, blank=True)
    hosting = models.TextField(_("host of the site"), blank=True)
    data_contact = models.EmailField(_("contact for personal data"), blank=True)

    objects = PeersManager()

    class Meta:
        constraints = [models.CheckConstraint(name="association_is_alone", condition=Q(pk=1))]

    def __str__(self) -> str:
        return self.name


class EditionQuerySet(models.QuerySet["Edition"]):
    def open(self) -> "EditionQuerySet":
        return self.filter(state=Edition.State.OPEN)

    def newest_first(self) -> "EditionQuerySet":
        return self.order_by("-fair_on", "-pk")


class Edition(models.Model):
    """One year's forum. It is prepared, open, then closed for good: there is no reset."""

    class State(models.TextChoices):
        PREPARING = "preparing", _("In preparation")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    association = models.ForeignKey(Association, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField(unique=True, help_text=_("Written in every badge code: 1 to 255."))
    slug = models.SlugField(_("address"), unique=True, max_length=60)
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.PREPARING)
    fair_on = models.DateField(_("fair day"), help_text=_("The first day of the fair."))
    currency = models.CharField(max_length=3, default="EUR")
    tagline_fr = models.CharField(_("tagline (French)"), max_length=200, blank=True)
    tagline_en = models.CharField(_("tagline (English)"), max_length=200, blank=True)
    place_name = models.CharField(_("place"), max_length=160, blank=True)
    place_address = models.TextField(_("address of the place"), blank=True)
    hue = models.PositiveSmallIntegerField(_("hue"), default=262)
    chroma_percent = models.PositiveSmallIntegerField(_("intensity"), default=15)
    logo_path = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    copied_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies")

    objects = PeersManager.from_queryset(EditionQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(name="edition_number_fits_a_byte", condition=Q(number__gte=1, number__lte=255)),
            models.CheckConstraint(name="edition_hue", condition=Q(hue__lt=360)),
            models.CheckConstraint(name="edition_chroma", condition=Q(chroma_percent__lte=15)),
            models.CheckConstraint(
                name="closed_edition_has_date", condition=~Q(state="closed") | Q(closed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def logo_url(self) -> str:
        """Where the logo is shown; the address changes with the picture. Empty without one."""
        return f"{reverse('editions:logo', args=[self.slug])}?v={self.logo_path[3:11]}" if self.logo_path else ""

    @property
    def tagline(self) -> str:
        return (self.tagline_en if get_language() == "en" else self.tagline_fr) or self.tagline_fr


class EditionDay(models.Model):
    """One day of the fair and its doors; an edition has one or more."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="days")
    on = models.DateField(_("day"))
    doors_open_at = models.DateTimeField(_("doors open"))
    doors_close_at = models.DateTimeField(_("doors close"))

    objects = PeersManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "on"], name="edition_day_once"),
            models.CheckConstraint(name="doors_close_later", condition=Q(doors_close_at__gt=F("doors_open_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.on}"


class Window(models.Model):
    """Named dates between which something is open; a missing date is no limit on that side."""

    class Name(models.TextChoices):
        REGISTRATION = "registration", _("Visitor registration")
        QUOTES = "quotes", _("Quotes and orders")
        PROFILE = "profile", _("Exhibitor profile and logo")
        REPRESENTATIVES = "representatives", _("People on the booth")
        JOB_OFFERS = "job_offers", _("Job offers")
        DOCUMENTS = "documents", _("Documents asked of exhibitors")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="windows")
    name = models.CharField(max_length=30, choices=Name)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)

    objects = PeersManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="window_once"),
            models.CheckConstraint(
                name="window_closes_later",
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.name}"

    def is_open_at(self, at: datetime) -> bool:
        return (self.opens_at is None or at >= self.opens_at) and (self.closes_at is None or at < self.closes_at)


class WindowException(models.Model):
    """One exhibitor's, school's or person's own closing date, and why; `subject` is their history key."""

    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="exceptions")
    subject = models.CharField(max_length=60)
    closes_at = models.DateTimeField(_("closes"))
    reason = models.CharField(_("reason"), max_length=200)

    objects = PeersManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["window", "subject"], name="window_exception_once")]

    def __str__(self) -> str:
        return f"{self.window} {self.subject}"


class TermQuerySet(models.QuerySet["Term"]):
    def of_kind(self, kind: str) -> "TermQuerySet":
        return self.filter(kind=kind, is_active=True).order_by("position", "slug")


class Term(models.Model):
    """A word of the fair's vocabulary: a field of study, what a visitor seeks, a sector, a year of study."""

    class Kind(models.TextChoices):
        FIELD = "field", _("Field")
        SEEK = "seek", _("Kind of job sought")
        SECTOR = "sector", _("Sector")
        STUDY_YEAR = "study_year", _("Year of study")

    kind = models.CharField(max_length=12, choices=Kind)
    slug = models.SlugField(max_length=60)
    name_fr = models.CharField(_("name (French)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    synonyms = models.JSONField(default=list, blank=True)
    name_folded = FoldedField("name_fr", "name_en")
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    objects = PeersManager.from_queryset(TermQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="term_once")]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_fr
