"""The plan, its numbers, and who has which booth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap
from typing import Any, NamedTuple

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from parvis.companies.models import Company
from parvis.companies.past import Fact
from parvis.core.prepared import Prepared
from parvis.editions.models import Edition
from parvis.exhibitors.models import Entitlement, Exhibitor
from parvis.exhibitors.queries import entitlement_totals
from parvis.logistics.models import Booth, Hall

NUMBER_SIZE = 58  # heights of the letters on the plan, in the plan's centimetres
NAME_SIZE = 38
DRAWN = (  # of a booth and of whoever stands there
    *("number", "hall", "x_cm", "y_cm", "width_cm", "depth_cm", "exhibitor__status", "exhibitor__edition"),
    *("exhibitor__company__name", "exhibitor__profile__public_name"),
)
LETTER_WIDTH = 0.56  # of a letter's height, on average


class Shape(NamedTuple):
    """What the drawing of a booth depends on, in the plan's centimetres; the same shape is drawn once."""

    number: str
    x: int
    y: int
    width: int
    depth: int
    name: str
    href: str
    state: str
    is_chosen: bool

    @property
    def label(self) -> str:
        """What the booth says to somebody who cannot see the plan."""
        if self.state == "mine":
            return _("Booth %(number)s, yours") % {"number": self.number}
        if self.state == "free":
            return _("Booth %(number)s, free") % {"number": self.number}
        if not self.name:
            return _("Booth %(number)s, taken") % {"number": self.number}
        return _("Booth %(number)s, %(name)s") % {"number": self.number, "name": self.name}

    @property
    def centre(self) -> int:
        return self.x + self.width // 2

    @property
    def number_y(self) -> int:
        """Where the number stands: in the middle, higher when a name stands below it."""
        return self.y + self.depth // 2 + NUMBER_SIZE // 3 - len(self.lines) * NAME_SIZE // 2

    @property
    def lines(self) -> list[str]:
        """The name on at most two lines, cut to the booth's width."""
        letters = max(int((self.width - 20) / (NAME_SIZE * LETTER_WIDTH)), 4)
        return wrap(self.name, letters, max_lines=2, placeholder="…") if self.name else []

    @property
    def placed_lines(self) -> list[tuple[int, str]]:
        """Each line with its height on the plan."""
        return [(self.number_y + (row + 1) * NAME_SIZE + 6, line) for row, line in enumerate(self.lines)]


@dataclass(frozen=True, slots=True)
class PlacedBooth:
    """A booth as the plan draws it: `href` when it leads somewhere, `name` of who stands there."""

    booth: Booth
    name: str
    href: str = ""
    is_mine: bool = False
    is_chosen: bool = False

    @property
    def state(self) -> str:
        if self.is_mine:
            return "mine"
        return "taken" if self.booth.exhibitor_id else "free"

    @property
    def shape(self) -> Shape:
        booth = self.booth
        sides = booth.x_cm, booth.y_cm, booth.width_cm, booth.depth_cm
        return Shape(booth.number, *sides, self.name, self.href, self.state, self.is_chosen)

    @property
    def label(self) -> str:
        return self.shape.label


@dataclass(frozen=True, slots=True)
class HallPlan:
    """One hall and its booths by number."""

    hall: Hall
    booths: list[PlacedBooth]

    @property
    def view_box(self) -> str:
        return f"-30 -30 {self.hall.width_cm + 60} {self.hall.depth_cm + 60}"

    @property
    def given_count(self) -> int:
        return sum(placed.booth.exhibitor_id is not None for placed in self.booths)


def no_link(booth: Booth) -> str:
    return ""


_halls = Prepared(lambda edition: Hall.objects.in_edition(edition), -1)
_booths = Prepared(
    lambda edition: (
        Booth.objects.in_edition(edition)
        .select_related("exhibitor__company", "exhibitor__profile")
        .only(*DRAWN)
        .order_by("number", "pk")
    ),
    -1,
)


def plan(
    edition: Edition,
    *,
    link: Callable[[Booth], str] = no_link,
    mine: Exhibitor | None = None,
    chosen: Booth | None = None,
    with_names: bool = True,
) -> list[HallPlan]:
    """Every hall with its booths, in two queries; `link` gives the address a booth leads to."""
    halls = _halls.rows(edition.pk)
    by_hall: dict[int, list[PlacedBooth]] = {hall.pk: [] for hall in halls}
    for booth in _booths.rows(edition.pk):
        is_mine = mine is not None and booth.exhibitor_id == mine.pk
        name = shown_name(booth.exhibitor) if with_names or is_mine else ""
        placed = PlacedBooth(booth, name, link(booth), is_mine, booth == chosen)
        by_hall[booth.hall_id].append(placed)
    return [HallPlan(hall, by_hall[hall.pk]) for hall in halls]


def square_metres(area_dm2: int) -> str:
    """An area for a reader: `4.5 m²`."""
    return f"{number_format(Decimal(area_dm2) / 100)} m²"


def shown_name(exhibitor: Exhibitor | None) -> str:
    """The name visitors know: that of the company page, else the company's; none for who is not confirmed."""
    if exhibitor is None or not exhibitor.is_confirmed:
        return ""
    profile = getattr(exhibitor, "profile", None)
    return profile.public_name if profile else exhibitor.company.name


def booths_of(exhibitor: Exhibitor) -> QuerySet[Booth]:
    return Booth.objects.filter(exhibitor=exhibitor).select_related("hall").order_by("hall__position", "number")


def booths_of_editions(editions: QuerySet[Edition]) -> QuerySet[Booth]:
    """Booths of several editions, each with its hall and who stands there."""
    booths = Booth.objects.filter(hall__venue__edition__in=editions)
    return booths.select_related("hall__venue__edition", "exhibitor__company")


def missing_area_dm2(exhibitor: Exhibitor) -> int:
    """By how much the exhibitor's booths are smaller than what it ordered; 0 when they are not."""
    ordered = entitlement_totals(exhibitor).get(Entitlement.Kind.AREA, 0)
    return max(ordered - sum(booth.area_dm2 for booth in booths_of(exhibitor)), 0)


def exhibitors_to_place(edition: Edition) -> QuerySet[Any]:
    """Confirmed exhibitors, those without a booth first, with `booths_count` and the `area_dm2` they ordered."""
    areas = Entitlement.objects.of_kind(Entitlement.Kind.AREA).filter(exhibitor=OuterRef("pk"))
    ordered = areas.values("exhibitor").annotate(total=Sum("quantity")).values("total")
    return (
        Exhibitor.objects.in_edition(edition)
        .confirmed()
        .select_related("company")
        .annotate(booths_count=Count("booths"), area_dm2=Coalesce(Subquery(ordered, output_field=IntegerField()), 0))
        .order_by(F("booths_count").asc(), "company__name_folded", "pk")
    )


def counts(edition: Edition) -> dict[str, int]:
    """Booths in all, given and free, and confirmed exhibitors that still have none."""
    found = Booth.objects.in_edition(edition).aggregate(
        booths=Count("pk"), given=Count("pk", Q(exhibitor__isnull=False))
    )
    without = Exhibitor.objects.in_edition(edition).confirmed().filter(booths=None).count()
    free = found["booths"] - found["given"]
    return {"booths": found["booths"], "given": found["given"], "free": free, "exhibitors_without": without}


def overlapping(hall: Hall, shapes: Sequence[Booth]) -> list[tuple[Booth, Booth]]:
    """Pairs of booths of the hall, drawn or about to be, that would stand on each other."""
    drawn = list(hall.booths.exclude(pk__in=[shape.pk for shape in shapes if shape.pk]))
    pairs = []
    for place, one in enumerate(shapes):
        pairs += [(one, other) for other in [*drawn, *shapes[place + 1 :]] if _touch(one, other)]
    return pairs


def _touch(one: Booth, other: Booth) -> bool:
    return (
        one.x_cm < other.x_cm + other.width_cm
        and other.x_cm < one.x_cm + one.width_cm
        and one.y_cm < other.y_cm + other.depth_cm
        and other.y_cm < one.y_cm + one.depth_cm
    )


def booth_facts(companies: list[Company]) -> list[Fact]:
    """Where each of them stood, in every edition."""
    booths = Booth.objects.filter(exhibitor__company__in=companies).order_by("number", "pk")
    return [
        Fact(exhibitor.edition, "got", _("Booth %(number)s") % {"number": booth}, company_id=exhibitor.company_id)
        for booth in booths.select_related("exhibitor__edition")
        if (exhibitor := booth.exhibitor)
    ]
