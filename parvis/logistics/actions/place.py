"""Drawing the place: venue, halls, booths, and their copy into the next edition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.editions.history import difference, record
from parvis.editions.models import Edition
from parvis.logistics.models import Booth, Hall, Venue
from parvis.logistics.queries import overlapping

MOST_BOOTHS = 400


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of equal booths, back to back two by two, with an aisle between the pairs; centimetres."""

    first_row: str
    rows: int
    columns: int
    width_cm: int
    depth_cm: int
    aisle_cm: int
    x_cm: int = 0
    y_cm: int = 0

    def booths(self, hall: Hall) -> list[Booth]:
        """The booths of the grid, A01 to A12, then B01…"""
        return [self._booth(hall, row, column) for row in range(self.rows) for column in range(self.columns)]

    def _booth(self, hall: Hall, row: int, column: int) -> Booth:
        return Booth(
            hall=hall,
            number=f"{chr(ord(self.first_row) + row)}{column + 1:02d}",
            x_cm=self.x_cm + column * self.width_cm,
            y_cm=self.y_cm + row * self.depth_cm + row // 2 * self.aisle_cm,
            width_cm=self.width_cm,
            depth_cm=self.depth_cm,
        )


@transaction.atomic
def set_venue(edition: Edition, *, words: Mapping[str, Any], by: Actor, at: datetime) -> Venue:
    """Where the edition takes place and how to get there."""
    venue, _is_new = Venue.objects.get_or_create(edition=edition)
    changes = difference(venue, dict(words))
    for name, value in words.items():
        setattr(venue, name, value)
    venue.save()
    record("venue.set", venue, by=by, at=at, edition=edition, changes=changes)
    return venue


@transaction.atomic
def create_hall(edition: Edition, *, words: Mapping[str, Any], by: Actor, at: datetime) -> Hall:
    """A new hall, last in order; the venue is named after the edition's place when it has none yet."""
    name = edition.place_name or edition.name
    venue, _is_new = Venue.objects.get_or_create(edition=edition, defaults={"name": name})
    _require_free_slug(venue, words["slug"])
    hall = Hall.objects.create(venue=venue, position=venue.halls.count(), **words)
    record("hall.created", hall, by=by, at=at, edition=edition, changes={"name": [None, hall.name]})
    return hall


@transaction.atomic
def change_hall(hall: Hall, *, words: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Other words or measures; every booth must still be inside."""
    hall = lock_row(Hall.objects.filter(pk=hall.pk))
    if words["slug"] != hall.slug:
        _require_free_slug(hall.venue, words["slug"])
    changes = difference(hall, dict(words))
    for name, value in words.items():
        setattr(hall, name, value)
    _require_inside(hall, list(hall.booths.all()))
    hall.save()
    record("hall.changed", hall, by=by, at=at, edition=hall.venue.edition, changes=changes)


def _require_free_slug(venue: Venue, slug: str) -> None:
    if venue.halls.filter(slug=slug).exists():
        raise Refused(_("There is already a hall at the address “%(slug)s”.") % {"slug": slug})


@transaction.atomic
def draw_booths(hall: Hall, booths: Sequence[Booth], *, by: Actor, at: datetime) -> list[Booth]:
    """Add these booths to the hall; none of them if one does not fit."""
    hall = lock_row(Hall.objects.filter(pk=hall.pk))
    numbers = [booth.number for booth in booths]
    taken = hall.booths.filter(number__in=numbers).order_by("number").first()
    if taken or len(set(numbers)) < len(numbers):
        raise Refused(_("There is already a booth %(number)s in this hall.") % {"number": taken or numbers[0]})
    if hall.booths.count() + len(booths) > MOST_BOOTHS:
        raise Refused(_("A hall holds %(count)s booths at most.") % {"count": MOST_BOOTHS})
    _require_fit(hall, booths)
    drawn = Booth.objects.bulk_create(booths)
    changes = {"booths": [None, ", ".join(numbers)]}
    record("booth.drawn", hall, by=by, at=at, edition=hall.venue.edition, changes=changes)
    return drawn


@transaction.atomic
def change_booth(booth: Booth, *, words: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Another number, place or size; its exhibitor stays on it."""
    hall = lock_row(Hall.objects.filter(pk=booth.hall_id))
    booth = Booth.objects.get(pk=booth.pk)
    if hall.booths.exclude(pk=booth.pk).filter(number=words["number"]).exists():
        raise Refused(_("There is already a booth %(number)s in this hall.") % {"number": words["number"]})
    changes = difference(booth, dict(words))
    for name, value in words.items():
        setattr(booth, name, value)
    _require_fit(hall, [booth])
    booth.save(update_fields=[*words])
    record("booth.changed", booth, by=by, at=at, edition=hall.venue.edition, changes=changes)


@transaction.atomic
def remove_booth(booth: Booth, *, by: Actor, at: datetime) -> None:
    """Take a free booth off the plan."""
    booth = lock_row(Booth.objects.filter(pk=booth.pk))
    if booth.exhibitor:
        names = {"number": booth.number, "company": booth.exhibitor}
        raise Refused(_("Booth %(number)s is taken by %(company)s: free it first.") % names)
    changes = {"number": [booth.number, None]}
    record("booth.removed", booth, by=by, at=at, edition=booth.hall.venue.edition, changes=changes)
    booth.delete()


def _require_fit(hall: Hall, booths: Sequence[Booth]) -> None:
    _require_inside(hall, booths)
    for one, other in overlapping(hall, booths)[:1]:
        raise Refused(_("Booth %(one)s would stand on booth %(other)s.") % {"one": one, "other": other})


def _require_inside(hall: Hall, booths: Sequence[Booth]) -> None:
    for booth in booths:
        if booth.x_cm + booth.width_cm > hall.width_cm or booth.y_cm + booth.depth_cm > hall.depth_cm:
            raise Refused(_("Booth %(number)s does not fit into the hall.") % {"number": booth})


@transaction.atomic
def copy_place(source: Edition, target: Edition) -> None:
    """The same venue, halls and booths for the next edition, with nobody on them."""
    venue = Venue.objects.filter(edition=source).first()
    if venue is None:
        return
    copy = Venue.objects.create(edition=target, name=venue.name, access_fr=venue.access_fr, access_en=venue.access_en)
    for hall in venue.halls.order_by("position", "pk"):
        booths = list(hall.booths.order_by("pk"))
        same = ("slug", "name", "width_cm", "depth_cm", "ceiling_count", "position")
        new = Hall.objects.create(venue=copy, **{name: getattr(hall, name) for name in same})
        shape = ("number", "x_cm", "y_cm", "width_cm", "depth_cm")
        Booth.objects.bulk_create(Booth(hall=new, **{name: getattr(booth, name) for name in shape}) for booth in booths)
