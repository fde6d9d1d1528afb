"""The words of a contract: its general terms and the template it is printed with, by version."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.core.models import PeersManager
from parvis.editions.models import Edition


class WordingQuerySet[W: "Wording"](models.QuerySet[W]):
    def published(self) -> "WordingQuerySet[W]":
        """The versions, newest first."""
        return self.filter(version__isnull=False).order_by("-version")

    def drafts(self) -> "WordingQuerySet[W]":
        return self.filter(version=None)


class Wording(models.Model):
    """A text in versions: one draft, without a version, that becomes the next one. A published version never changes.

    `revision` counts the savings of a draft, so that nobody writes over what somebody else saved meanwhile.
    """

    version = models.PositiveSmallIntegerField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.CharField(max_length=160, blank=True)
    saved_ref = models.CharField(max_length=80, blank=True)  # who saved it: kind:id
    published_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager.from_queryset(WordingQuerySet)()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_published_is_numbered",
                condition=Q(version=None, published_at=None) | Q(version__isnull=False, published_at__isnull=False),
            )
        ]


class GeneralTerms(Wording):
    """One version of an edition's general terms of participation, in French and perhaps in English."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="general_terms")
    text_fr = models.TextField(_("text (French)"))
    text_en = models.TextField(_("text (English)"), blank=True)

    class Meta(Wording.Meta):
        constraints = [
            *Wording.Meta.constraints,
            models.UniqueConstraint(fields=["edition", "version"], name="general_terms_once"),
            models.UniqueConstraint(fields=["edition"], condition=Q(version=None), name="general_terms_one_draft"),
        ]

    def __str__(self) -> str:
        return f"{self.edition} v{self.version}"


class ContractTemplate(Wording):
    """One version of what an edition's contracts are printed with, in one language: Typst with merge fields."""

    class Language(models.TextChoices):
        FRENCH = "fr", _("French")
        ENGLISH = "en", _("English")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="contract_templates")
    language = models.CharField(max_length=2, choices=Language)
    source = models.TextField(_("template"))

    class Meta(Wording.Meta):
        constraints = [
            *Wording.Meta.constraints,
            models.UniqueConstraint(fields=["edition", "language", "version"], name="contract_template_once"),
            models.UniqueConstraint(
                fields=["edition", "language"], condition=Q(version=None), name="contract_template_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.language} v{self.version}"
