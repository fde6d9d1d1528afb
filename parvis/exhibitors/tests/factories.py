"""Exhibitors for tests."""

from typing import Any

from parvis.accounts.models import User
from parvis.accounts.tests.factories import make_user
from parvis.companies.models import Company
from parvis.companies.tests.factories import make_company
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, make_edition
from parvis.exhibitors.models import Entitlement, Exhibitor, Representative


def make_exhibitor(
    edition: Edition | None = None, company: Company | None = None, *, status: str = "confirmed", **fields: Any
) -> Exhibitor:
    """A company in an edition; confirmed unless told otherwise."""
    return Exhibitor.objects.create(
        company=company or make_company(),
        edition=edition or make_edition(),
        status=status,
        created_at=NOON,
        confirmed_at=NOON if status == "confirmed" else None,
        withdrawn_at=NOON if status == "withdrawn" else None,
        **fields,
    )


def make_entitlement(exhibitor: Exhibitor, kind: str, quantity: int = 1, *, source: str = "C2026-0001") -> Entitlement:
    return Entitlement.objects.create(exhibitor=exhibitor, kind=kind, quantity=quantity, source=source)


def make_representative(
    exhibitor: Exhibitor | None = None, *, user: User | None = None, **fields: Any
) -> Representative:
    """Somebody of the exhibitor who signs in."""
    user = user or make_user(first_name="Grace", last_name="Martin")
    details = {"first_name": user.first_name, "last_name": user.last_name, "email": user.email, **fields}
    return Representative.objects.create(exhibitor=exhibitor or make_exhibitor(), user=user, created_at=NOON, **details)
