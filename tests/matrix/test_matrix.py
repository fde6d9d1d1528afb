"""Every route against every role, in the own edition and with objects of another one.

A route that tests/matrix/table.py does not list fails: whoever adds a page says who may open it.
"""

import pytest
from django.template.backends.django import Template
from django.test import Client
from django.urls import resolve, reverse
from django.utils.safestring import SafeString

from parvis.accounts.models import User
from parvis.accounts.tests.factories import make_user
from parvis.editions.tests.factories import client_of
from parvis.exhibitors.models import Representative
from parvis.exhibitors.tests.factories import make_exhibitor, make_representative
from parvis.visitors.models import Registration
from tests.matrix.asking import IN, NOT_FOUND, REFUSED, SIGN_IN, ask
from tests.matrix.people import team_of
from tests.matrix.routes import Route, every_route
from tests.matrix.table import DEMO, DEVICE, OWN, PORTAL, PUBLIC, SIGNED_IN, SPACE, TEAM
from tests.matrix.world import PERMANENT, WORDS, World, make_world

pytestmark = pytest.mark.django_db
ROUTES = every_route()


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A door has spoken before its page is drawn, and this file opens four thousand of them."""
    monkeypatch.setattr(Template, "render", lambda *_, **__: SafeString())


OFFERED_TO_ALL = {"request_id", "option_id"}  # rows of the edition that every exhibitor meets


def routes_of(names: set[str]) -> list[Route]:
    return [route for route in ROUTES if route.name in names]


def keys_of(route: Route) -> set[str]:
    """The parameters that name a row which belongs to one edition."""
    return set(route.parameters) - WORDS - PERMANENT


def user_of_visitor(world: World) -> User:
    registration = Registration.objects.select_related("visitor__user").get(edition=world.edition)
    return registration.visitor.user


def user_of_exhibitor(world: World) -> User:
    user = Representative.objects.filter(exhibitor=world.exhibitor).latest("pk").user
    assert user is not None
    return user


def test_every_route_is_in_the_table_once() -> None:
    listed = [*TEAM, *DEVICE, *PORTAL, *SPACE, *PUBLIC, *SIGNED_IN, *OWN, *DEMO]

    assert sorted(listed) == sorted({route.name for route in ROUTES})


def test_each_surface_has_its_door() -> None:
    doors = {route.name: route.door for route in ROUTES}

    assert {name for name in TEAM if not doors[name].startswith("team ")} == set()
    assert {name for name in PORTAL if not doors[name].startswith("exhibitor")} == set()
    assert {name for name in SPACE if doors[name] != "visitor"} == set()
    assert {name for name in DEVICE if doors[name] != "device"} == set()
    assert {name for name in SIGNED_IN | OWN if doors[name] != "signed_in"} == set()
    assert {name for name in PUBLIC if doors[name] != "public"} == set()
    assert {name for name in DEMO if doors[name] != "demo"} == set()


SAME_PAGE = {"account_request_login_code", "account_signup"}  # names that the library asks for; another answers them


def test_no_route_stands_before_another() -> None:
    world = make_world("here", 1)
    shadowed = []
    for route in ROUTES:
        found = resolve(reverse(route.name, kwargs=world.path_of(route)))
        if found.view_name != route.name and route.name not in SAME_PAGE:
            shadowed.append(f"{route.name}: {found.view_name} answers")

    assert shadowed == []


def test_team_routes_open_to_the_roles_of_the_table_and_no_other() -> None:
    world = make_world("here", 1)
    team = team_of(world.edition)
    wrong = []
    for route in routes_of(set(TEAM)):
        refused = [role for role in team if role not in TEAM[route.name]]
        for role, client in team.items():
            answer = ask(client, route, world.path_of(route), and_write=role in refused[:1])
            if answer != (REFUSED if role in refused else IN):
                wrong.append(f"{route.name}: {role} {answer}")

    assert wrong == []


def test_team_routes_are_closed_to_everyone_else() -> None:
    world, other = make_world("here", 1), make_world("there", 2)
    outsider = team_of(other.edition)["president"]
    strangers = {
        "president of another edition": outsider,
        "exhibitor": client_of(user_of_exhibitor(world)),
        "visitor": client_of(user_of_visitor(world)),
        "stranger": client_of(make_user()),
    }
    wrong = []
    for route in routes_of(set(TEAM)):
        answers = {name: ask(client, route, world.path_of(route)) for name, client in strangers.items()}
        expected = dict.fromkeys(strangers, NOT_FOUND)
        if (answers, ask(Client(), route, world.path_of(route))) != (expected, SIGN_IN):
            wrong.append((route.name, answers))

    assert wrong == []


def test_no_team_route_takes_an_object_of_another_edition() -> None:
    world, other = make_world("here", 1), make_world("there", 2)
    president = team_of(world.edition)["president"]
    wrong = [
        f"{route.name} {key}: {answer}"
        for route in routes_of(set(TEAM))
        for key in sorted(keys_of(route))
        if (answer := ask(president, route, world.path_of(route, other, key))) != NOT_FOUND
    ]

    assert wrong == []


def test_the_exhibitors_space_is_its_own() -> None:
    world, other = make_world("here", 1), make_world("there", 2)
    rival = make_rival(world)
    own, rivals = client_of(user_of_exhibitor(world)), client_of(rival)
    strangers = [client_of(user_of_exhibitor(other)), client_of(user_of_visitor(world)), client_of(make_user())]
    strangers.append(team_of(world.edition)["president"])
    wrong = []
    for route in routes_of(set(PORTAL)):
        answers = [ask(own, route, world.path_of(route)), ask(Client(), route, world.path_of(route))]
        answers += [ask(client, route, world.path_of(route)) for client in strangers]
        if answers != [IN, SIGN_IN, *[NOT_FOUND] * len(strangers)]:
            wrong.append((route.name, answers))
        if keys_of(route) - OFFERED_TO_ALL and ask(rivals, route, world.path_of(route)) != NOT_FOUND:
            wrong.append((route.name, ["a rival sees it"]))

    assert wrong == []


def make_rival(world: World) -> User:
    """Somebody of another exhibitor of the same edition."""
    user = make_representative(make_exhibitor(world.edition)).user
    assert user is not None
    return user


def test_the_visitors_space_is_its_own() -> None:
    world, other = make_world("here", 1), make_world("there", 2)
    own = client_of(user_of_visitor(world))
    strangers = [client_of(user_of_visitor(other)), client_of(user_of_exhibitor(world))]
    strangers.append(team_of(world.edition)["president"])
    wrong = []
    for route in routes_of(set(SPACE)):
        answers = [ask(own, route, world.path_of(route)), ask(Client(), route, world.path_of(route))]
        answers += [ask(client, route, world.path_of(route)) for client in strangers]
        if answers != [IN, SIGN_IN, *[NOT_FOUND] * len(strangers)]:
            wrong.append((route.name, answers))

    assert wrong == []


def test_what_is_public_never_asks_who_one_is() -> None:
    world = make_world("here", 1)
    routes = routes_of(set(PUBLIC))
    asked = {route.name for route in routes if ask(Client(), route, world.path_of(route)) in {SIGN_IN, REFUSED}}

    # steps of signing in that start elsewhere, and the page that says there is no way in
    assert asked == {
        "account_confirm_login_code",
        "account_inactive",
        "account_signup",
        "mfa_authenticate",
        "mfa_login_webauthn",
    }


def test_what_asks_for_a_session_asks_for_no_more() -> None:
    world = make_world("here", 1)
    stranger = client_of(make_user())
    routes = routes_of(set(SIGNED_IN))

    assert {ask(Client(), route, world.path_of(route)) for route in routes} == {SIGN_IN}
    assert {ask(stranger, route, world.path_of(route)) for route in routes} == {IN}


def test_nobody_touches_what_is_anothers_own() -> None:
    world = make_world("here", 1)
    stranger = client_of(make_user())
    routes = routes_of(set(OWN))

    assert {ask(Client(), route, world.path_of(route)) for route in routes} == {SIGN_IN}
    assert {ask(stranger, route, world.path_of(route)) for route in routes} <= {NOT_FOUND, REFUSED}


def test_demo_pages_do_not_exist_on_a_public_address(settings: object) -> None:
    world = make_world("here", 1)
    settings.DEMO_OPEN = False  # type: ignore[attr-defined]

    assert {ask(Client(), route, world.path_of(route)) for route in routes_of(set(DEMO))} == {NOT_FOUND}


def test_a_phone_without_its_secret_is_refused() -> None:
    world = make_world("here", 1)

    assert {ask(Client(), route, world.path_of(route)) for route in routes_of(set(DEVICE))} == {REFUSED}
