"""A public edition for tests."""

from datetime import datetime, timedelta
from typing import Any

from parvis.companies.tests.factories import make_company
from parvis.editions.models import Edition, Term
from parvis.editions.tests.factories import NOON
from parvis.exhibitors.models import Exhibitor, ExhibitorProfile, JobOffer
from parvis.exhibitors.tests.factories import make_exhibitor
from parvis.logistics.models import Booth, Hall, Venue
from parvis.programme.models import Activity, ActivitySlot


def make_public_exhibitor(edition: Edition, name: str, *, fields: tuple[str, ...] = (), **profile: Any) -> Exhibitor:
    """A confirmed exhibitor with a profile."""
    exhibitor = make_exhibitor(edition, make_company(name=name))
    words = {"public_name": name, "updated_at": NOON, **profile}
    shown, _is_new = ExhibitorProfile.objects.update_or_create(exhibitor=exhibitor, defaults=words)
    shown.fields.set(Term.objects.filter(kind="field", slug__in=fields))
    return exhibitor


def make_offer(exhibitor: Exhibitor, title: str, *, seek: str = "stage", **fields: Any) -> JobOffer:
    kind = Term.objects.get(kind="seek", slug=seek)
    return JobOffer.objects.create(exhibitor=exhibitor, title=title, kind=kind, created_at=NOON, **fields)


def make_booth(edition: Edition, number: str, exhibitor: Exhibitor | None = None) -> Booth:
    venue, _is_new = Venue.objects.get_or_create(edition=edition, defaults={"name": "Grande Halle"})
    hall, _is_new = Hall.objects.get_or_create(
        venue=venue, slug="a", defaults={"name": "Hall A", "width_cm": 3000, "depth_cm": 2000}
    )
    place = {"x_cm": 100, "y_cm": 100, "width_cm": 300, "depth_cm": 300}
    given = {"exhibitor": exhibitor, "assigned_at": NOON} if exhibitor else {}
    return Booth.objects.create(hall=hall, number=number, **place, **given)


def make_slot(edition: Edition, title: str, *, at: datetime = NOON, is_published: bool = True) -> ActivitySlot:
    activity = Activity.objects.create(edition=edition, kind="talk", title_fr=title, is_published=is_published)
    return ActivitySlot.objects.create(
        activity=activity, room="Amphi", starts_at=at, ends_at=at + timedelta(hours=1), seats_count=80
    )
