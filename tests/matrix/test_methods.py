"""Every route by every method: HEAD opens no door that GET keeps closed, and no page takes any other method."""

from itertools import cycle
from typing import Any

import pytest
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse
from django.utils.safestring import SafeString

from parvis.accounts.actions import SCOPES
from parvis.accounts.tests.factories import make_user
from parvis.editions.tests.factories import client_of, make_edition
from tests.attacks.reading import content_of
from tests.matrix.asking import verdict
from tests.matrix.people import team_of
from tests.matrix.routes import Route, every_route
from tests.matrix.test_api import EXPECTED, OPEN, ask, token_with
from tests.matrix.test_matrix import user_of_exhibitor, user_of_visitor
from tests.matrix.world import World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NO_PAGE_TAKES = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
TOO_OFTEN = 429
ASKED = {"volunteer", "stranger", "anybody"}  # and whose surface it is
SURFACES = {"exhibitor": "exhibitor", "visitor": "visitor"}


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page shows is no matter here."""
    monkeypatch.setattr(Template, "render", lambda *_, **__: SafeString())


def people_of(world: World) -> dict[str, Client]:
    """One of each surface, one without the right to money, and two who have none."""
    team = team_of(world.edition)
    return {
        "president": team["president"],
        "volunteer": team["volunteer"],
        "exhibitor": client_of(user_of_exhibitor(world)),
        "visitor": client_of(user_of_visitor(world)),
        "stranger": client_of(make_user()),
        "anybody": Client(),
    }


def test_no_page_takes_another_method() -> None:
    world = make_world("here", 1)
    people = people_of(world)
    turn = cycle(people)  # six people and five methods: each meets each
    taken = [
        f"{name}: {method} {route.name} {answer.status_code}"
        for route in every_route()
        for method, name in zip(NO_PAGE_TAKES, turn, strict=False)
        if (answer := people[name].generic(method, address(route, world))).status_code != 405
    ]

    assert taken == []


def address(route: Route, world: World) -> str:
    return reverse(route.name, kwargs=world.path_of(route))


def test_head_is_get_without_its_content_or_not_taken() -> None:
    world = make_world("here", 1)
    people, wrong = people_of(world), []
    for route in every_route():
        for name in ASKED | {SURFACES.get(route.door, "president")}:
            client = people[name]
            got, head = answers(client, address(route, world))
            if head[0] not in {405, TOO_OFTEN} and head != (*got[:2], b""):
                wrong.append(f"{name}: {route.name} {got[:2]} {head}")

    assert wrong == []


type Answer = tuple[int, str, bytes]


def answers(client: Client, path: str) -> tuple[Answer, Answer]:
    """Status, verdict and content by GET and by HEAD; the database stays as it was."""
    found: list[Answer] = []
    for asked in (client.get, client.head):
        with transaction.atomic():
            answer: Any = asked(path)
            found.append((answer.status_code, verdict(answer), content_of(answer)))
            transaction.set_rollback(True)
    return found[0], found[1]


def test_a_call_of_the_api_takes_the_methods_of_its_document_alone() -> None:
    """With a token that holds every scope; HEAD is GET, OPTIONS tells which there are and does nothing."""
    make_edition("here")
    known = {*EXPECTED, *OPEN}
    token, wrong = token_with(*SCOPES), []
    for path in sorted({call.split()[1] for call in known}):
        listed = {call.split()[0] for call in known if call.endswith(f" {path}")}
        for method in {*NO_PAGE_TAKES, "POST", "GET"} - listed - {"OPTIONS"}:
            wrong += [f"{method} {path} {status}"] if (status := ask(f"{method} {path}", token)) != 405 else []
        options, head = ask(f"OPTIONS {path}", token), ask(f"HEAD {path}", token)
        as_get = ask(f"GET {path}", token) if "GET" in listed else 405
        wrong += [f"OPTIONS {path} {options}"] if options != 204 else []
        wrong += [f"HEAD {path} {head}"] if "{" not in path and head not in {as_get, 422} else []

    assert wrong == []
