"""Who did what, when and from where. Append-only: triggers on both databases refuse anything else."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.core.models import PeersManager
from parvis.editions.models.edition import Edition


class ActorName(models.Model):
    """The one place where history knows somebody's name; erasing a person replaces it here and nowhere else."""

    kind = models.CharField(max_length=14)
    ref = models.CharField(max_length=60)
    label = models.CharField(_("name"), max_length=254)

    objects = PeersManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="actor_once")]

    def __str__(self) -> str:
        return self.label


class LogEntryQuerySet(models.QuerySet["LogEntry"]):
    def about(self, row: models.Model) -> "LogEntryQuerySet":
        return self.filter(object_type=row._meta.label_lower, object_id=str(row.pk))

    def of_kind(self, model: type[models.Model]) -> "LogEntryQuerySet":
        return self.filter(object_type=model._meta.label_lower)

    def newest_first(self) -> "LogEntryQuerySet":
        return self.select_related("actor").order_by("-at", "-pk")


class LogEntry(models.Model):
    """One act. `changes` holds {field: [before, after]}, and {field: []} for a personal field: its name alone."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="log_entries")
    at = models.DateTimeField()
    actor = models.ForeignKey(ActorName, on_delete=models.PROTECT, related_name="log_entries")
    ip = models.GenericIPAddressField(null=True, blank=True)
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    changes = models.JSONField(default=dict)
    keep_until = models.DateField()

    objects = PeersManager.from_queryset(LogEntryQuerySet)()

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id", "-at"], name="log_object"),
            models.Index(fields=["edition", "-at"], name="log_edition"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.object_type} {self.object_id}"
