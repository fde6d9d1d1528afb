"""What the nightly check found of a kept file the first time, so that neither bytes nor their hash change unseen."""

from django.db import models
from django.db.models import Q

from parvis.core.models import PeersManager


class KeptFile(models.Model):
    """A file of the store by its path: hash, size and media type, never changed; it goes when no paper names it."""

    path = models.CharField(max_length=200, unique=True)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=80)
    noted_at = models.DateTimeField()

    objects = PeersManager()

    class Meta:
        constraints = [models.CheckConstraint(name="kept_file_holds_something", condition=Q(size_bytes__gt=0))]

    def __str__(self) -> str:
        return self.path
