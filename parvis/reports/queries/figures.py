"""Figures of an edition that no single app asks for itself."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncMonth

from parvis.companies.models import Company, Opportunity
from parvis.core.dates import local_zone
from parvis.editions.models import Edition
from parvis.exhibitors.models import Exhibitor, JobOffer, Representative
from parvis.logistics.models import Hall
from parvis.sales.models import Contract


@dataclass(frozen=True, slots=True)
class CompanyFigures:
    """`approached` are the companies in the pipeline; people are those named to come."""

    approached: int
    confirmed: int
    prospective: int
    withdrawn: int
    offers: int
    people: int


def company_figures(edition: Edition) -> CompanyFigures:
    exhibitors = Exhibitor.objects.in_edition(edition)
    counted = exhibitors.aggregate(
        confirmed=Count("pk", Q(status=Exhibitor.Status.CONFIRMED)),
        prospective=Count("pk", Q(status=Exhibitor.Status.PROSPECTIVE)),
        withdrawn=Count("pk", Q(status=Exhibitor.Status.WITHDRAWN)),
    )
    people = Representative.objects.active().filter(exhibitor__in=exhibitors.confirmed(), is_on_site=True)
    offers = JobOffer.objects.filter(exhibitor__in=exhibitors.confirmed(), removed_at=None)
    return CompanyFigures(
        approached=Opportunity.objects.in_edition(edition).count(),
        offers=offers.count(),
        people=people.count(),
        **counted,
    )


def exhibitors_by_class(edition: Edition) -> list[tuple[str, int]]:
    """Confirmed exhibitors of each class of company, most first: (the class's name, how many)."""
    rows = Exhibitor.objects.in_edition(edition).confirmed().values_list("company__kind")
    counted = rows.annotate(n=Count("pk")).order_by("-n", "company__kind")
    return [(str(Company.Kind(kind).label), n) for kind, n in counted]


def exhibitors_by_sector(edition: Edition) -> list[tuple[str, int]]:
    """Confirmed exhibitors of each sector, most first; the sector is empty where nobody wrote it."""
    rows = Exhibitor.objects.in_edition(edition).confirmed().values_list("company__sector")
    return list(rows.annotate(n=Count("pk")).order_by("-n", "company__sector"))


def signed_by_month(edition: Edition) -> list[tuple[date, int]]:
    """What contracts signed in each month are worth without VAT, empty months included: (first day, cents)."""
    signed = Contract.objects.in_edition(edition).signed()
    months = signed.annotate(month=TruncMonth("signed_at", tzinfo=local_zone())).values_list("month")
    sums = {month.date(): cents for month, cents in months.annotate(Sum("net_cents")).order_by()}
    return [(month, sums.get(month, 0)) for month in _months(min(sums), max(sums))] if sums else []


def _months(first: date, last: date) -> list[date]:
    count = (last.year - first.year) * 12 + last.month - first.month
    numbers = range(first.month - 1, first.month + count)
    return [date(first.year + number // 12, number % 12 + 1, 1) for number in numbers]


@dataclass(frozen=True, slots=True)
class HallFigures:
    """A hall's booths, those given, the area given in square decimetres, and the most people it may hold."""

    name: str
    booths: int
    given: int
    area_dm2: int
    ceiling: int


def hall_figures(edition: Edition) -> list[HallFigures]:
    given = Q(booths__exhibitor__isnull=False)
    area = Sum(F("booths__width_cm") * F("booths__depth_cm"), filter=given, default=0)
    halls = Hall.objects.filter(venue__edition=edition)
    counted = halls.annotate(drawn=Count("booths"), given=Count("booths", given), area=area)
    rows = counted.order_by("position", "pk").values_list("name", "drawn", "given", "area", "ceiling_count")
    return [HallFigures(name, drawn, taken, cm2 // 100, ceiling) for name, drawn, taken, cm2, ceiling in rows]
