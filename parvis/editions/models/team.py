"""The team of one edition: who is in which pole, what is to do, what to hand over."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import User
from parvis.core.models import PeersManager
from parvis.editions.models.edition import Edition


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active_at(self, at: datetime) -> "MembershipQuerySet":
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=at))

    def in_edition(self, edition: Edition) -> "MembershipQuerySet":
        return self.filter(edition=edition)


class Membership(models.Model):
    """One user's place in one edition's team: a pole and a role in it. It ends, it is not deleted."""

    class Pole(models.TextChoices):
        PRESIDENCY = "presidency", _("Presidency")
        GENERAL_SECRETARY = "general_secretary", _("General secretary")
        TREASURY = "treasury", _("Treasury")
        COMPANY_RELATIONS = "company_relations", _("Company relations")
        LOGISTICS = "logistics", _("Logistics")
        ACTIVITIES = "activities", _("Activities")
        COMMUNICATION = "communication", _("Communication")
        VISITORS = "visitors", _("Visitors")
        IT = "it", _("IT")

    class Role(models.TextChoices):
        LEAD = "lead", _("Lead")
        MEMBER = "member", _("Member")
        READER = "reader", _("Reader")
        VOLUNTEER = "volunteer", _("Volunteer")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="memberships")
    pole = models.CharField(_("pole"), max_length=20, choices=Pole)
    role = models.CharField(_("role"), max_length=10, choices=Role)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager.from_queryset(MembershipQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "edition", "pole"], condition=Q(ended_at=None), name="membership_once_per_pole"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.pole} {self.role}"


class TodoQuerySet(models.QuerySet["Todo"]):
    def still_open(self) -> "TodoQuerySet":
        return self.filter(done_at=None).order_by("due_on", "pk")


class Todo(models.Model):
    """A line of the retro-planning: what a pole does by when. Copied forward with its distance to the fair."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="todos")
    pole = models.CharField(_("pole"), max_length=20, choices=Membership.Pole)
    title = models.CharField(_("what"), max_length=200)
    due_on = models.DateField(_("by"))
    done_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager.from_queryset(TodoQuerySet)()

    def __str__(self) -> str:
        return self.title


class Note(models.Model):
    """What the next team should know, written while it is fresh."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="notes")
    pole = models.CharField(_("pole"), max_length=20, choices=Membership.Pole)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notes")
    body = models.TextField(_("note"))
    written_at = models.DateTimeField()

    objects = PeersManager()

    def __str__(self) -> str:
        return self.body[:60]
