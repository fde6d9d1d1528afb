"""The line before a package: who waits, what is kept for a company, and who comes before it."""

from dataclasses import dataclass, field

from parvis.companies.models import Company
from parvis.editions.models import Edition
from parvis.sales.models import Package, PlaceRequest
from parvis.sales.queries import packages_of


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a company stands before a package: places kept for it, and others who come first."""

    kept: int = 0
    before: int = 0


@dataclass(slots=True)
class Line:
    """A package with those who wait for it, in order, and those for whom a place is kept."""

    package: Package
    waiting: list[PlaceRequest] = field(default_factory=list)
    offered: list[PlaceRequest] = field(default_factory=list)


def is_short(package: Package) -> bool:
    """Nothing left, or others wait for what is: who asks now is put in the line."""
    if package.left_count is None:
        return False
    return package.left_count <= 0 or PlaceRequest.objects.in_line().filter(package=package).exists()


def standing_of(company: Company, package: Package) -> Standing:
    asked = PlaceRequest.objects.open().filter(package=package)
    mine = list(asked.of_company(company).order_by("asked_at", "pk"))
    kept = sum(one.state == PlaceRequest.State.OFFERED for one in mine)
    line = list(PlaceRequest.objects.in_line().filter(package=package).values_list("pk", flat=True))
    places = [line.index(one.pk) for one in mine if one.pk in line]
    return Standing(kept, min(places, default=len(line)))


def lines_before(edition: Edition) -> list[Line]:
    """Every package that somebody waits for or that is sold out, in the order of the price list."""
    asked = PlaceRequest.objects.in_edition(edition).open()
    parts = ("package", "exhibitor__company", "interest__company")
    found: dict[int, Line] = {package.pk: Line(package) for package in packages_of(edition)}
    for one in asked.select_related(*parts).order_by("asked_at", "pk"):
        line = found[one.package_id]
        (line.waiting if one.state == PlaceRequest.State.WAITING else line.offered).append(one)
    sold_out = {key for key, line in found.items() if line.package.is_active and line.package.left_count == 0}
    return [line for key, line in found.items() if line.waiting or line.offered or key in sold_out]
