"""Signing in, over HTTP."""

import re

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from parvis.accounts import actions
from parvis.accounts.tests.factories import client_of, make_user
from parvis.core.actor import Actor
from parvis.outbox.models import Message

pytestmark = pytest.mark.django_db
BY = Actor.system("test")


def ask_code(client: Client, email: str) -> str:
    """Ask for a code and read it on the demo's page; empty when none was made."""
    page = client.post("/accounts/login/", {"email": email}, follow=True)
    found = re.search(r'id="demo-code"[^>]*>\s*(\d{6})', page.text)
    return found[1] if found else ""


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_code_by_mail_signs_in() -> None:
    make_user("ada@test.example")
    client = Client()

    code = ask_code(client, "ADA@test.example")
    client.post("/accounts/login/code/", {"code": code})

    assert is_signed_in(client)
    assert Message.objects.get().subject == f"{code} is your sign-in code"


def test_a_wrong_code_three_times_ends_the_attempt() -> None:
    make_user("ada@test.example")
    client = Client()
    code = ask_code(client, "ada@test.example")
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"

    answers = [client.post("/accounts/login/code/", {"code": wrong}) for _try in range(3)]
    late = client.post("/accounts/login/code/", {"code": code})

    assert [answer.status_code for answer in answers[:2]] == [422, 422]
    assert "/accounts/login/" in answers[2].headers["Location"]
    assert "/accounts/login/" in late.headers["Location"]
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("browser", "own", "words"),
    [("en", "fr", "Connexion avec Ada Roy réussie."), ("fr", "en", "Successfully signed in as Ada Roy.")],
)
def test_who_has_signed_in_is_told_so_in_their_own_language(browser: str, own: str, words: str) -> None:
    user = make_user("ada@test.example", first_name="Ada", last_name="Roy", language=own)
    token, _expires_at = actions.make_login_link(user, at=timezone.now())

    answer = Client(headers={"Accept-Language": browser}).get(f"/accounts/link/{token}/")

    assert [str(message) for message in get_messages(answer.wsgi_request)] == [words]


def test_an_unknown_address_gets_the_same_page_and_a_mail_that_says_so() -> None:
    make_user("ada@test.example")
    known, unknown = Client(), Client()

    first = known.post("/accounts/login/", {"email": "ada@test.example"})
    second = unknown.post("/accounts/login/", {"email": "nobody@test.example"})

    assert (first.status_code, first.headers["Location"]) == (second.status_code, second.headers["Location"])
    kinds = {message.to_address: message.subject for message in Message.objects.all()}
    assert kinds["nobody@test.example"] == "No account at this address"


def test_the_code_is_on_the_page_in_an_open_demo_only(settings: object) -> None:
    settings.DEMO_OPEN = False  # type: ignore[attr-defined]
    make_user("ada@test.example")

    assert ask_code(Client(), "ada@test.example") == ""


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "javascript:alert(1)", "https:evil.example"])
def test_sign_in_goes_on_to_this_site_only(target: str) -> None:
    make_user("ada@test.example")
    client = Client()
    client.post("/accounts/login/", {"email": "ada@test.example", "next": target})
    page = client.get("/accounts/login/code/")
    code = re.search(r'id="demo-code"[^>]*>\s*(\d{6})', page.text)
    assert code

    answer = client.post("/accounts/login/code/", {"code": code[1], "next": target})

    assert "evil" not in answer.headers["Location"]
    assert "javascript" not in answer.headers["Location"]


def test_an_invitation_is_read_by_get_and_spent_by_post() -> None:
    token = actions.invite_user(make_user("new@test.example"), by=BY, at=timezone.now())
    client = Client()

    first = client.get(f"/accounts/invitation/{token}/")
    again = client.get(f"/accounts/invitation/{token}/")
    spent = client.post(f"/accounts/invitation/{token}/")
    late = client.get(f"/accounts/invitation/{token}/")

    assert [first.status_code, again.status_code, late.status_code] == [200, 200, 409]
    assert spent.headers["Location"] == "/accounts/login/?email=new@test.example"
    assert not is_signed_in(client)


def test_a_login_link_signs_in_once() -> None:
    token, _expires_at = actions.make_login_link(make_user(), at=timezone.now())
    first, second = Client(), Client()

    first.get(f"/accounts/link/{token}/")
    again = second.get(f"/accounts/link/{token}/")

    assert (is_signed_in(first), is_signed_in(second), again.status_code) == (True, False, 409)


def test_login_links_do_not_exist_outside_an_open_demo(settings: object) -> None:
    token, _expires_at = actions.make_login_link(make_user(), at=timezone.now())
    settings.DEMO_OPEN = False  # type: ignore[attr-defined]

    assert Client().get(f"/accounts/link/{token}/").status_code == 404


def test_profile_keeps_the_chosen_language() -> None:
    user = make_user(language="en")
    client = client_of(user)

    answer = client.post("/accounts/me/", {"first_name": "Zoé", "last_name": "Roy", "language": "fr"})

    user.refresh_from_db()
    assert (user.full_name, user.language, answer.cookies["language"].value) == ("Zoé Roy", "fr", "fr")
    assert client.get("/accounts/me/").status_code == 200
    assert client.post("/accounts/me/", {"language": "xx"}).status_code == 422


def test_sign_out_asks_first() -> None:
    client = client_of(make_user())

    client.get("/accounts/logout/")
    assert is_signed_in(client)
    client.post("/accounts/logout/")

    assert not is_signed_in(client)


def test_the_language_of_the_address_is_remembered() -> None:
    client = Client(headers={"accept-language": "en"})

    french = client.get("/accounts/login/?lang=fr")
    later = client.get("/accounts/login/")

    assert (french.headers["Content-Language"], later.headers["Content-Language"]) == ("fr", "fr")


def test_nobody_signs_up_here() -> None:
    assert Client().get("/accounts/closed/").status_code == 403


def test_three_codes_a_minute_are_sent_to_one_address_and_no_more() -> None:
    make_user("ada@test.example")
    words = {"email": "ada@test.example"}

    pages = [Client(headers={"accept-language": "en"}).post("/accounts/login/", words) for _try in range(4)]

    assert [page.status_code for page in pages[:3]] == [302, 302, 302]
    assert "Too many" in pages[3].text
    assert Message.objects.filter(kind="sign_in").count() == 3


def test_twenty_codes_a_minute_are_asked_from_one_place_and_no_more() -> None:
    addresses = [f"someone{number}@test.example" for number in range(21)]

    answers = [Client().post("/accounts/login/", {"email": address}).status_code for address in addresses]

    assert set(answers[:20]) == {302}
    assert answers[20] in {200, 429}
    assert Message.objects.filter(kind="sign_in").count() == 20


def test_whoever_mistyped_the_address_starts_again() -> None:
    make_user("ada@test.example")
    client = Client()
    client.post("/accounts/login/", {"email": "aad@test.example"})

    client.post("/accounts/logout/", {"next": "/accounts/login/"})

    assert client.get("/accounts/login/").status_code == 200
    client.post("/accounts/login/code/", {"code": ask_code(client, "ada@test.example")})
    assert is_signed_in(client)
