"""The API of visitors: sign one person up, read who comes; what a registration may name."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from parvis.accounts.doors import AddressThrottle, TokenDoor, TokenRequest, answered_once
from parvis.core.api_words import INVALID
from parvis.core.cursors import FEW_ROWS, Cursor, Limit, page_of
from parvis.core.doors import mark_door
from parvis.core.openapi import KEYED, Id, Slug, told
from parvis.core.problems import problem
from parvis.editions.models import Edition, Term
from parvis.editions.queries import edition_called
from parvis.editions.reach import editions_reached
from parvis.visitors import actions, queries
from parvis.visitors.crowd import in_turn
from parvis.visitors.forms import EntryForm
from parvis.visitors.models import Registration
from parvis.visitors.vocabulary import load_vocabulary, recent_vocabulary

router = Router(tags=["visitors"])
NAME = r"^[^\x00]*[^\W_][^\x00]*$"
Word = Annotated[str, Field(max_length=60, pattern=r"^[-a-zA-Z0-9_]+$")]


class RegistrationIn(Schema):
    """Slugs as `choices` lists them."""

    edition: Word = Field(examples=["demo"])
    email: str = Field(max_length=254, json_schema_extra={"format": "email"}, examples=["sam@mail.example"])
    first_name: str = Field(max_length=80, pattern=NAME, examples=["Sam"])
    last_name: str = Field(max_length=80, pattern=NAME, examples=["Petit"])
    school: Word = Field(examples=["telecom-paris"])
    year: str = Field("", max_length=60, pattern=r"^[-a-zA-Z0-9_]*$")
    fields: list[Word] = Field([], max_length=100)
    seeks: list[Word] = Field([], max_length=100)
    language: str = Field("fr", json_schema_extra={"enum": [code for code, _name in settings.LANGUAGES]})


class RegistrationOut(Schema):
    id: int
    status: str
    position: int | None


@router.post(
    "/registrations",
    auth=TokenDoor("registrations:write"),
    response={201: RegistrationOut, 200: RegistrationOut},
    url_name="registration_create",
    openapi_extra=KEYED,
)
@in_turn
@answered_once
def registration_create(request: TokenRequest, payload: RegistrationIn) -> HttpResponse:
    """Sign one person up: 201 with a seat or a place in the list, 200 when the address is registered already."""
    if request.token.edition_slug not in ("", payload.edition):
        raise Http404
    edition = edition_called(payload.edition)
    form = EntryForm(payload.dict(), words=recent_vocabulary())
    errors = _errors(form) + ([] if edition else [{"field": "edition", "detail": _("There is no such edition.")}])
    if errors or edition is None:
        return problem(422, "invalid", INVALID, errors=errors)
    (outcome,) = actions.register_visitors(
        edition, [form.entry()], source="api", by=request.actor, at=timezone.now(), words=form.words
    )
    row = outcome.registration
    said = RegistrationOut(id=row.pk, status=row.status, position=queries.waiting_position(row))
    return told(said, 201 if outcome.is_new else 200)


def _errors(form: EntryForm) -> list[dict[str, str]]:
    return [{"field": field, "detail": " ".join(map(str, said))} for field, said in form.errors.items()]


class VisitorOut(Schema):
    """A person’s registration for one edition: what the team’s own list shows."""

    id: int
    edition: str
    kind: str
    status: str
    first_name: str
    last_name: str
    email: str
    school: str
    year: str
    language: str
    registered_at: datetime
    email_confirmed_at: datetime | None
    cancelled_at: datetime | None


class VisitorsOut(Schema):
    items: list[VisitorOut]
    next: str | None


@router.get("/visitors", auth=TokenDoor("visitors:read"), response=VisitorsOut, url_name="visitor_list")
def visitor_list(
    request: TokenRequest, edition: Slug = "", limit: Limit = FEW_ROWS, cursor: Cursor = ""
) -> dict[str, Any]:
    """Visitors of an edition, or of all the token reaches: seated, waiting and cancelled."""
    return page_of(request, _reached(request, edition), _visitor, limit=limit, cursor=cursor)


@router.get("/visitors/{visitor_id}", auth=TokenDoor("visitors:read"), response=VisitorOut, url_name="visitor_detail")
def visitor_detail(request: TokenRequest, visitor_id: Id) -> dict[str, Any]:
    """One visitor, by the `id` a registration was answered with."""
    return _visitor(get_object_or_404(_reached(request), pk=visitor_id))


def _reached(request: TokenRequest, slug: str = "") -> QuerySet[Registration]:
    return queries.registrations_in(editions_reached(request.token, slug))


def _visitor(row: Registration) -> dict[str, Any]:
    same = ("kind", "status", "registered_at", "email_confirmed_at", "cancelled_at")
    of_person = ("first_name", "last_name", "email", "language")
    return {
        **{name: getattr(row, name) for name in same},
        **{name: getattr(row.visitor, name) for name in of_person},
        "id": row.pk,
        "edition": row.edition.slug,
        "school": row.school.slug,
        "year": row.study_year,
    }


class Choice(Schema):
    slug: str
    fr: str
    en: str


class Choices(Schema):
    schools: list[Choice]
    fields: list[Choice]
    seeks: list[Choice]
    years: list[Choice]


def edition_choices(request: HttpRequest, slug: Slug) -> HttpResponse:
    """Schools, fields, kinds of jobs and years of study a registration may name, in both languages."""
    get_object_or_404(Edition, slug=slug)
    words = load_vocabulary()
    schools = [{"slug": school.slug, "fr": school.name, "en": school.name} for school in words.schools.values()]
    kinds = {"fields": "field", "seeks": "seek", "years": "study_year"}
    terms = {name: _choices(words.terms[kind].values()) for name, kind in kinds.items()}
    return JsonResponse({"schools": schools, **terms})


def _choices(terms: Iterable[Term]) -> list[dict[str, str]]:
    return [{"slug": term.slug, "fr": term.name_fr, "en": term.name_en} for term in terms]


router.get(
    "/editions/{slug}/choices", auth=None, throttle=AddressThrottle(), response=Choices, url_name="edition_choices"
)(mark_door(edition_choices, "public"))
