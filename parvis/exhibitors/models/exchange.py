"""What the team and an exhibitor say and send to each other."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from parvis.core.models import PeersManager
from parvis.editions.models import Edition
from parvis.exhibitors.models.exhibitor import Exhibitor


class ThreadMessage(models.Model):
    """One message of the thread between an exhibitor and the team."""

    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.CASCADE, related_name="thread")
    is_from_team = models.BooleanField()
    author_name = models.CharField(max_length=160)
    body = models.TextField(_("message"), max_length=5000)
    written_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    def __str__(self) -> str:
        return self.body[:60]


class DocumentRequest(models.Model):
    """A paper the team asks of every exhibitor of the edition, by a date."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="document_requests")
    title_fr = models.CharField(_("title (French)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=120)
    due_on = models.DateField(_("by"))
    is_required = models.BooleanField(_("required"), default=True)

    objects = PeersManager()

    def __str__(self) -> str:
        return self.title_en if get_language() == "en" else self.title_fr


class ExhibitorDocument(models.Model):
    """A file an exhibitor sent for a request. A newer file replaces the row's place, never its bytes."""

    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.CASCADE, related_name="documents")
    request = models.ForeignKey(DocumentRequest, on_delete=models.PROTECT, related_name="documents")
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    uploaded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["exhibitor", "request"], condition=Q(replaced_at=None), name="document_current_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ChangeRequest(models.Model):
    """What an exhibitor wants changed after a section has closed; a member answers."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")

    exhibitor = models.ForeignKey(Exhibitor, on_delete=models.CASCADE, related_name="change_requests")
    section = models.CharField(max_length=30)
    body = models.TextField(_("what should change"), max_length=2000)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager()

    def __str__(self) -> str:
        return self.body[:60]
