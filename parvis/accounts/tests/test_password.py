"""Passwords: never needed, strong when there is one, hashed one at a time."""

import threading

import pytest
from django.test import Client

from parvis.accounts import hashing
from parvis.accounts.models import User
from parvis.accounts.tests.factories import make_user
from parvis.accounts.tests.signing import browser, is_signed_in, sign_in
from parvis.core.errors import Refused

pytestmark = pytest.mark.django_db
SET, CHANGE, SIGN_IN = "/accounts/password/set/", "/accounts/password/change/", "/accounts/login/password/"
GOOD, BETTER = "a sentence that is long", "another sentence, longer"


def with_password() -> tuple[User, Client]:
    user = make_user("ada@test.example")
    client = sign_in(user)
    client.post(SET, {"password1": GOOD, "password2": GOOD})
    return user, client


def enter(password: str, *, email: str = "ada@test.example", client: Client | None = None) -> Client:
    client = client or browser()
    client.post(SIGN_IN, {"login": email, "password": password})
    return client


def test_a_password_is_set_and_signs_in() -> None:
    _user, client = with_password()

    assert is_signed_in(client)
    assert is_signed_in(enter(GOOD))
    assert not is_signed_in(enter("some other sentence"))


@pytest.mark.parametrize("weak", ["a", "password1234", "ada@test.example", "x" * 201])
def test_a_weak_password_is_refused(weak: str) -> None:
    user = make_user("ada@test.example")

    answer = sign_in(user).post(SET, {"password1": weak, "password2": weak})

    user.refresh_from_db()
    assert (answer.status_code, user.has_usable_password()) == (422, False)


def test_a_password_with_a_control_character_is_no_password() -> None:
    client = sign_in(make_user("ada@test.example"))

    assert client.post(SET, {"password1": f"{GOOD}\0", "password2": f"{GOOD}\0"}).status_code == 400


def test_changing_it_asks_for_the_older_one_unless_a_code_was_just_typed() -> None:
    _user, by_code = with_password()
    by_password = enter(GOOD)

    refused = by_password.post(CHANGE, {"oldpassword": "wrong", "password1": BETTER, "password2": BETTER})
    assert (refused.status_code, "oldpassword" in refused.context["form"].fields) == (422, True)

    by_code.post(CHANGE, {"password1": BETTER, "password2": BETTER})
    assert is_signed_in(enter(BETTER))
    assert not is_signed_in(enter(GOOD))


def test_every_other_session_ends_with_the_older_password() -> None:
    _user, here = with_password()
    elsewhere = enter(GOOD)

    here.post(CHANGE, {"password1": BETTER, "password2": BETTER})

    assert here.get("/accounts/me/").status_code == 200
    assert elsewhere.get("/accounts/me/").headers["Location"].startswith("/accounts/login/")


def test_there_is_nothing_to_change_without_one() -> None:
    assert sign_in(make_user()).get(CHANGE).headers["Location"] == SET


def test_somebody_with_a_password_types_it_before_a_second_factor_is_added() -> None:
    _user, client = with_password()
    add = "/accounts/second-factor/app/"

    asked = client.get(add).headers["Location"]
    wrong = client.post(f"/accounts/again/?next={add}", {"password": "wrong"})
    client.post(f"/accounts/again/?next={add}", {"password": GOOD})

    assert asked.startswith("/accounts/again/")
    assert (wrong.status_code, client.get(add).status_code) == (422, 200)


def test_an_account_without_a_password_and_no_account_get_the_same_answer() -> None:
    make_user("ada@test.example")

    pages = [
        browser().post(SIGN_IN, {"login": email, "password": GOOD})
        for email in ("ada@test.example", "nobody@test.example")
    ]

    assert [page.status_code for page in pages] == [422, 422]
    assert len({page.context["form"].errors.as_text() for page in pages}) == 1


def test_five_wrong_passwords_close_the_account_to_passwords_for_a_while() -> None:
    user, _client = with_password()
    answers = [
        Client(REMOTE_ADDR=f"10.0.0.{number}").post(SIGN_IN, {"login": user.email, "password": "wrong"})
        for number in range(6)
    ]
    right = enter(GOOD)

    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert (answers[-1].headers["Retry-After"], is_signed_in(right)) == ("60", False)
    assert is_signed_in(sign_in(user))


def test_passwords_are_hashed_one_at_a_time() -> None:
    slow = hashing.OneAtATimeHasher()
    started = threading.Event()

    def hash_for_long() -> None:
        started.set()
        slow.encode(GOOD, "salt", iterations=3_000_000)

    first = threading.Thread(target=hash_for_long)
    first.start()
    started.wait()
    while not hashing._slot.locked():
        pass
    with pytest.raises(Refused) as refused:
        slow.encode(BETTER, "salt", iterations=1)
    first.join()

    assert (refused.value.status, refused.value.retry_after) == (503, 2)
    assert slow.encode(BETTER, "salt", iterations=1).startswith("pbkdf2_sha256$1$salt$")


def test_whoever_comes_while_another_password_is_hashed_is_told_to_try_again(settings: object) -> None:
    settings.PASSWORD_HASHERS = ["parvis.accounts.hashing.OneAtATimeHasher"]  # type: ignore[attr-defined]
    make_user("ada@test.example")
    words = {"login": "ada@test.example", "password": GOOD}

    with hashing._slot:
        busy = Client(headers={"accept-language": "fr"}).post(SIGN_IN, words)
    later = browser().post(SIGN_IN, words)

    assert (busy.status_code, busy.headers["Retry-After"], later.status_code) == (503, "2", 422)
    assert "Réessayez dans un instant" in busy.text
