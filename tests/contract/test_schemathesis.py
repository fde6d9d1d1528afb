"""Whatever the document allows or forbids is sent to every call, with a token that holds its scope and no other.

So no answer may be 401 or 403; each caller comes with a token and an address of its own, so none may be 429; and each
call that the document describes must have succeeded at least once.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from parvis.accounts.actions import create_token
from parvis.api import api
from parvis.checkin.models import Device
from parvis.companies.tests.factories import make_company
from parvis.core.actor import Actor
from parvis.core.links import hash_token
from parvis.sales.models import Package, Quote
from parvis.sales.tests.factories import make_draft
from parvis.visitors.models import Registration
from parvis.wsgi import application
from tests.matrix.world import World, make_world

type Case = schemathesis.Case[Any]
CONFIG = SchemathesisConfig.from_path(Path(__file__).parents[2] / "schemathesis.toml")
NEVER = {401, 403, 429}
PHONE = "the secret of a phone"
LEFT_ALONE = 4  # one allowed case of so many keeps whatever was made up for it
schema = schemathesis.openapi.from_dict(api.get_openapi_schema(), config=CONFIG)
schema.app = application
numbers = count(1)
answered: dict[str, Counter[int]] = {}
signed = Counter[str]()


@pytest.fixture(scope="module")
def known(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, object]]:
    """One of everything, and what the words of the document stand for in it. Requests share this transaction."""
    moments = (request_started, request_finished)
    for moment in moments:
        moment.disconnect(close_old_connections)
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world("here", 1)
        Device.objects.filter(pk=str(world.words["device_id"])).update(token_hash=hash_token(PHONE))
        registration = Registration.objects.select_related("school").get(pk=str(world.words["registration_id"]))
        yield {
            **world.words,
            "visitor_id": registration.pk,
            "slug": "here",
            "edition": "here",
            "school": registration.school.slug,
            "invoice": world.words["invoice_id"],
            "company": world.words["company_id"],
            "exhibitor": world.words["exhibitor_id"],
            "contact": world.words["contact_id"],
            **offered(world),
            "amount_cents": 1,
            "received_on": "2026-11-02",
            **dict.fromkeys(["year", "siren", "siret", "vat_number", "website", "cursor"], ""),
            "fields": [],
            "seeks": [],
            "country": "FR",
            "parent": None,
            "expires_on": None,
        }
        transaction.set_rollback(True)
    for moment in moments:
        moment.connect(close_old_connections)


def offered(world: World) -> dict[str, object]:
    """A draft of another company that can be sent, and what the price list has for the next one."""
    draft = make_draft(world.edition, make_company("Nubelis"))
    Quote.objects.filter(pk=draft.pk).update(expires_on=timezone.now() + timedelta(days=30))
    package = Package.objects.get(pk=str(world.words["package_id"]))
    usual = {"discount_basis_points": 0, "discount_reason": ""}
    return {"quote_id": draft.pk, "lines": [{"code": package.code}], **usual}


@schema.parametrize()
def test_a_call_does_what_its_document_says(case: Case, db: None, known: dict[str, object]) -> None:
    number = next(numbers)
    is_allowed = case.meta is None or case.meta.generation.mode == GenerationMode.POSITIVE
    if is_allowed and number % LEFT_ALONE:
        make_real(case, known, number)
    headers = {"Authorization": f"Bearer {secret_for(case)}", "X-Forwarded-For": f"2001:db8::{number:x}"}
    answer = case.call_and_validate(headers=headers)
    if "Authorization" in answer.request.headers:  # some forbidden cases leave it out
        signed[case.operation.label] += 1
        assert answer.status_code not in NEVER | ({415} if is_allowed else set())
    answered.setdefault(case.operation.label, Counter())[answer.status_code] += 1


def make_real(case: Case, known: dict[str, object], number: int) -> None:
    """What names a row, or must be a number with a check digit, is one that there is."""
    mine: dict[str, Any] = {
        **known,
        "email": f"sam{number}@mail.example",
        "name": f"Nubelis {number}",
        "is_other": True,
    }
    for part in (case.path_parameters, case.query, case.body):
        if isinstance(part, dict):
            part.update({name: mine[name] for name in part if name in mine})
    if case.headers:
        case.headers.pop("If-Match", None)


def secret_for(case: Case) -> str:
    """A phone's secret, or a token with the one scope of the call."""
    doors = case.operation.definition.raw.get("security", [{}])
    scopes = doors[0].get("TokenDoor", [])
    if not scopes:
        return PHONE
    return create_token("contract", scopes=scopes, by=Actor.system("test"), at=timezone.now())[1]


def test_every_call_succeeded_at_least_once() -> None:
    """Runs last, over what the calls above were answered."""
    paths: dict[str, dict[str, Any]] = api.get_openapi_schema()["paths"]
    every = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    met = {label for label, codes in answered.items() if any(200 <= code < 300 for code in codes)}

    assert every == set(answered) == set(signed)
    assert {label: dict(answered[label]) for label in every - met} == {}
