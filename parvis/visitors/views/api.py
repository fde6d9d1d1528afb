"""The API of registrations: sign one person up; what a registration may name."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema

from parvis.accounts.doors import TokenDoor
from parvis.accounts.models import ApiToken
from parvis.core.actor import Actor
from parvis.core.doors import mark_door
from parvis.core.problems import problem
from parvis.editions.models import Edition, Term
from parvis.visitors import actions
from parvis.visitors.forms import EntryForm
from parvis.visitors.queries import waiting_position
from parvis.visitors.vocabulary import load_vocabulary

router = Router(tags=["registrations"])


class TokenRequest(HttpRequest):
    """What the token's door leaves on the request."""

    token: ApiToken
    actor: Actor


class RegistrationIn(Schema):
    """Slugs as `choices` lists them."""

    edition: str
    email: str
    first_name: str
    last_name: str
    school: str
    year: str = ""
    fields: list[str] = []
    seeks: list[str] = []
    language: str = "fr"


class RegistrationOut(Schema):
    id: int
    status: str
    position: int | None


@router.post(
    "/registrations",
    auth=TokenDoor("registrations:write"),
    response={201: RegistrationOut, 200: RegistrationOut},
    url_name="registration_create",
)
def registration_create(request: TokenRequest, payload: RegistrationIn) -> HttpResponse:
    """Sign one person up: 201 with a seat or a place in the list, 200 when the address is registered already."""
    if request.token.edition_slug not in ("", payload.edition):
        raise Http404
    edition = Edition.objects.filter(slug=payload.edition).first()
    form = EntryForm(payload.dict(), words=load_vocabulary())
    errors = _errors(form) + ([] if edition else [{"field": "edition", "detail": "There is no such edition."}])
    if errors or edition is None:
        return problem(422, "invalid", "Some fields are not as they should be.", errors=errors)
    (outcome,) = actions.register_visitors(
        edition, [form.entry()], source="api", by=request.actor, at=timezone.now(), words=form.words
    )
    row = outcome.registration
    body = {"id": row.pk, "status": row.status, "position": waiting_position(row)}
    return JsonResponse(body, status=201 if outcome.is_new else 200)


def _errors(form: EntryForm) -> list[dict[str, str]]:
    return [{"field": field, "detail": " ".join(map(str, said))} for field, said in form.errors.items()]


class Choice(Schema):
    slug: str
    fr: str
    en: str


class Choices(Schema):
    schools: list[Choice]
    fields: list[Choice]
    seeks: list[Choice]
    years: list[Choice]


def edition_choices(request: HttpRequest, slug: str) -> HttpResponse:
    """Schools, fields, kinds of jobs and years of study a registration may name, in both languages."""
    get_object_or_404(Edition, slug=slug)
    words = load_vocabulary()
    schools = [{"slug": school.slug, "fr": school.name, "en": school.name} for school in words.schools.values()]
    kinds = {"fields": "field", "seeks": "seek", "years": "study_year"}
    terms = {name: _choices(words.terms[kind].values()) for name, kind in kinds.items()}
    return JsonResponse({"schools": schools, **terms})


def _choices(terms: Iterable[Term]) -> list[dict[str, str]]:
    return [{"slug": term.slug, "fr": term.name_fr, "en": term.name_en} for term in terms]


router.get("/editions/{slug}/choices", auth=None, response=Choices, url_name="edition_choices")(
    mark_door(edition_choices, "public")
)
