"""Whatever the document allows or forbids is sent to every call, with a token that holds its scope and no other."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from parvis.accounts.actions import create_token
from parvis.api import api
from parvis.checkin.models import Device
from parvis.core.actor import Actor
from parvis.core.links import hash_token
from parvis.wsgi import application
from tests.matrix.world import make_world

type Case = schemathesis.Case[Any]
CONFIG = SchemathesisConfig.from_path(Path(__file__).parents[2] / "schemathesis.toml")
PHONE = "the secret of a phone"
schema = schemathesis.openapi.from_dict(api.get_openapi_schema(), config=CONFIG)
schema.app = application


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests of one test share its transaction, as those of Django's own test client do."""
    moments = (request_started, request_finished)
    for moment in moments:
        moment.disconnect(close_old_connections)
    yield
    for moment in moments:
        moment.connect(close_old_connections)


@pytest.fixture
def ids(db: None, one_connection: None) -> dict[str, object]:
    """One of everything, and the keys of its rows by the name of the parameter."""
    world = make_world("here", 1)
    Device.objects.filter(pk=str(world.words["device_id"])).update(token_hash=hash_token(PHONE))
    return {**world.words, "visitor_id": world.words["registration_id"]}


@schema.parametrize()
def test_a_call_does_what_its_document_says(case: Case, ids: dict[str, object]) -> None:
    if case.meta is None or case.meta.generation.mode == GenerationMode.POSITIVE:
        for name, value in case.path_parameters.items():
            if name in ids and isinstance(value, int) and value % 3:  # a third stays a row that does not exist
                case.path_parameters[name] = ids[name]
    case.call_and_validate(headers={"Authorization": f"Bearer {secret_for(case)}"})


def secret_for(case: Case) -> str:
    """A phone's secret, or a token with the one scope of the call."""
    doors = case.operation.definition.raw.get("security", [{}])
    scopes = doors[0].get("TokenDoor", [])
    if not scopes:
        return PHONE
    return create_token("contract", scopes=scopes, by=Actor.system("test"), at=timezone.now())[1]
