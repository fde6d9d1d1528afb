"""Every call of the API against no token, a token without the scope, a token of another edition, a revoked one."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from parvis.accounts.actions import SCOPES, create_token, revoke_token
from parvis.api import api
from parvis.core.actor import Actor
from parvis.editions.tests.factories import make_edition

pytestmark = pytest.mark.django_db
BY = Actor.system("test")
OPEN = {"GET /api/v1/editions/{slug}/badge-key", "GET /api/v1/editions/{slug}/choices"}  # anyone may ask
EXPECTED = {
    "GET /api/v1/badges": "badges:read",
    "GET /api/v1/editions/{slug}/live": "live:read",
    "POST /api/v1/registrations": "registrations:write",
    "POST /api/v1/scans": "device",
}


def calls() -> list[str]:
    paths: dict[str, dict[str, Any]] = api.get_openapi_schema()["paths"]
    return sorted(f"{method.upper()} {path}" for path, methods in paths.items() for method in methods)


def ask(call: str, token: str = "", slug: str = "here") -> int:
    method, path = call.replace("{slug}", slug).split()
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
def test_a_token_without_the_scope_is_no_token(call: str, scope: str) -> None:
    make_edition("here")
    others = [known for known in SCOPES if known != scope]

    assert ask(call, token_with(*others)) == 401


@pytest.mark.parametrize(("call", "scope"), [item for item in sorted(EXPECTED.items()) if item[1] != "device"])
def test_the_scope_opens_the_call_until_it_is_revoked(call: str, scope: str) -> None:
    make_edition("here")
    token, plain = create_token("test", scopes=[scope], by=BY, at=timezone.now())

    assert ask(call, plain) in {200, 422}
    revoke_token(token, by=BY, at=timezone.now())
    assert ask(call, plain) == 401


@pytest.mark.parametrize("call", ["GET /api/v1/badges", "GET /api/v1/editions/{slug}/live"])
def test_a_token_of_one_edition_sees_no_other(call: str) -> None:
    make_edition("here")
    make_edition("there")
    token = token_with(EXPECTED[call], edition_slug="here")

    assert ask(call, token, "here") == 200
    assert ask(call, token, "there") in {403, 404}
