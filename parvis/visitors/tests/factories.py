"""Visitors, registrations and seats for tests."""

from itertools import count
from typing import Any

from parvis.accounts.models import School
from parvis.accounts.tests.factories import make_school, make_user
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, make_edition
from parvis.visitors.entries import Entry
from parvis.visitors.models import Admission, Registration, Visitor

_numbers = count(1)


def make_admission(edition: Edition | None = None, *, capacity: int = 100, taken: int = 0) -> Admission:
    return Admission.objects.create(edition=edition or make_edition(), capacity=capacity, taken_count=taken)


def make_entry(email: str = "", *, school: str = "", **fields: Any) -> Entry:
    """Sam, from a school that exists."""
    school = school or make_school().slug
    names = {"first_name": "Sam", "last_name": "Petit", "language": "en", **fields}
    return Entry(email=email or f"sam{next(_numbers)}@mail.example", school=school, **names)


def make_visitor(
    email: str = "", *, first_name: str = "Sam", last_name: str = "Petit", language: str = "en"
) -> Visitor:
    email = email or f"sam{next(_numbers)}@mail.example"
    user = make_user(email, first_name=first_name, last_name=last_name, language=language)
    names = {"first_name": first_name, "last_name": last_name, "language": language}
    return Visitor.objects.create(user=user, email=email, created_at=NOON, **names)


def make_registration(
    edition: Edition | None = None,
    *,
    status: str = "confirmed",
    email: str = "",
    school: School | None = None,
    is_proven: bool = True,
    **fields: Any,
) -> Registration:
    """A registration counted in its edition's seats; the address is proven unless told otherwise."""
    edition = edition or make_edition()
    admission, _is_new = Admission.objects.get_or_create(edition=edition, defaults={"capacity": 100})
    admission.taken_count += status == "confirmed"
    admission.waiting_number += status == "waiting"
    admission.save()
    return Registration.objects.create(
        edition=edition,
        visitor=fields.pop("visitor", None) or make_visitor(email),
        status=status,
        school=school or make_school(),
        waiting_number=admission.waiting_number if status == "waiting" else None,
        registered_at=fields.pop("registered_at", NOON),
        seat_taken_at=fields.pop("seat_taken_at", NOON) if status == "confirmed" else None,
        email_confirmed_at=NOON if is_proven else None,
        cancelled_at=NOON if status == "cancelled" else None,
        **fields,
    )
