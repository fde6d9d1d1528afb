"""The API of contacts: the people at the companies we know."""

from datetime import datetime
from typing import Any, Literal

from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema
from pydantic import StrictBool, StrictInt

from parvis.accounts.doors import TokenDoor, TokenRequest, answered_once
from parvis.companies import actions, queries
from parvis.companies.forms import CONTACT_FIELDS, ContactForm
from parvis.companies.models import Contact
from parvis.companies.views.api import NO_NUL, companies_reached
from parvis.core.cursors import FEW_ROWS, Cursor, Limit, page_of
from parvis.core.etags import etag_of, is_still
from parvis.core.openapi import IF_MATCH, KEYED, LARGEST_ID, ChangeBody, Id, Slug, Words, told
from parvis.core.problems import wrong_fields
from parvis.editions.history import refuse_closed
from parvis.editions.models import Edition
from parvis.editions.reach import edition_reached

router = Router(tags=["companies"])


class ContactOut(Schema):
    """Who has `objected_at` asked us to write no more."""

    id: int
    company: int
    first_name: str
    last_name: str
    email: str
    phone: str
    job_title: str
    language: str
    is_active: bool
    is_billing: bool
    is_signatory: bool
    is_on_site: bool
    source: str
    created_at: datetime | None
    objected_at: datetime | None


class ContactsOut(Schema):
    items: list[ContactOut]
    next: str | None


class ContactChange(ChangeBody):
    """Only what is named changes."""

    first_name: str = Field("", max_length=80, pattern=NO_NUL)
    last_name: str = Field("", max_length=80, pattern=NO_NUL)
    email: str = Field("", max_length=254, pattern=NO_NUL, examples=["grace@nova.example"])
    phone: str = Field("", max_length=30, pattern=NO_NUL)
    job_title: str = Field("", max_length=120, pattern=NO_NUL)
    language: Literal["fr", "en"] = "fr"
    is_active: StrictBool = Field(default=True, description="false once the person has left")
    is_billing: StrictBool = Field(default=False, description="receives invoices")
    is_signatory: StrictBool = Field(default=False, description="may sign")
    is_on_site: StrictBool = Field(default=False, description="comes to the fair")
    source: str = Field("", max_length=120, pattern=NO_NUL, description="where the address comes from")


class ContactIn(ContactChange):
    company: StrictInt = Field(ge=1, le=LARGEST_ID)
    email: str = Field(max_length=254, pattern=NO_NUL, examples=["grace@nova.example"])


@router.get("/contacts", auth=TokenDoor("contacts:read"), response=ContactsOut, url_name="contact_list")
def contact_list(
    request: TokenRequest,
    edition: Slug = "",
    company: Id | None = None,
    q: Words = "",
    limit: Limit = FEW_ROWS,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """Contacts of companies in use, by name or address; with an edition, of those in its pipeline."""
    rows = _reached(request, edition).matching(q)
    found = rows if company is None else rows.filter(company=company)
    return page_of(request, found, lambda contact: _out(contact).dict(), limit=limit, cursor=cursor)


@router.get("/contacts/{contact_id}", auth=TokenDoor("contacts:read"), response=ContactOut, url_name="contact_detail")
def contact_detail(request: TokenRequest, contact_id: Id) -> HttpResponse:
    """One contact. Its ETag is what `If-Match` of a change wants."""
    return told(_out(get_object_or_404(_reached(request), pk=contact_id)))


@router.post(
    "/contacts",
    auth=TokenDoor("contacts:write"),
    response={201: ContactOut},
    url_name="contact_create",
    openapi_extra=KEYED,
)
@answered_once
def contact_create(request: TokenRequest, payload: ContactIn) -> HttpResponse:
    """One more person at a company; refused for an address the company has, or whose owner objected."""
    edition = _edition(request)
    company = get_object_or_404(companies_reached(request), pk=payload.company)
    form = ContactForm(payload.dict(exclude={"company"}))
    if not form.is_valid():
        return wrong_fields(form.errors.items())
    contact = actions.add_contact(company, edition=edition, by=request.actor, at=timezone.now(), **form.cleaned_data)
    return _tagged(contact, 201)


@router.patch(
    "/contacts/{contact_id}",
    auth=TokenDoor("contacts:write"),
    response=ContactOut,
    url_name="contact_change",
    openapi_extra=IF_MATCH,
)
def contact_change(request: TokenRequest, contact_id: Id, payload: ContactChange) -> HttpResponse:
    """Correct what is named. With `If-Match`, refused (412) when somebody changed it since it was read."""
    edition = _edition(request)
    contact = get_object_or_404(_reached(request), pk=contact_id)
    said = payload.dict(exclude_unset=True)
    form = ContactForm({**model_to_dict(contact, CONTACT_FIELDS), **said}, contact=contact)
    if not form.is_valid():
        return wrong_fields(form.errors.items())
    values = {field: value for field, value in form.cleaned_data.items() if field in said}
    seen = lambda row: is_still(request, told(_out(row)).content)  # noqa: E731  (one question about the locked row)
    actions.change_contact(contact, edition=edition, is_still=seen, by=request.actor, at=timezone.now(), **values)
    return _tagged(contact, 200)


def _edition(request: TokenRequest) -> Edition | None:
    """The token's own edition, in whose history it writes. Raises Refused when it is closed."""
    slug = request.token.edition_slug
    edition = edition_reached(request.token, slug) if slug else None
    refuse_closed(edition)
    return edition


def _reached(request: TokenRequest, slug: str = "") -> Any:
    return queries.contacts_of(companies_reached(request, slug))


def _out(contact: Contact) -> ContactOut:
    fields = {name: getattr(contact, name) for name in ContactOut.model_fields if name != "company"}
    return ContactOut(**fields, company=contact.company_id)


def _tagged(contact: Contact, status: int) -> HttpResponse:
    answer = told(_out(contact), status)
    answer.headers["ETag"] = etag_of(answer.content)
    return answer
