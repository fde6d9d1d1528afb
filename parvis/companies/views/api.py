"""The API of companies: whom we know, a new one, a correction."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema
from pydantic import StrictBool, StrictInt

from parvis.accounts.doors import TokenDoor, TokenRequest, answered_once
from parvis.companies import actions, queries
from parvis.companies.countries import COUNTRIES
from parvis.companies.forms import COMPANY_FIELDS, CompanyForm
from parvis.companies.models import Company
from parvis.companies.models.company import CompanyQuerySet
from parvis.core.cursors import FEW_ROWS, Cursor, Limit, page_of
from parvis.core.etags import etag_of, is_still
from parvis.core.openapi import IF_MATCH, KEYED, LARGEST_ID, ChangeBody, Id, Slug, Words, told
from parvis.core.problems import wrong_fields
from parvis.editions.history import refuse_closed
from parvis.editions.reach import edition_reached, editions_reached

router = Router(tags=["companies"])
NO_NUL = r"^[^\x00]*$"
NAME = r"^[^\x00]*[^\s\x00][^\x00]*$"
Kind = Literal["startup", "sme", "large", "public", "school_partner", "foreign"]
Country = Annotated[str, Field(json_schema_extra={"enum": sorted(COUNTRIES)})]


class CompanyOut(Schema):
    """Notes, contacts and what was said stay with the team."""

    id: int
    name: str
    legal_name: str
    kind: str
    sector: str
    parent: int | None
    siren: str
    siret: str
    vat_number: str
    address: str
    postcode: str
    city: str
    country: str
    website: str
    created_at: datetime


class CompaniesOut(Schema):
    items: list[CompanyOut]
    next: str | None


class CompanyChange(ChangeBody):
    """Only what is named changes. Numbers are checked by their keys; blanks between digits are welcome."""

    name: str = Field("", max_length=160, pattern=NAME, examples=["Nova Réseaux"])
    legal_name: str = Field("", max_length=200, pattern=NO_NUL)
    kind: Kind = "large"
    sector: str = Field("", max_length=80, pattern=NO_NUL)
    parent: StrictInt | None = Field(None, ge=1, le=LARGEST_ID, description="the company this is a division of")
    siren: str = Field("", max_length=30, pattern=NO_NUL, examples=["552081317"])
    siret: str = Field("", max_length=30, pattern=NO_NUL)
    vat_number: str = Field("", max_length=20, pattern=NO_NUL)
    address: str = Field("", max_length=1000, pattern=NO_NUL)
    postcode: str = Field("", max_length=12, pattern=NO_NUL)
    city: str = Field("", max_length=100, pattern=NO_NUL)
    country: Country = "FR"
    website: str = Field("", max_length=200, pattern=NO_NUL, examples=["https://nova.example/"])


class CompanyIn(CompanyChange):
    name: str = Field(max_length=160, pattern=NAME, examples=["Nova Réseaux"])
    is_other: StrictBool = Field(default=False, description="it looks like one we know, and is another")
    edition: Slug = Field(
        "", description="puts it into that edition’s pipeline; a token’s own edition goes without saying"
    )


@router.get("/companies", auth=TokenDoor("companies:read"), response=CompaniesOut, url_name="company_list")
def company_list(
    request: TokenRequest, edition: Slug = "", q: Words = "", limit: Limit = FEW_ROWS, cursor: Cursor = ""
) -> dict[str, Any]:
    """Companies in use by name, legal name or SIREN; with an edition, those in its pipeline."""
    rows = companies_reached(request, edition).matching(q)
    return page_of(request, rows, lambda company: _out(company).dict(), limit=limit, cursor=cursor)


@router.get("/companies/{company_id}", auth=TokenDoor("companies:read"), response=CompanyOut, url_name="company_detail")
def company_detail(request: TokenRequest, company_id: Id) -> HttpResponse:
    """One company. Its ETag is what `If-Match` of a change wants."""
    return told(_out(get_object_or_404(companies_reached(request), pk=company_id)))


@router.post(
    "/companies",
    auth=TokenDoor("companies:write"),
    response={201: CompanyOut},
    url_name="company_create",
    openapi_extra=KEYED,
)
@answered_once
def company_create(request: TokenRequest, payload: CompanyIn) -> HttpResponse:
    """A company nobody has written down yet; one that looks known is refused unless `is_other`."""
    slug = payload.edition or request.token.edition_slug
    edition = edition_reached(request.token, slug) if slug else None
    if edition is not None:
        refuse_closed(edition)
    form = CompanyForm({"kind": "large", "country": "FR", **payload.dict(exclude_unset=True, exclude={"edition"})})
    if not form.is_valid():
        return wrong_fields(form.errors.items())
    now = timezone.now()
    company = actions.create_company(edition=edition, by=request.actor, at=now, **form.values())
    if edition is not None:
        actions.ensure_opportunity(company, edition, by=request.actor, at=now)
    return _tagged(company, 201)


@router.patch(
    "/companies/{company_id}",
    auth=TokenDoor("companies:write"),
    response=CompanyOut,
    url_name="company_change",
    openapi_extra=IF_MATCH,
)
def company_change(request: TokenRequest, company_id: Id, payload: CompanyChange) -> HttpResponse:
    """Correct what is named. With `If-Match`, refused (412) when somebody changed it since it was read."""
    company = get_object_or_404(companies_reached(request), pk=company_id)
    said = payload.dict(exclude_unset=True)
    form = CompanyForm({**model_to_dict(company, COMPANY_FIELDS), **said}, company=company)
    if not form.is_valid():
        return wrong_fields(form.errors.items())
    values = {field: value for field, value in form.values().items() if field in said}
    seen = lambda row: is_still(request, told(_out(row)).content)  # noqa: E731  (one question about the locked row)
    actions.change_company(company, is_still=seen, by=request.actor, at=timezone.now(), **values)
    return _tagged(company, 200)


def companies_reached(request: TokenRequest, slug: str = "") -> CompanyQuerySet:
    """Companies in use: all of them, or those in the pipelines of the editions the token reaches."""
    if not slug and not request.token.edition_slug:
        return Company.objects.active()
    return queries.companies_in(editions_reached(request.token, slug))


def _out(company: Company) -> CompanyOut:
    fields = {name: getattr(company, name) for name in CompanyOut.model_fields if name != "parent"}
    return CompanyOut(**fields, parent=company.parent_id)


def _tagged(company: Company, status: int) -> HttpResponse:
    answer = told(_out(company), status)
    answer.headers["ETag"] = etag_of(answer.content)
    return answer
