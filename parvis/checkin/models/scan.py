"""Places, devices, and the readings they send. A scan is an event: kept as it came, never changed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import User
from parvis.checkin.models.badge import Badge
from parvis.core.models import PeersManager
from parvis.editions.models import Edition, Membership


class PlaceQuerySet(models.QuerySet["Place"]):
    def in_edition(self, edition: Edition) -> "PlaceQuerySet":
        return self.filter(edition=edition)

    def doors_first(self) -> "PlaceQuerySet":
        order = [models.When(kind=kind, then=place) for place, kind in enumerate(Place.Kind.values)]
        return self.order_by(models.Case(*order), "slug")


class Place(models.Model):
    """Where badges are read: a door, a room, a meal, the desk."""

    class Kind(models.TextChoices):
        DOOR = "door", _("Door")
        ROOM = "room", _("Room")
        MEAL = "meal", _("Meal")
        DESK = "desk", _("Desk")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="places")
    slug = models.SlugField(max_length=40)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind)

    objects = PeersManager.from_queryset(PlaceQuerySet)()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "slug"], name="place_once")]

    def __str__(self) -> str:
        return self.name


class DeviceQuerySet(models.QuerySet["Device"]):
    def active(self) -> "DeviceQuerySet":
        return self.filter(revoked_at=None)


class Device(models.Model):
    """A phone that scans. Enrolled by a one-time code shown to a member; its secret is stored hashed.

    It ends with the mandate of who enrolled it; one that the shell enrolled belongs to the installation.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="devices")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="devices", verbose_name=_("place"))
    name = models.CharField(_("name"), max_length=80)
    enrolled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="devices", verbose_name=_("enrolled by")
    )
    token_hash = models.CharField(max_length=64, unique=True)
    enrol_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    enrolled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager.from_queryset(DeviceQuerySet)()

    def __str__(self) -> str:
        return self.name


class ScanQuerySet(models.QuerySet["Scan"]):
    def in_edition(self, edition: Edition) -> "ScanQuerySet":
        return self.filter(edition=edition)

    def let_in(self) -> "ScanQuerySet":
        return self.filter(verdict__in=Scan.LET_IN)

    def at_doors(self) -> "ScanQuerySet":
        return self.filter(kind__in=(Scan.Kind.ENTRY, Scan.Kind.EXIT))

    def newest_first(self) -> "ScanQuerySet":
        return self.order_by("-pk")


class Scan(models.Model):
    """One reading, with the verdict the server gave in order of receipt. Append-only; refusals are kept too."""

    class Kind(models.TextChoices):
        ENTRY = "entry", _("Entry")
        EXIT = "exit", _("Exit")
        SESSION = "session", _("Session")
        MEAL = "meal", _("Meal")

    LET_IN = ("ok", "ok-late-sync", "ok-not-listed")  # of checkin.verdicts

    event = models.UUIDField(unique=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="scans")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="scans")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, blank=True, related_name="scans")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="scans")
    badge = models.ForeignKey(Badge, on_delete=models.PROTECT, null=True, blank=True, related_name="scans")
    kind = models.CharField(max_length=7, choices=Kind)
    verdict = models.CharField(max_length=16)
    code = models.CharField(max_length=200, blank=True)
    device_time = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    sequence = models.PositiveBigIntegerField(default=0)
    is_offline = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    keep_until = models.DateField()

    objects = PeersManager.from_queryset(ScanQuerySet)()

    class Meta:
        indexes = [
            models.Index(fields=["edition", "received_at"], name="scan_edition"),
            models.Index(fields=["badge", "place", "received_at"], name="scan_badge"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.verdict}"

    @property
    def scanner_name(self) -> str:
        """Who read the badge: the phone's name, else the member's."""
        return str(self.device) if self.device else str(self.membership.user) if self.membership else ""


class Entry(models.Model):
    """The first valid scan of a badge for one purpose (the doors of a day, a room's session, a meal): once."""

    badge = models.ForeignKey(Badge, on_delete=models.PROTECT, related_name="entries")
    purpose = models.CharField(max_length=60)
    scan = models.OneToOneField(Scan, on_delete=models.PROTECT, related_name="entry")
    at = models.DateTimeField()

    objects = PeersManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["badge", "purpose"], name="entry_once")]
        indexes = [models.Index(fields=["purpose", "at"], name="entry_purpose")]

    def __str__(self) -> str:
        return f"{self.badge} {self.purpose}"


class ConflictQuerySet(models.QuerySet["Conflict"]):
    def in_edition(self, edition: Edition) -> "ConflictQuerySet":
        return self.filter(second__edition=edition)

    def still_open(self) -> "ConflictQuerySet":
        return self.filter(resolved_at=None)


class Conflict(models.Model):
    """Two entries of one badge while a device was offline: for the desk to look at."""

    first = models.ForeignKey(Scan, on_delete=models.PROTECT, related_name="conflicts_as_first")
    second = models.OneToOneField(Scan, on_delete=models.PROTECT, related_name="conflict")
    noticed_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    objects = PeersManager.from_queryset(ConflictQuerySet)()

    class Meta:
        constraints = [models.CheckConstraint(name="conflict_of_two", condition=~Q(first=models.F("second")))]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"
