"""Views of lists that members keep: a name for an address."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import User
from parvis.core.models import PeersManager
from parvis.editions.models.edition import Edition
from parvis.editions.models.team import Membership


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def of_or_shared(self, user_id: int) -> "SavedViewQuerySet":
        """One's own, and those shared with whatever pole."""
        return self.filter(Q(user=user_id) | ~Q(pole="")).order_by("name", "pk")


class SavedView(models.Model):
    """A list as one member likes it: its query string under a name. Shared with `pole` unless blank."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="saved_views")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    table = models.SlugField(max_length=40)
    name = models.CharField(_("name of the view"), max_length=60)
    query = models.CharField(max_length=1000)
    pole = models.CharField(_("shared with"), max_length=20, choices=Membership.Pole, blank=True)
    saved_at = models.DateTimeField()

    objects = PeersManager.from_queryset(SavedViewQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "user", "table", "name"], name="saved_view_once"),
            models.CheckConstraint(name="saved_view_has_words", condition=~Q(name="") & ~Q(query="")),
        ]

    def __str__(self) -> str:
        return self.name
