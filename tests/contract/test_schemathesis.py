"""Whatever the document allows or forbids is sent to every call, each with a token that holds its scope and no other."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from django.utils import timezone
from schemathesis.config import SchemathesisConfig

from parvis.accounts.actions import create_token
from parvis.api import api
from parvis.checkin.models import Device
from parvis.core.actor import Actor
from parvis.core.links import hash_token
from parvis.wsgi import application
from tests.matrix.world import World, make_world

pytestmark = pytest.mark.django_db
CONFIG = SchemathesisConfig.from_path(Path(__file__).parents[2] / "schemathesis.toml")
PHONE = "the secret of a phone"
schema = schemathesis.openapi.from_dict(api.get_openapi_schema(), config=CONFIG)
schema.app = application


@pytest.fixture(scope="module")
def fair(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One of everything, for all calls of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world("here", 1)
        Device.objects.filter(pk=world.words["device_id"]).update(token_hash=hash_token(PHONE))
        yield world
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def ids(fair: World) -> dict[str, object]:
    """Keys of rows that exist, by the name of the parameter."""
    return {**fair.words, "visitor_id": fair.words["registration_id"]}


@schema.parametrize()
def test_a_call_does_what_its_document_says(case: schemathesis.Case, ids: dict[str, object]) -> None:
    for name, value in case.path_parameters.items():
        if name in ids and type(value) is int and value % 3 >= 1:  # a third stays a row that does not exist
            case.path_parameters[name] = ids[name]
    case.call_and_validate(headers={"Authorization": f"Bearer {secret_for(case)}"})


def secret_for(case: schemathesis.Case) -> str:
    """A phone's secret, or a token with the one scope of the call."""
    doors = case.operation.definition.raw.get("security", [{}])
    scopes = doors[0].get("TokenDoor", [])
    if not scopes:
        return PHONE
    return create_token("contract", scopes=scopes, by=Actor.system("test"), at=timezone.now())[1]
