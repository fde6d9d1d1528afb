"""Reads of the year that several pages need."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from parvis.accounts.models import User, normal_email
from parvis.core.prepared import A_MOMENT, Prepared
from parvis.editions.models import Association, Edition, LogEntry, Membership, SavedView, Window
from parvis.editions.rules import Member


def association() -> Association | None:
    """The association of this installation, None before the first set-up."""
    return Association.objects.filter(pk=1).first()


_open_editions = Prepared(lambda: Edition.objects.open())


def current_edition(*, at: datetime) -> Edition | None:
    """The open edition with the nearest fair day (still to come first), else the newest of all."""
    editions = _open_editions.rows()
    today = at.date()
    if editions:
        return min(editions, key=lambda edition: (edition.fair_on < today, abs((edition.fair_on - today).days)))
    return Edition.objects.newest_first().first()


_active_memberships = Prepared(lambda at, user: Membership.objects.active_at(at).filter(user=user), A_MOMENT, -1)


def member_of(user: User, edition: Edition, *, at: datetime) -> Member:
    """The user's poles and roles in this edition now; a closed edition is shown to the members of a later one."""
    roles = {m.pole: m.role for m in _active_memberships.rows(at, user.pk) if m.edition_id == edition.pk}
    if not roles and edition.is_closed:
        later = (
            Membership.objects.active_at(at)
            .filter(user=user, edition__fair_on__gt=edition.fair_on)
            .exclude(role=Membership.Role.VOLUNTEER)
        )
        roles = {membership.pole: Membership.Role.READER for membership in later}
    return Member(roles)


def editions_of(user: User, *, at: datetime) -> QuerySet[Edition]:
    """The editions in which the user is a member now, newest first."""
    return (
        Edition.objects.filter(memberships__in=Membership.objects.active_at(at).filter(user=user))
        .distinct()
        .newest_first()
    )


def find_member(email: str, *, at: datetime) -> User | None:
    """Who has this address and is in a team now."""
    people = User.objects.filter(memberships__in=Membership.objects.active_at(at))
    return people.filter(email=normal_email(email)).distinct().first()


_window = Prepared(lambda edition, name: Window.objects.filter(edition=edition, name=name), -1, "name")


_by_slug = Prepared(lambda slug: Edition.objects.select_related("association").filter(slug=slug), "slug")


def edition_called(slug: str) -> Edition | None:
    """With its association."""
    return _by_slug.first(slug)


_places = Prepared(
    lambda at, user, slug: (
        Membership.objects.active_at(at).filter(user=user, edition__slug=slug).select_related("edition__association")
    ),
    A_MOMENT,
    -1,
    "slug",
)


def edition_for(user: User, slug: str, *, at: datetime) -> tuple[Edition, Member] | None:
    """The edition called so, and who the user is in it: one query for those who are in it now."""
    places = _places.rows(at, user.pk, slug)
    if places:
        return places[0].edition, Member({place.pole: place.role for place in places})
    edition = edition_called(slug)
    return (edition, member_of(user, edition, at=at)) if edition else None


def window_of(edition: Edition, name: str) -> Window | None:
    return _window.first(edition.pk, name)


def is_window_open(edition: Edition, name: str, *, at: datetime, subject: str = "") -> bool:
    """Is it open for this subject now? No row means open as long as the edition is; an exception has the last word."""
    if not edition.is_open:
        return False
    window = window_of(edition, name)
    if window is None or window.is_open_at(at):
        return True
    exception = window.exceptions.filter(subject=subject).first() if subject else None
    return exception is not None and at < exception.closes_at


_views = Prepared(lambda edition, user: SavedView.objects.filter(edition=edition).of_or_shared(user), -1, -2)


def saved_views_by_list(edition: Edition, user: User, member: Member) -> dict[str, list[SavedView]]:
    """By the list's id, the views this member kept and those shared with the poles they are in."""
    found: dict[str, list[SavedView]] = {}
    poles = member.poles_seen
    for view in _views.rows(edition.pk, user.pk):
        if view.user_id == user.pk or view.pole in poles:
            found.setdefault(view.table, []).append(view)
    return found


OF_EVERY_EDITION = {"editions.association", "accounts.school"}


def history_of(
    edition: Edition,
    *,
    verb: str = "",
    object_type: str = "",
    object_id: str = "",
    actor: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    kinds: Collection[str] | None = None,
) -> QuerySet[LogEntry]:
    """The edition's history, newest first: by the start of the verb, object, part of who acted, and between moments.

    `kinds`: the types of objects (`app.model`) the reader may see; None shows all. What belongs to the whole
    association is told when it is asked for.
    """
    limits = {
        "verb__startswith": verb,
        "object_type": object_type,
        "object_id": object_id,
        "actor__label__icontains": actor,
        "at__gte": since,
        "at__lt": until,
    }
    entries = LogEntry.objects.filter(edition=edition)
    if object_type in OF_EVERY_EDITION:
        entries = LogEntry.objects.filter(Q(edition=edition) | Q(edition=None))
    if kinds is not None:
        entries = entries.filter(object_type__in=kinds)
    return entries.filter(**{name: value for name, value in limits.items() if value}).newest_first()
