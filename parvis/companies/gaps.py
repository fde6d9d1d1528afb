"""What a row of a file brings to a company we know: blanks are filled, what somebody wrote is never overwritten."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from parvis.companies.identifiers import NUMBERS
from parvis.companies.models import Company, Contact

FIELDS = (
    "legal_name", "siren", "siret", "vat_number", "address", "postcode", "city", "country", "sector", "website",
    "notes",
)  # fmt: skip
CONTACT_FIELDS = ("first_name", "last_name", "phone", "job_title")


def company_gaps(company: Company, values: Mapping[str, str]) -> dict[str, Any]:
    """Fields of the company the values fill, a later last contact, one more earlier participation."""
    other_firm = bool(company.siren and values.get("siren") and values["siren"] != company.siren)
    fields = [field for field in FIELDS if not (other_firm and field in NUMBERS)]
    filled: dict[str, Any] = {
        field: values[field] for field in fields if values.get(field) and not getattr(company, field)
    }
    if contacted := values.get("last_contact_on"):
        day = date.fromisoformat(contacted)
        if company.last_contact_on is None or day > company.last_contact_on:
            filled["last_contact_on"] = day
    year = values.get("past_edition")
    if year and year not in company.past_editions:
        filled["past_editions"] = sorted([*company.past_editions, year])
    return filled


def contact_gaps(contact: Contact | None, values: Mapping[str, str]) -> dict[str, str]:
    """Fields of the contact the values fill; all they say when there is no such contact yet."""
    given = {field: values[field] for field in CONTACT_FIELDS if values.get(field)}
    if contact is None:
        return {"email": values["email"], **given} if values.get("email") else {}
    return {field: text for field, text in given.items() if not getattr(contact, field)}


def new_company(values: Mapping[str, str], *, at: datetime) -> Company:
    """The company these values describe, not saved. Who has a SIREN is in France."""
    known = "FR" if values.get("siren") or values.get("siret") else ""
    company = Company(name=values["name"], country=values.get("country") or known, created_at=at)
    if values.get("kind"):
        company.kind = values["kind"]
    for field, value in company_gaps(company, values).items():
        setattr(company, field, value)
    return company


def new_contact(company: Company, values: Mapping[str, str]) -> Contact | None:
    """The contact these values name, not saved; None without a mail address."""
    given = contact_gaps(None, values)
    return Contact(company=company, **given) if given else None
