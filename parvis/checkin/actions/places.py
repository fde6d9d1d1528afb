"""Where badges are read."""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from parvis.checkin.models import Place
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.text import clean_line
from parvis.editions.history import record
from parvis.editions.models import Edition


@transaction.atomic
def ensure_places(edition: Edition, *, by: Actor, at: datetime) -> list[Place]:
    """The usual places of a fair for an edition that has none; answers all places it has."""
    if not Place.objects.in_edition(edition).exists():
        usual = [
            ("door-a", _("Door A"), Place.Kind.DOOR),
            ("door-b", _("Door B"), Place.Kind.DOOR),
            ("room-1", _("Room 1"), Place.Kind.ROOM),
            ("lunch", _("Lunch"), Place.Kind.MEAL),
            ("desk", _("Welcome desk"), Place.Kind.DESK),
        ]
        Place.objects.bulk_create(Place(edition=edition, slug=slug, name=name, kind=kind) for slug, name, kind in usual)
        record("places.created", edition, by=by, at=at, edition=edition, changes={"count": [0, len(usual)]})
    return list(Place.objects.in_edition(edition).doors_first())


@transaction.atomic
def add_place(edition: Edition, *, name: str, kind: str, by: Actor, at: datetime) -> Place:
    """One more place; its address is made of its name."""
    name = clean_line(name)
    slug = slugify(name)[:40].strip("-")
    if not slug:
        raise Refused(_("The name of a place needs a letter or a figure."))
    place, is_new = Place.objects.get_or_create(edition=edition, slug=slug, defaults={"name": name, "kind": kind})
    if not is_new:
        raise Refused(_("There is already a place called “%(name)s”.") % {"name": place.name})
    record("place.added", place, by=by, at=at, edition=edition, changes={"name": [None, name], "kind": [None, kind]})
    return place


@transaction.atomic
def copy_places(source: Edition, target: Edition, *, by: Actor, at: datetime) -> None:
    """The next edition has the same doors and rooms; phones are enrolled anew."""
    places = list(Place.objects.in_edition(source).order_by("pk"))
    copies = [Place(edition=target, slug=place.slug, name=place.name, kind=place.kind) for place in places]
    Place.objects.bulk_create(copies, ignore_conflicts=True)
    if copies:
        record("places.copied", target, by=by, at=at, edition=target, changes={"count": [0, len(copies)]})
