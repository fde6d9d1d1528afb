"""Passkeys: made, used to sign in and as a second step, renamed, taken away; nonsense is a mistake like another."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from parvis.accounts.models import User
from parvis.accounts.tests.factories import make_user
from parvis.accounts.tests.signing import SECOND, Phone, browser, is_signed_in, question_on, sign_in

pytestmark = pytest.mark.django_db
ADD = "/accounts/second-factor/passkeys/add/"
SIGN_IN = "/accounts/login/passkey/"


@pytest.fixture(autouse=True)
def _https(settings: object) -> None:
    settings.PARVIS_URL = "https://forum.example"  # type: ignore[attr-defined]


def with_passkey() -> tuple[User, Client, Phone]:
    user, phone = make_user(), Phone()
    client = sign_in(user)
    answer = phone.make(question_on(client.get(ADD)))
    client.post(ADD, {"name": "My phone", "credential": answer})
    return user, client, phone


def ask_to_sign_in(client: Client) -> dict[str, Any]:
    asked: dict[str, dict[str, dict[str, Any]]] = client.get(SIGN_IN, headers={"accept": "application/json"}).json()
    return asked["request_options"]["publicKey"]


def test_a_passkey_is_made_and_shown_under_its_name() -> None:
    user, client, _phone = with_passkey()

    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    assert kinds == {"webauthn", "recovery_codes"}
    assert "My phone" in client.get("/accounts/second-factor/").text


def test_a_passkey_signs_in_alone_and_goes_on_to_where_one_wanted() -> None:
    _user, _client, phone = with_passkey()
    client = browser()

    answer = phone.use(ask_to_sign_in(client))
    done = client.post(SIGN_IN, {"credential": answer, "next": "/accounts/sessions/"})

    assert (is_signed_in(client), done.headers["Location"]) == (True, "/accounts/sessions/")


def test_the_same_answer_signs_in_once() -> None:
    _user, _client, phone = with_passkey()
    first, second = browser(), browser()
    answer = phone.use(ask_to_sign_in(first))
    ask_to_sign_in(second)

    first.post(SIGN_IN, {"credential": answer})
    second.post(SIGN_IN, {"credential": answer})

    assert (is_signed_in(first), is_signed_in(second)) == (True, False)


def test_a_passkey_is_the_second_step_after_a_code() -> None:
    user, _client, phone = with_passkey()
    client = sign_in(user)
    assert not is_signed_in(client)

    client.post(SECOND, {"credential": phone.use(question_on(client.get(SECOND)))})

    assert is_signed_in(client)


def test_a_passkey_of_another_site_or_phone_is_refused() -> None:
    user, _client, phone = with_passkey()
    stranger = Phone(id=phone.id, handle=phone.handle)
    phone.origin = "https://forum.example.evil.example"
    client = sign_in(user)

    answers = [
        client.post(SECOND, {"credential": device.use(question_on(client.get(SECOND)))}) for device in (phone, stranger)
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert not is_signed_in(client)


def test_a_passkey_is_renamed_and_removed_after_it_was_shown_again() -> None:
    user, _client, phone = with_passkey()
    client = sign_in(user)
    client.post(SECOND, {"credential": phone.use(question_on(client.get(SECOND)))})
    key = Authenticator.objects.get(user=user, type="webauthn")
    rename, remove = (f"/accounts/second-factor/passkeys/{key.pk}/{verb}/" for verb in ("rename", "remove"))
    again = client.get(rename).headers["Location"]
    page = client.get("/accounts/second-factor/passkeys/again/")
    client.post("/accounts/second-factor/passkeys/again/", {"credential": phone.use(question_on(page))})

    client.post(rename, {"name": "Old phone"})
    renamed = client.get("/accounts/second-factor/").text
    client.post(remove)

    assert again.startswith("/accounts/second-factor/")
    assert "Old phone" in renamed
    assert not Authenticator.objects.exists()


def test_nobody_touches_the_passkey_of_another() -> None:
    user, _client, _phone = with_passkey()
    key = Authenticator.objects.get(user=user, type="webauthn")
    stranger = sign_in(make_user())

    answers = [
        stranger.post(f"/accounts/second-factor/passkeys/{key.pk}/{verb}/", {"name": "mine"}).status_code
        for verb in ("rename", "remove")
    ]

    assert answers == [404, 404]


@pytest.mark.parametrize("nonsense", ["", "x", "[]", "{}", '"x"', "1", json.dumps({"id": 1, "response": []})])
def test_nonsense_is_a_mistake_like_another(nonsense: str) -> None:
    user, client, _phone = with_passkey()
    second, alone = sign_in(user), browser()
    ask_to_sign_in(alone)
    second.get(SECOND)
    client.get("/accounts/second-factor/passkeys/again/")

    answers = [
        second.post(SECOND, {"credential": nonsense}),
        alone.post(SIGN_IN, {"credential": nonsense}),
        client.post("/accounts/second-factor/passkeys/again/", {"credential": nonsense}),
        sign_in(make_user()).post(ADD, {"credential": nonsense}),
    ]

    assert [answer.status_code for answer in answers][0:2] == [422, 302]
    assert {answer.status_code for answer in answers} <= {302, 422}
    assert not is_signed_in(alone)
