"""A file somebody brought in, between its preview and its last row."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parvis.core.models import PeersManager
from parvis.editions.models.edition import Edition


class FileImport(models.Model):
    """One file read for one purpose. The bytes wait in the media folder until the import is done or dropped."""

    class State(models.TextChoices):
        PREVIEW = "preview", _("Preview")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, null=True, blank=True, related_name="file_imports")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State, default=State.PREVIEW)
    created_at = models.DateTimeField()
    rows_count = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(
        default=0, help_text=_("Rows behind us: a broken import goes on after them.")
    )
    result = models.JSONField(default=dict)

    objects = PeersManager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="import_not_past_its_end", condition=Q(done_count__lte=F("rows_count")))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
