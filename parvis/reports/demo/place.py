"""The palace of the demo: three halls, ninety booths, and who stands where."""

from collections.abc import Sequence
from datetime import datetime

from parvis.core.actor import Actor
from parvis.exhibitors.models import Entitlement, Exhibitor
from parvis.exhibitors.queries import entitlement_totals
from parvis.logistics.actions.booths import give_booth
from parvis.logistics.actions.place import Grid, create_hall, draw_booths, set_venue
from parvis.logistics.models import Booth
from parvis.reports.demo.world import World

HALLS = [  # slug, name, width and depth in cm, most people at once, grids of booths: 31 + 39 + 20
    (
        "grand-hall",
        "Grand Hall",
        5000,
        2100,
        700,
        [
            Grid("A", 1, 3, 900, 300, 0, x_cm=1150, y_cm=100),
            Grid("B", 1, 8, 600, 300, 0, x_cm=100, y_cm=700),
            Grid("C", 2, 10, 400, 300, 0, x_cm=500, y_cm=1300),
        ],
    ),
    ("galerie", "Galerie", 4200, 1700, 500, [Grid("E", 3, 13, 300, 300, 400, x_cm=150, y_cm=100)]),
    ("atrium", "Atrium", 3300, 1000, 250, [Grid("H", 2, 10, 300, 150, 0, x_cm=150, y_cm=350)]),
]
ACCESS_FR = (
    "RER B, station Massy-Palaiseau, puis bus 91.06, arrêt Palais des Sciences. Parking exposants par la porte sud."
)
ACCESS_EN = "RER B to Massy-Palaiseau, then bus 91.06 to Palais des Sciences. Exhibitors park at the south gate."


def draw(world: World, slug: str, *, by: Actor, at: datetime) -> None:
    edition = world.editions[slug]
    words = {"name": edition.place_name, "access_fr": ACCESS_FR, "access_en": ACCESS_EN}
    set_venue(edition, words=words, by=by, at=at)
    for slug, name, width_cm, depth_cm, ceiling, grids in HALLS:
        shape = {"slug": slug, "name": name, "width_cm": width_cm, "depth_cm": depth_cm, "ceiling_count": ceiling}
        hall = create_hall(edition, words=shape, by=by, at=at)
        draw_booths(hall, [booth for grid in grids for booth in grid.booths(hall)], by=by, at=at)


def place(exhibitors: Sequence[Exhibitor], *, by: Actor, at: datetime) -> None:
    """A booth of the area ordered for each, the nearest in size once those are gone; some wait when all are."""
    if not exhibitors:
        return
    free = list(Booth.objects.in_edition(exhibitors[0].edition).free().order_by("hall__position", "number"))
    for exhibitor in exhibitors:
        area = entitlement_totals(exhibitor).get(Entitlement.Kind.AREA, 900)
        booth = min(free, key=lambda one: abs(one.area_dm2 - area), default=None)
        if booth is not None:
            free.remove(booth)
            give_booth(booth, exhibitor=exhibitor, by=by, at=at)
