"""What the public may see of an edition: confirmed exhibitors, the plan, the programme, the team's pages."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Prefetch, QuerySet

from parvis.accounts.models import User
from parvis.core.prepared import Prepared
from parvis.core.search import match_words
from parvis.editions.models import Edition, EditionDay, Membership, Term
from parvis.exhibitors.models import Exhibitor, JobOffer, Representative
from parvis.logistics.models import Booth
from parvis.programme.models import ActivitySlot
from parvis.sales.models import Package, PlaceRequest
from parvis.visitors.models import Registration
from parvis.website.models import Page


@dataclass(frozen=True, slots=True)
class Facets:
    """What a visitor asked of the list; empty is no limit."""

    words: str = ""
    sector: str = ""
    field: str = ""
    seek: str = ""
    size: str = ""


class Card(NamedTuple):
    """What the wall shows of one exhibitor; `offers` counts those of the day."""

    pk: int
    name: str
    company: str
    sector: str
    has_logo: bool
    booths: tuple[str, ...]
    offers: int


def public_exhibitors(edition: Edition, facets: Facets, *, on: date) -> QuerySet[Exhibitor]:
    """Confirmed exhibitors that fit, by name."""
    rows: QuerySet[Exhibitor] = Exhibitor.objects.in_edition(edition).confirmed()
    limits = {
        "profile__sector": facets.sector,
        "profile__fields__slug": facets.field,
        "profile__size": facets.size,
    }
    rows = rows.filter(**{column: value for column, value in limits.items() if value})
    if facets.seek:
        offers = JobOffer.objects.in_edition(edition).public_on(on).filter(kind__slug=facets.seek)
        rows = rows.filter(pk__in=offers.values("exhibitor"))
    rows = match_words(rows, facets.words, ["company__name_folded", "profile__name_folded"])
    return rows.order_by("company__name_folded", "pk")


def cards(edition: Edition, facets: Facets, *, on: date, most: int | None = None) -> list[Card]:
    """The wall of those that fit, in three queries: who they are, their booths, the number of their offers."""
    shown = ("pk", "company__name", "profile__public_name", "profile__sector", "profile__logo_path")
    rows = list(public_exhibitors(edition, facets, on=on).values_list(*shown)[:most])
    booths: dict[int, list[str]] = {}
    placed = Booth.objects.filter(hall__venue__edition=edition).exclude(exhibitor=None)
    for exhibitor, number in placed.order_by("hall__position", "number").values_list("exhibitor", "number"):
        booths.setdefault(exhibitor, []).append(number)
    offers = Counter(JobOffer.objects.in_edition(edition).public_on(on).values_list("exhibitor", flat=True))
    return [
        Card(pk, public or name, name, sector or "", bool(logo), tuple(booths.get(pk, ())), offers[pk])
        for pk, name, public, sector, logo in rows
    ]


OF_WORDS = {"field": Term.Kind.FIELD, "seek": Term.Kind.SEEK}  # filters whose values are words of the vocabulary
_terms = Prepared(
    lambda: Term.objects.filter(kind__in=list(OF_WORDS.values()), is_active=True).order_by("position", "slug")
)


def facet_choices(edition: Edition) -> dict[str, list[tuple[str, str]]]:
    """The values worth offering in each filter, as (value, label)."""
    confirmed, terms = Exhibitor.objects.in_edition(edition).confirmed(), _terms.rows()
    sectors = confirmed.exclude(profile__sector="").values_list("profile__sector", flat=True)
    return {
        "sector": [(sector, sector) for sector in sorted({sector for sector in sectors if sector})],
        **{name: [(term.slug, str(term)) for term in terms if term.kind == kind] for name, kind in OF_WORDS.items()},
    }


def public_exhibitor(edition: Edition, exhibitor_id: int) -> Exhibitor | None:
    rows = Exhibitor.objects.in_edition(edition).confirmed().select_related("company", "profile")
    booths = Booth.objects.select_related("hall").order_by("hall__position", "number")
    return rows.prefetch_related(Prefetch("booths", queryset=booths), "profile__fields").filter(pk=exhibitor_id).first()


def offers_of(exhibitor: Exhibitor, *, on: date) -> list[JobOffer]:
    rows = JobOffer.objects.filter(exhibitor=exhibitor).public_on(on).select_related("kind")
    return list(rows.order_by("kind__position", "title_folded"))


def public_programme(edition: Edition) -> list[ActivitySlot]:
    """Slots of published activities, in order of time."""
    return _slots.rows(edition.pk)


_slots = Prepared(
    lambda edition: (
        ActivitySlot.objects.filter(activity__edition=edition, activity__is_published=True)
        .select_related("activity__exhibitor__company")
        .order_by("starts_at", "room")
    ),
    -1,
)


@dataclass(frozen=True, slots=True)
class Offer:
    """The packages a company may name, those one can only wait for, and whether that is all of them."""

    packages: list[Package]
    full: set[int]

    @property
    def is_full(self) -> bool:
        """All are sold; without packages nobody knows yet."""
        return bool(self.packages) and len(self.full) == len(self.packages)

    def named(self, name: str) -> Package | None:
        return next((package for package in self.packages if package.name == name), None)


def packages_on_sale(edition: Edition) -> Offer:
    shown = Package.objects.filter(edition=edition, is_active=True, audience=Package.Audience.ALL)
    waited_for = set(PlaceRequest.objects.in_line().filter(package__edition=edition).values_list("package", flat=True))
    packages = list(shown.order_by("position", "pk"))
    limited = [package for package in packages if package.left_count is not None]
    full = {package.pk for package in limited if package.left_count == 0 or package.pk in waited_for}
    return Offer(packages, full)


def page_of(edition: Edition, slug: str) -> Page | None:
    return Page.objects.filter(edition=edition, slug=slug).first()


_days = Prepared(lambda edition: EditionDay.objects.filter(edition=edition).order_by("on"), -1)


def days_of(edition: Edition) -> list[EditionDay]:
    return _days.rows(edition.pk)


def figures(edition: Edition) -> dict[str, int]:
    """The counts of the home page."""
    confirmed = Exhibitor.objects.in_edition(edition).confirmed()
    return {
        "exhibitors": confirmed.count(),
        "offers": JobOffer.objects.in_edition(edition).public_on(edition.fair_on).count(),
        "activities": ActivitySlot.objects.filter(activity__edition=edition, activity__is_published=True).count(),
    }


def homes_of(user: User) -> list[tuple[str, Edition]]:
    """Every space this user has: (`team`, `exhibitor` or `visitor`, edition), the newest edition first."""
    found: list[tuple[str, Edition]] = []
    for kind, editions in (
        ("team", Edition.objects.filter(memberships__in=Membership.objects.filter(user=user, ended_at=None))),
        ("exhibitor", Edition.objects.filter(exhibitors__representatives__in=_representations(user))),
        ("visitor", Edition.objects.filter(registrations__in=Registration.objects.filter(visitor__user=user))),
    ):
        found += [(kind, edition) for edition in editions.distinct().newest_first()]
    order = {Edition.State.OPEN: 0, Edition.State.PREPARING: 1, Edition.State.CLOSED: 2}
    return sorted(found, key=lambda home: (order[Edition.State(home[1].state)], -home[1].fair_on.toordinal()))


def _representations(user: User) -> QuerySet[Representative]:
    return Representative.objects.active().filter(user=user).exclude(exhibitor__status=Exhibitor.Status.WITHDRAWN)
