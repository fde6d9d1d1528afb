"""A row of a file beside the company it looks like."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from parvis.companies.models import Company, HeldRow

FIELDS = ("name", "siren", "siret", "city", "sector", "kind", "website", "notes")


class Line(NamedTuple):
    """One fact on both sides; `state` is equal, differs, or new (blank here so far)."""

    label: str
    theirs: str
    ours: str
    state: str


def compare(held: HeldRow) -> list[Line]:
    """The facts the row gives, each with what we have; then its contact."""
    company = held.company
    lines = [_line(field, held, company) for field in FIELDS if held.values.get(field)]
    contact = _contact_of(held)
    if contact:
        known = ", ".join(person.email for person in company.contacts.all())
        state = "equal" if held.values["email"] in known.split(", ") else "new"
        lines.append(Line(_("contact"), contact, known, state))
    return lines


def compare_companies(gone: Company, kept: Company) -> list[Line]:
    """What the two say, where at least one says something."""
    fields = ("legal_name", *FIELDS, "siret", "vat_number", "address", "postcode")
    lines = []
    for field in dict.fromkeys(fields):
        theirs, ours = (str(getattr(one, field)) for one in (gone, kept))
        if theirs or ours:
            state = "equal" if theirs == ours else "differs" if ours else "new"
            if field == "kind":
                theirs, ours = gone.get_kind_display(), kept.get_kind_display()
            lines.append(Line(Company.label_of(field), theirs, ours, state))
    return lines


def _line(field: str, held: HeldRow, company: Company) -> Line:
    theirs, ours = str(held.values[field]), str(getattr(company, field))
    state = "equal" if theirs == ours else "differs" if ours else "new"
    if field == "kind":
        theirs, ours = str(Company.Kind(theirs).label), company.get_kind_display()
    label = Company.label_of(field)
    return Line(label, theirs, ours, state)


def _contact_of(held: HeldRow) -> str:
    values = held.values
    name = f"{values.get('first_name', '')} {values.get('last_name', '')}".strip()
    return ", ".join(filter(None, (name, values.get("email", ""), values.get("phone", ""))))
