"""Companies, the people there, the pipeline, and files of companies, for tests."""

from itertools import count
from pathlib import Path
from typing import Any

from parvis.companies.actions import ensure_opportunity, ensure_stages, import_companies
from parvis.companies.models import Company, Contact, HeldRow, Opportunity, Stage
from parvis.core.imports import ImportResult
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, make_actor

DATA = Path(__file__).resolve().parents[3] / "tests/data"
HEADERS = "Entreprise;SIREN;Ville;Mail"
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


def stage_of(edition: Edition, slug: str) -> Stage:
    """One of the edition's usual stages."""
    return next(stage for stage in ensure_stages(edition) if stage.slug == slug)


def make_opportunity(
    edition: Edition, company: Company | None = None, *, stage: str = "", **fields: Any
) -> Opportunity:
    opportunity = ensure_opportunity(company or make_company(), edition, by=make_actor(), at=NOON)
    if stage:
        opportunity.stage = stage_of(edition, stage)
    for field, value in fields.items():
        setattr(opportunity, field, value)
    opportunity.save()
    return opportunity


def csv_of(*lines: str, headers: str = HEADERS) -> bytes:
    return "\n".join([headers, *lines]).encode()


def bring_in(
    data: bytes, edition: Edition | None = None, *, name: str = "list.csv", dry_run: bool = False
) -> ImportResult:
    return import_companies(data, name, edition=edition, dry_run=dry_run, by=make_actor(), at=NOON)


def make_held_row(edition: Edition | None = None, line: str = "", *, company: Company | None = None) -> HeldRow:
    """A row of a file that looks like `company` (by default: Nubelis of Massy, written `Nubelis SA`)."""
    company = company or make_company("Nubelis", city="Massy")
    bring_in(csv_of(line or f"{company.name} SA;{company.siren};{company.city};held@nubelis.example"), edition)
    return HeldRow.objects.latest("pk")
