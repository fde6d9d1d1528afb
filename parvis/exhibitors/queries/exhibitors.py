"""Exhibitors of an edition, as the team and their own people see them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, IntegerField, Model, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.formats import number_format

from parvis.accounts.models import User
from parvis.editions.models import Edition
from parvis.exhibitors.models import (
    DocumentRequest,
    Entitlement,
    Exhibitor,
    ExhibitorDocument,
    ExhibitorProfile,
    JobOffer,
    Representative,
    ThreadMessage,
)


def exhibitors_list(edition: Edition) -> QuerySet[Any]:
    """Exhibitors of the edition with what the team counts: people on site, offers, unread, documents still missing."""
    asked = DocumentRequest.objects.filter(edition=edition, is_required=True).count()
    sent = ExhibitorDocument.objects.filter(replaced_at=None, request__is_required=True)
    exhibitors = Exhibitor.objects.in_edition(edition).select_related("company", "edition", "profile")
    return with_counts(exhibitors).annotate(  # type: ignore[no-any-return]
        unread_count=_count(ThreadMessage.objects.filter(is_from_team=False, read_at=None)),
        missing_documents=Value(asked, output_field=IntegerField()) - _count(sent),
    )


def exhibitors_in(editions: QuerySet[Edition]) -> QuerySet[Exhibitor]:
    """Exhibitors of these editions with their company and edition."""
    return Exhibitor.objects.filter(edition__in=editions).select_related("company", "edition")


def with_counts(exhibitors: QuerySet[Exhibitor]) -> QuerySet[Any]:
    """Each exhibitor with its people on site (`on_site_count`) and its published offers (`offers_count`)."""
    return exhibitors.annotate(
        on_site_count=_count(Representative.objects.active().filter(is_on_site=True)),
        offers_count=_count(JobOffer.objects.filter(removed_at=None)),
    )


def _count[M: Model](rows: QuerySet[M]) -> Coalesce:
    """How many of these rows each exhibitor has."""
    mine = rows.filter(exhibitor=OuterRef("pk")).order_by().values("exhibitor").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(mine, output_field=IntegerField()), 0)


def exhibitors_of(user: User, edition_slug: str) -> QuerySet[Representative]:
    """The places from which this user may act in the edition: one per exhibitor that has not withdrawn."""
    return (
        Representative.objects.active()
        .filter(user=user, exhibitor__edition__slug=edition_slug)
        .exclude(exhibitor__status=Exhibitor.Status.WITHDRAWN)
        .select_related("exhibitor__company", "exhibitor__edition__association")
        .order_by("exhibitor__company__name_folded", "pk")
    )


def entitlement_totals(exhibitor: Exhibitor) -> dict[str, int]:
    """What the exhibitor may have, summed over its contracts: {kind: quantity}."""
    rows = exhibitor.entitlements.order_by("kind").values("kind").annotate(total=Sum("quantity"))
    return dict(rows.values_list("kind", F("total")))


def entitlement_lines(totals: Mapping[str, int]) -> list[tuple[str, str]]:
    """The same in words, for a reader: (what, how many)."""
    kinds = Entitlement.Kind
    lines = []
    for kind, quantity in totals.items():
        words = number_format(quantity, force_grouping=True)
        if kind == kinds.AREA:
            words = f"{number_format(Decimal(quantity) / 100)} m²"
        lines.append((str(kinds(kind).label), words))
    return lines


def profile_of(exhibitor: Exhibitor) -> ExhibitorProfile:
    """The profile as saved, or a first draft from what we know of the company."""
    saved: ExhibitorProfile | None = getattr(exhibitor, "profile", None)
    company = exhibitor.company
    return saved or ExhibitorProfile(
        exhibitor=exhibitor, public_name=company.name, sector=company.sector, website=company.website
    )
