"""Badges and the keys they are signed with."""

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from parvis.checkin.models import Badge, BadgeKey
from parvis.core.prepared import Prepared
from parvis.editions.models import Edition, Membership
from parvis.exhibitors.models import Exhibitor, Representative
from parvis.visitors.models import Registration


def badge_keys(edition: Edition) -> QuerySet[BadgeKey]:
    """The keys of the edition, the one in use first."""
    return BadgeKey.objects.filter(edition=edition).order_by("-key_id")


def public_keys(numbers: Iterable[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """Public keys by (edition number, key id), for those asked that exist."""
    asked = set(numbers)
    rows = BadgeKey.objects.filter(edition__number__in={number for number, _key_id in asked})
    found = rows.values_list("edition__number", "key_id", "public_key")
    return {(number, key_id): bytes(key) for number, key_id, key in found if (number, key_id) in asked}


def newest_key(edition: Edition) -> BadgeKey | None:
    """The key in use."""
    return _newest_key.first(edition.pk)


_newest_key = Prepared(lambda edition: BadgeKey.objects.filter(edition=edition).order_by("-key_id")[:1], -1)


def valid_badge_of(holder: Registration | Representative | Membership) -> Badge | None:
    """The one badge this person may wear now."""
    return _valid_badges[type(holder)].first(holder.pk)


_valid_badges = {
    model: Prepared(lambda pk, field=field: Badge.objects.valid().filter(**{field: pk}), -1)
    for model, field in (
        (Registration, "registration"),
        (Representative, "representative"),
        (Membership, "membership"),
    )
}


def replaced_badges(badges: Sequence[Badge]) -> frozenset[int]:
    """Which of these revoked badges have a successor: the same person wears a valid one."""
    same = Q()
    for field in ("registration", "representative", "membership"):
        same |= Q(**{f"{field}__isnull": False, field: OuterRef(field)})
    same |= ~Q(speaker_name="") & Q(speaker_name=OuterRef("speaker_name"), edition=OuterRef("edition"))
    successors = Badge.objects.valid().filter(same)
    rows = Badge.objects.filter(Exists(successors), pk__in=[badge.pk for badge in badges])
    return frozenset(rows.values_list("pk", flat=True))


def badges_missing(edition: Edition) -> list[Registration | Representative | Membership]:
    """Everybody who takes part and has no badge: seats, people on booths, the team (one place of each member)."""
    has_one = {field: Exists(Badge.objects.valid().filter(**{field: OuterRef("pk")})) for field in _FIELDS}
    registrations = Registration.objects.in_edition(edition).confirmed().filter(~has_one["registration"])
    people = Representative.objects.active().filter(
        ~has_one["representative"],
        is_on_site=True,
        exhibitor__edition=edition,
        exhibitor__status=Exhibitor.Status.CONFIRMED,
    )
    wearers = Badge.objects.valid().filter(edition=edition, membership__isnull=False).values("membership__user")
    members: dict[int, Membership] = {}
    for place in Membership.objects.filter(edition=edition, ended_at=None).exclude(user__in=wearers).order_by("pk"):
        members.setdefault(place.user_id, place)
    return [
        *registrations.select_related("visitor", "school").order_by("pk"),
        *people.select_related("exhibitor__company").order_by("pk"),
        *members.values(),
    ]


_FIELDS = ("registration", "representative")
