"""Pages the team writes: practical information, legal mentions, privacy, press."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parvis.core.models import PeersManager
from parvis.editions.models import Edition


class Page(models.Model):
    """One public page of an edition, Markdown in both languages. `slug` is one of a few known addresses."""

    class Slug(models.TextChoices):
        PRACTICAL = "practical", _("Practical information")
        LEGAL = "legal", _("Legal mentions")
        PRIVACY = "privacy", _("Privacy")
        PRESS = "press", _("Press")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="pages")
    slug = models.CharField(max_length=20, choices=Slug)
    body_fr = models.TextField(_("text (French)"))
    body_en = models.TextField(_("text (English)"), blank=True)
    updated_at = models.DateTimeField()

    objects = PeersManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "slug"], name="page_once")]

    def __str__(self) -> str:
        return str(self.Slug(self.slug).label)

    @property
    def body(self) -> str:
        return (self.body_en if get_language() == "en" else "") or self.body_fr
