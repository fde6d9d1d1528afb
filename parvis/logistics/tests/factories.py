"""A place with booths, for tests."""

from typing import Any

from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, make_edition
from parvis.exhibitors.models import Exhibitor
from parvis.logistics.models import Booth, Hall, Venue


def make_hall(edition: Edition | None = None, slug: str = "hall-a", **fields: Any) -> Hall:
    """A hall of 30 by 20 m."""
    venue, _is_new = Venue.objects.get_or_create(edition=edition or make_edition(), defaults={"name": "Palaiseau"})
    details = {"name": "Hall A", "width_cm": 3000, "depth_cm": 2000, **fields}
    return Hall.objects.create(venue=venue, slug=slug, **details)


def make_booth(
    hall: Hall | None = None, number: str = "A01", *, exhibitor: Exhibitor | None = None, **fields: Any
) -> Booth:
    """A booth of 3 by 3 m in the corner of its hall, free unless an exhibitor is given."""
    details = {"x_cm": 0, "y_cm": 0, "width_cm": 300, "depth_cm": 300, **fields}
    assigned_at = NOON if exhibitor else None
    return Booth.objects.create(
        hall=hall or make_hall(), number=number, exhibitor=exhibitor, assigned_at=assigned_at, **details
    )
