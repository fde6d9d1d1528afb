"""An edition, its team and the clients that browse as them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import Client

from parvis.accounts.models import User
from parvis.accounts.tests.factories import NOON, client_of, make_actor, make_user
from parvis.editions.actions import ensure_terms
from parvis.editions.models import Association, Edition, EditionDay, Membership, Window

__all__ = [
    "FAIR_ON",
    "NOON",
    "client_in",
    "client_of",
    "make_actor",
    "make_association",
    "make_edition",
    "make_member",
    "make_window",
]

FAIR_ON = date(2026, 10, 20)


def make_association(**fields: Any) -> Association:
    defaults = {"name": "Forum Exemple", "siren": "732829320", "email": "contact@forum.example", **fields}
    row, _is_new = Association.objects.get_or_create(pk=1, defaults=defaults)
    return row


def make_edition(slug: str = "", *, state: str = "open", fair_on: date = FAIR_ON, **fields: Any) -> Edition:
    """An edition with one fair day, 9:00 to 17:00 in UTC; open unless told otherwise."""
    number = 1 + max(Edition.objects.values_list("number", flat=True), default=0)
    ensure_terms()
    edition = Edition.objects.create(
        association=make_association(),
        number=number,
        slug=slug or f"edition-{number}",
        name=fields.pop("name", f"Forum {number}"),
        state=state,
        fair_on=fair_on,
        closed_at=NOON if state == "closed" else None,
        **fields,
    )
    opens_at = datetime(fair_on.year, fair_on.month, fair_on.day, 9, tzinfo=UTC)
    EditionDay.objects.create(
        edition=edition, on=fair_on, doors_open_at=opens_at, doors_close_at=opens_at + timedelta(hours=8)
    )
    return edition


def make_window(
    edition: Edition, name: str, *, opens_at: datetime | None = None, closes_at: datetime | None = None
) -> Window:
    return Window.objects.create(edition=edition, name=name, opens_at=opens_at, closes_at=closes_at)


def make_member(
    edition: Edition, *, pole: str = "company_relations", role: str = "member", user: User | None = None
) -> Membership:
    return Membership.objects.create(
        user=user or make_user(), edition=edition, pole=pole, role=role, started_at=NOON - timedelta(days=30)
    )


def client_in(edition: Edition, *, pole: str = "company_relations", role: str = "member") -> Client:
    """A browser of a new member of this edition's team."""
    return client_of(make_member(edition, pole=pole, role=role).user)
