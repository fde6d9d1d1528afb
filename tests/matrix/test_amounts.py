"""Whoever sees an amount on a page of the team must prove a second factor: read off the pages, and off the table."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from parvis.companies.actions import plan_next_step
from parvis.companies.models import Opportunity
from parvis.editions.rules import Member, needs_second_factor
from parvis.editions.tests.factories import NOON, make_actor
from tests.attacks.reading import content_of, readable
from tests.matrix.people import ROLES, team_of
from tests.matrix.routes import Route
from tests.matrix.table import TEAM
from tests.matrix.test_matrix import routes_of
from tests.matrix.world import World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
AMOUNT = re.compile(r"€\s?\d|\d\s?€|&euro;")
# Pages whose door opens to a role that proves nothing: what they show beside amounts is that role's work.
SHOW_AMOUNTS_TO_SOME = {
    "companies:company_detail",
    "companies:company_past",
    "companies:opportunity_board",
    "companies:opportunity_list",
    "editions:history",
    "reports:edition_report",
    "reports:edition_report_pdf",
    "reports:home",
    "sales:company_panel",
    "sales:exhibitor_sales",
    "treasury:company_panel",
}


def proves_a_factor(role: str) -> bool:
    return needs_second_factor(Member(dict([ROLES[role]])))


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """An edition in which everything that may cost or bring something does."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world("here", 1)
        place = Opportunity.objects.get(pk=str(world.words["opportunity_id"]))
        hopes: dict[str, Any] = {"expected_cents": 123_456, "probability_percent": 50, "expected_on": date(2026, 11, 1)}
        plan_next_step(place, next_step="Call", next_step_on=date(2026, 10, 1), by=make_actor(), at=NOON, **hopes)
        yield world
        transaction.set_rollback(True)


def holds_amount(client: Client, route: Route, world: World) -> bool:
    """Whether the page says an amount, or the list as a file with every column that may hold one."""
    url = reverse(route.name, kwargs=world.path_of(route))
    said = texts_of(client, url)
    if "export=csv" in said:
        said += texts_of(client, f"{url}?export=csv&columns=expected&columns=odds&columns=weighted")
    return bool(AMOUNT.search(said)) or "1234.56" in said


def texts_of(client: Client, url: str) -> str:
    answer = client.get(url)
    return readable(content_of(answer)) if answer.status_code == 200 else ""


def test_no_page_says_an_amount_to_a_role_that_proves_no_second_factor(world: World) -> None:
    team = team_of(world.edition)
    told = [
        f"{route.name}: {role}"
        for route in routes_of(set(TEAM))
        for role in sorted(TEAM[route.name])
        if not proves_a_factor(role) and holds_amount(team[role], route, world)
    ]

    assert told == []


def test_the_pages_that_say_amounts_are_known(world: World) -> None:
    """Control: amounts were there to be seen; and each such page is money's own, or shows the rest to others."""
    president = team_of(world.edition)["president"]
    shared = {name for name, roles in TEAM.items() if not all(map(proves_a_factor, roles))}
    told = {route.name for route in routes_of(shared) if holds_amount(president, route, world)}

    assert told == SHOW_AMOUNTS_TO_SOME
    (catalogue,) = routes_of({"sales:catalogue"})
    assert holds_amount(president, catalogue, world)
