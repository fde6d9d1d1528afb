"""Companies and the people there, for tests."""

from itertools import count
from typing import Any

from parvis.companies.models import Company, Contact
from parvis.editions.tests.factories import NOON

_numbers = count(1)


def make_company(name: str = "", *, kind: str = "large", **fields: Any) -> Company:
    number = next(_numbers)
    return Company.objects.create(name=name or f"Nubelis {number}", kind=kind, created_at=NOON, **fields)


def make_contact(company: Company | None = None, *, email: str = "", language: str = "en", **fields: Any) -> Contact:
    number = next(_numbers)
    names = {"first_name": "Grace", "last_name": "Martin", **fields}
    return Contact.objects.create(
        company=company or make_company(), email=email or f"grace{number}@nubelis.example", language=language, **names
    )
