"""The key of an edition's badges, and each badge with its one holder."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.core.fields import FoldedField
from parvis.core.models import PeersManager
from parvis.core.search import match_words
from parvis.editions.models import Edition, Membership
from parvis.exhibitors.models import Representative
from parvis.visitors.models import Registration


class BadgeKey(models.Model):
    """An edition's own Ed25519 key. The private half is sealed with the installation's secret."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="badge_keys")
    key_id = models.PositiveSmallIntegerField()
    public_key = models.BinaryField()
    sealed_private_key = models.BinaryField()
    created_at = models.DateTimeField()

    objects = PeersManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "key_id"], name="badge_key_once"),
            models.CheckConstraint(name="badge_key_id_fits_four_bits", condition=Q(key_id__lte=15)),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.key_id}"


class BadgeQuerySet(models.QuerySet["Badge"]):
    def in_edition(self, edition: Edition) -> "BadgeQuerySet":
        return self.filter(edition=edition)

    def valid(self) -> "BadgeQuerySet":
        return self.filter(revoked_at=None)

    def with_holders(self) -> "BadgeQuerySet":
        """Whoever wears it comes along in the same statement."""
        return self.select_related(
            "registration__visitor", "registration__school", "representative__exhibitor__company", "membership__user"
        )

    def for_the_door(self) -> "BadgeQuerySet":
        """The same, with no more than a door looks at: half of what a scan costs is columns nobody reads."""
        return self.with_holders().only(*AT_THE_DOOR)

    def matching(self, text: str) -> models.QuerySet["Badge"]:
        return match_words(self, text, NAMES)


def _below(path: str, *names: str) -> list[str]:
    return [f"{path}__{name}" for name in names]


AT_THE_DOOR = [
    *("edition", "kind", "random_hex", "token", "speaker_name", "revoked_at"),
    *_below("registration", "status", "study_year"),
    *_below("registration__visitor", "first_name", "last_name", "email", "language"),
    "registration__school__name",
    *_below("representative", "removed_at", "first_name", "last_name", "email", "job_title"),
    *_below("representative__exhibitor", "status", "company__name"),
    *_below("membership", "ended_at", "pole"),
    *_below("membership__user", "first_name", "last_name", "email", "language"),
]
HOLDERS = ["registration", "representative", "membership"]
NAMES = [
    "registration__visitor__name_folded",
    "registration__visitor__email",
    "representative__name_folded",
    "membership__user__name_folded",
    "speaker_folded",
]


def _one_holder() -> Q:
    """Exactly one of the holders, or a speaker's name."""
    cases = Q()
    for holder in [*HOLDERS, None]:
        others = Q(**{f"{name}__isnull": name != holder for name in HOLDERS})
        cases |= others & (Q(speaker_name="") if holder else ~Q(speaker_name=""))
    return cases


class Badge(models.Model):
    """A printed code of one holder: a registration, a representative, a member or a speaker.

    `random_hex` are the eight random bytes of the token; the code itself is in `token` (base32, upper case).
    """

    class Kind(models.IntegerChoices):
        VISITOR = 1, _("Visitor")
        EXHIBITOR = 2, _("Exhibitor")
        TEAM = 3, _("Team")
        VOLUNTEER = 4, _("Volunteer")
        SPEAKER = 5, _("Speaker")
        PRESS = 6, _("Press")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="badges")
    kind = models.PositiveSmallIntegerField(choices=Kind)
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, null=True, blank=True, related_name="badges"
    )
    representative = models.ForeignKey(
        Representative, on_delete=models.PROTECT, null=True, blank=True, related_name="badges"
    )
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="badges")
    speaker_name = models.CharField(max_length=160, blank=True)
    speaker_folded = FoldedField("speaker_name")
    random_hex = models.CharField(max_length=16, unique=True)
    token = models.CharField(max_length=130)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = PeersManager.from_queryset(BadgeQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(name="badge_has_one_holder", condition=_one_holder()),
            models.UniqueConstraint(
                fields=["registration"], condition=Q(revoked_at=None), name="registration_has_one_badge"
            ),
            models.UniqueConstraint(
                fields=["representative"], condition=Q(revoked_at=None), name="representative_has_one_badge"
            ),
            models.UniqueConstraint(
                fields=["membership"], condition=Q(revoked_at=None), name="membership_has_one_badge"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.random_hex}"

    def is_valid_at(self, at: datetime) -> bool:
        return self.revoked_at is None or at < self.revoked_at
