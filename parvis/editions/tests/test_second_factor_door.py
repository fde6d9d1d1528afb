"""Members who see money or CVs show a second factor before the team's pages open to them."""

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.accounts.adapter import SecondFactorAdapter
from parvis.accounts.models import User
from parvis.accounts.tests.signing import SECOND, add_app, browser, code_of, is_signed_in, sign_in
from parvis.editions.models import Membership
from parvis.editions.rules import Member, needs_second_factor
from parvis.editions.tests.factories import make_edition, make_member

pytestmark = pytest.mark.django_db
TEAM = "/team/2026/"
ENROL, AGAIN = "/accounts/second-factor/", "/accounts/second-factor/again/"


@pytest.fixture(autouse=True)
def _a_real_fair(settings: LazySettings) -> None:
    settings.SECOND_FACTOR_EXEMPT = False


def member(pole: str = "treasury", role: str = "member") -> User:
    return make_member(make_edition("2026"), pole=pole, role=role).user


def address_after(client: Client, path: str = TEAM) -> str:
    """Where the door sends this browser; empty when it lets it in."""
    return client.get(path).headers.get("Location", "")


def test_a_treasurer_without_one_is_taken_to_the_page_that_sets_one_up_and_then_back() -> None:
    client = sign_in(member())

    taken_to = address_after(client)
    page = client.get(taken_to)
    add_app(client)
    codes = client.get("/accounts/second-factor/recovery-codes/")

    assert taken_to == ENROL
    assert "Your role sees money or CVs" in page.text
    assert f'href="{TEAM}"' in codes.text
    assert address_after(client) == ""


def test_a_member_who_sees_neither_money_nor_cvs_is_let_in_without() -> None:
    assert address_after(sign_in(member("logistics"))) == ""


def test_a_demo_asks_nobody(settings: LazySettings) -> None:
    settings.SECOND_FACTOR_EXEMPT = True

    assert address_after(sign_in(member())) == ""


def test_a_session_that_showed_the_factor_at_sign_in_is_let_in() -> None:
    user = member()
    secret = add_app(sign_in(user))
    client = sign_in(user)
    client.post(SECOND, {"code": code_of(secret)})

    assert address_after(client) == ""


def test_a_session_older_than_the_factor_is_asked_for_it() -> None:
    user = member()
    older = sign_in(user)
    secret = add_app(sign_in(user))

    asked = address_after(older)
    older.post(asked, {"code": code_of(secret)})

    assert asked == f"{AGAIN}?next=%2Fteam%2F2026%2F"
    assert address_after(older) == ""


def test_a_password_typed_again_is_no_second_factor() -> None:
    user = member()
    user.set_password("a sentence that is long")
    user.save()
    client, words = browser(), {"login": user.email, "password": "a sentence that is long"}
    client.post("/accounts/login/password/", words)
    Authenticator.objects.create(user=user, type="totp", data={"secret": SecondFactorAdapter().encrypt("ABCD")})

    client.post("/accounts/again/", words)

    assert is_signed_in(client)
    assert address_after(client).startswith(AGAIN)


def test_a_role_that_sees_money_asks_for_it_on_the_next_page() -> None:
    user = member("logistics")
    client = sign_in(user)
    assert address_after(client) == ""

    Membership.objects.filter(user=user).update(pole="treasury")

    assert address_after(client) == ENROL


def test_once_the_last_factor_is_gone_the_door_closes_again() -> None:
    client = sign_in(member())
    add_app(client)
    assert address_after(client) == ""

    client.post("/accounts/second-factor/app/remove/")

    assert address_after(client) == ENROL


def test_a_form_sent_without_one_does_nothing_and_a_fragment_loads_the_whole_page() -> None:
    client = sign_in(member("presidency", "lead"))

    sent = client.post(f"{TEAM}members/invite/", {"email": "new@test.example", "pole": "it", "role": "lead"})
    part = client.get(TEAM, headers={"hx-request": "true"})

    assert (sent.status_code, sent.headers["Location"]) == (302, ENROL)
    assert (part.status_code, part.headers["HX-Refresh"]) == (204, "true")
    assert Membership.objects.count() == 1


def test_asking_costs_no_query(settings: LazySettings) -> None:
    client = sign_in(member())
    add_app(client)
    counts = []
    for exempt in (True, False):
        settings.SECOND_FACTOR_EXEMPT = exempt
        client.get(TEAM)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(TEAM).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("pole", "role", "needed"),
    [
        ("presidency", "lead", True),
        ("general_secretary", "reader", True),
        ("treasury", "reader", True),
        ("company_relations", "member", True),
        ("it", "lead", True),  # gives roles, so may give one to itself
        ("it", "member", False),
        ("visitors", "lead", False),
        ("treasury", "volunteer", False),
    ],
)
def test_who_needs_one(pole: str, role: str, needed: bool) -> None:
    assert needs_second_factor(Member({pole: role})) is needed
