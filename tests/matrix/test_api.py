"""Every call of the API against no token, a token without the scope, a token of another edition, a revoked one."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from parvis.accounts.actions import SCOPES, create_token, revoke_token
from parvis.accounts.tests.factories import make_school
from parvis.api import api
from parvis.checkin.models import Device, Entry, Place, Scan
from parvis.checkin.tests.factories import make_badge, make_device, make_event
from parvis.core.actor import Actor
from parvis.core.links import hash_token
from parvis.editions.tests.factories import NOON, make_edition
from parvis.visitors.models import Registration
from parvis.visitors.tests.factories import make_admission
from tests.matrix.world import make_world

pytestmark = pytest.mark.django_db
BY = Actor.system("test")
OPEN = {"GET /api/v1/editions/{slug}/badge-key", "GET /api/v1/editions/{slug}/choices"}  # anyone may ask
EXPECTED = {
    "GET /api/v1/activities": "activities:read",
    "GET /api/v1/activities/{activity_id}": "activities:read",
    "GET /api/v1/badges": "badges:read",
    "GET /api/v1/booths": "booths:read",
    "GET /api/v1/booths/{booth_id}": "booths:read",
    "GET /api/v1/companies": "companies:read",
    "GET /api/v1/companies/{company_id}": "companies:read",
    "GET /api/v1/contacts": "contacts:read",
    "GET /api/v1/contacts/{contact_id}": "contacts:read",
    "GET /api/v1/contracts": "contracts:read",
    "GET /api/v1/contracts/{contract_id}": "contracts:read",
    "GET /api/v1/editions/{slug}/live": "live:read",
    "GET /api/v1/exhibitors": "exhibitors:read",
    "GET /api/v1/exhibitors/{exhibitor_id}": "exhibitors:read",
    "GET /api/v1/invoices": "invoices:read",
    "GET /api/v1/invoices/{invoice_id}": "invoices:read",
    "GET /api/v1/options": "options:read",
    "GET /api/v1/options/{option_id}": "options:read",
    "GET /api/v1/packages": "packages:read",
    "GET /api/v1/packages/{package_id}": "packages:read",
    "GET /api/v1/payments": "payments:read",
    "GET /api/v1/payments/{payment_id}": "payments:read",
    "GET /api/v1/quotes": "quotes:read",
    "GET /api/v1/quotes/{quote_id}": "quotes:read",
    "GET /api/v1/visitors": "visitors:read",
    "GET /api/v1/visitors/{visitor_id}": "visitors:read",
    "PATCH /api/v1/booths/{booth_id}": "booths:write",
    "PATCH /api/v1/companies/{company_id}": "companies:write",
    "PATCH /api/v1/contacts/{contact_id}": "contacts:write",
    "PATCH /api/v1/quotes/{quote_id}": "quotes:write",
    "POST /api/v1/companies": "companies:write",
    "POST /api/v1/contacts": "contacts:write",
    "POST /api/v1/payments": "payments:write",
    "POST /api/v1/quotes": "quotes:write",
    "POST /api/v1/quotes/{quote_id}/send": "quotes:write",
    "POST /api/v1/registrations": "registrations:write",
    "POST /api/v1/scans": "device",
}
BY_ID = sorted(call for call in EXPECTED if call.endswith("_id}"))
BY_EDITION = sorted(call for call in EXPECTED if call.startswith("GET") and call not in BY_ID)


def calls() -> list[str]:
    paths: dict[str, dict[str, Any]] = api.get_openapi_schema()["paths"]
    return sorted(f"{method.upper()} {path}" for path, methods in paths.items() for method in methods)


def ask(call: str, token: str = "", slug: str = "here") -> int:
    method, path = re.sub(r"\{\w+_id\}", "1", call.replace("{slug}", slug)).split()
    headers = {"authorization": f"Bearer {token}"} if token else {}
    query = f"?edition={slug}" if method == "GET" else ""
    return Client().generic(method, path + query, "{}", "application/json", headers=headers).status_code


def token_with(*scopes: str, edition_slug: str = "") -> str:
    return create_token("test", scopes=scopes, edition_slug=edition_slug, by=BY, at=timezone.now())[1]


def test_every_call_is_listed() -> None:
    assert calls() == sorted([*EXPECTED, *OPEN])


def test_calls_need_a_token_but_for_two() -> None:
    make_edition("here")

    assert {call for call in calls() if ask(call) != 401} == OPEN
    assert {call for call in calls() if ask(call, "not-a-token") != 401} == OPEN


@pytest.mark.parametrize(("call", "scope"), sorted(EXPECTED.items()))
def test_a_token_without_the_scope_is_refused(call: str, scope: str) -> None:
    make_edition("here")
    others = [known for known in SCOPES if known != scope]

    assert ask(call, token_with(*others)) == (401 if scope == "device" else 403)


@pytest.mark.parametrize(("call", "scope"), [item for item in sorted(EXPECTED.items()) if item[1] != "device"])
def test_the_scope_opens_the_call_until_it_is_revoked(call: str, scope: str) -> None:
    make_edition("here")
    token, plain = create_token("test", scopes=[scope], by=BY, at=timezone.now())

    assert ask(call, plain) in {200, 404, 422}
    revoke_token(token, by=BY, at=timezone.now())
    assert ask(call, plain) == 401


@pytest.mark.parametrize("call", BY_EDITION)
def test_a_token_of_one_edition_sees_no_other(call: str) -> None:
    make_edition("here")
    make_edition("there")
    token = token_with(EXPECTED[call], edition_slug="here")

    assert ask(call, token, "here") == 200
    assert ask(call, token, "there") in {403, 404}


def test_a_token_of_one_edition_registers_nobody_in_another() -> None:
    for slug in ("here", "there"):
        make_admission(make_edition(slug))
    names = {"first_name": "Sam", "last_name": "Petit", "school": make_school().slug}
    headers = {"authorization": f"Bearer {token_with('registrations:write', edition_slug='here')}"}

    def register(slug: str) -> int:
        body = {"edition": slug, "email": f"sam@{slug}.example", **names}
        return Client().post("/api/v1/registrations", body, "application/json", headers=headers).status_code

    assert (register("there"), register("here")) == (404, 201)
    assert set(Registration.objects.values_list("edition__slug", flat=True)) == {"here"}


def test_a_phone_of_one_edition_lets_nobody_into_another() -> None:
    """Neither by the badge of another edition, nor at a place that only the other one has."""
    here, there = make_edition("here"), make_edition("there")
    phone, badge, foreign = make_device(here), make_badge(here), make_badge(there)
    Device.objects.filter(pk=phone.pk).update(token_hash=hash_token("secret"), enrol_hash=None, enrolled_at=NOON)
    Place.objects.create(edition=there, slug="only-there", name="There", kind="door")
    events = [make_event(foreign), make_event(badge, place="only-there", sequence=2)]
    headers = {"authorization": "Bearer secret"}

    answer = Client().post("/api/v1/scans", {"events": events}, "application/json", headers=headers)

    assert answer.status_code == 200
    assert [result["verdict"] for result in answer.json()["results"]] == ["wrong-edition", "wrong-place"]
    assert answer.json()["results"][0]["name"] == ""
    assert not Scan.objects.filter(edition=there).exists()
    assert not Entry.objects.exists()


def test_a_token_of_one_edition_finds_nothing_of_another() -> None:
    """The same address answers the token of the object's own edition, and one of all editions."""
    fair = make_world("here", 1)
    make_edition("there")
    words = fair.words | {"visitor_id": fair.words["registration_id"]}
    found = {}
    for call in BY_ID:
        method, path = call.split()
        address = re.sub(r"\{(\w+)\}", lambda match: str(words[match[1]]), path)
        keys = [token_with(EXPECTED[call], edition_slug=slug) for slug in ("here", "", "there")]
        send = [{"authorization": f"Bearer {key}"} for key in keys]
        answers = [Client().generic(method, address, "{}", "application/json", headers=headers) for headers in send]
        found[call] = [answer.status_code for answer in answers]

    assert found == {call: [200, 200, 404] for call in BY_ID}
