"""Second factors: set up, asked for whatever the first step was, taken away."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from parvis.accounts import actions
from parvis.accounts.models import User
from parvis.accounts.tests.factories import make_user
from parvis.accounts.tests.signing import (
    CODE,
    SECOND,
    add_app,
    ask_code,
    browser,
    code_of,
    is_signed_in,
    sign_in,
)
from parvis.outbox.models import Message

pytestmark = pytest.mark.django_db
INDEX = "/accounts/second-factor/"
AGAIN = "/accounts/second-factor/again/"
CODES = "/accounts/second-factor/recovery-codes/"


def with_app(email: str = "nora@test.example") -> tuple[User, Client, str]:
    """A user with an app for codes, the browser that set it up, and the app's secret."""
    user = make_user(email)
    client = sign_in(user)
    return user, client, add_app(client)


def test_an_app_for_codes_is_set_up_with_its_own_code_and_recovery_codes_are_shown() -> None:
    user = make_user()
    client = sign_in(user)
    client.get("/accounts/second-factor/app/")

    wrong = client.post("/accounts/second-factor/app/", {"code": "000000"})
    add_app(client)
    shown = client.get(CODES)

    kinds = sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    assert (wrong.status_code, kinds) == (422, ["recovery_codes", "totp"])
    assert shown.text.count("<code>") == 10
    assert client.get(f"{CODES}file/").text.split() == shown.context["unused_codes"]


def test_secrets_are_sealed_in_the_database() -> None:
    user, _client, secret = with_app()

    held = str(list(Authenticator.objects.filter(user=user).values_list("data", flat=True)))

    assert secret not in held


def test_a_code_by_mail_is_followed_by_the_second_step() -> None:
    user, _client, secret = with_app()
    client = browser()

    first = client.post(CODE, {"code": ask_code(client, user.email)})
    early = is_signed_in(client)
    wrong = client.post(SECOND, {"code": "123456"})
    client.post(SECOND, {"code": code_of(secret)})

    assert (first.headers["Location"], early, wrong.status_code) == (SECOND, False, 422)
    assert is_signed_in(client)


def test_a_login_link_is_followed_by_the_second_step() -> None:
    user, _client, secret = with_app()
    token, _expires_at = actions.make_login_link(user, at=timezone.now())
    client = browser()

    first = client.get(f"/accounts/link/{token}/")
    early = is_signed_in(client)
    client.post(SECOND, {"code": code_of(secret)})

    assert (first.headers["Location"], early, is_signed_in(client)) == (SECOND, False, True)


def test_a_password_is_followed_by_the_second_step() -> None:
    user, _client, secret = with_app()
    user.set_password("a sentence that is long")
    user.save()
    client = browser()

    words = {"login": user.email, "password": "a sentence that is long"}
    first = client.post("/accounts/login/password/", words)
    early = is_signed_in(client)
    client.post(SECOND, {"code": code_of(secret)})

    assert (first.headers["Location"], early, is_signed_in(client)) == (SECOND, False, True)


def test_the_second_step_starts_nowhere_else() -> None:
    assert browser().get(SECOND).headers["Location"] == "/accounts/login/"


def test_a_code_of_the_app_opens_once() -> None:
    user, _client, secret = with_app()
    code, first, second = code_of(secret), browser(), browser()
    for client in (first, second):
        sign_in(user, client=client)
        client.post(SECOND, {"code": code})

    assert (is_signed_in(first), is_signed_in(second)) == (True, False)


def test_a_recovery_code_opens_once() -> None:
    user, client, _secret = with_app()
    recovery = client.get(CODES).context["unused_codes"][0]
    first, second = browser(), browser()
    for client in (first, second):
        sign_in(user, client=client)
        client.post(SECOND, {"code": recovery})

    assert (is_signed_in(first), is_signed_in(second)) == (True, False)


def test_wrong_codes_are_limited_for_the_account_wherever_they_come_from() -> None:
    user, _client, secret = with_app()
    clients = [browser() for _try in range(6)]
    answers = []
    for number, client in enumerate(clients):
        token, _expires_at = actions.make_login_link(user, at=timezone.now())
        client.get(f"/accounts/link/{token}/")
        answers.append(client.post(SECOND, {"code": "123456"}, REMOTE_ADDR=f"10.0.0.{number}"))
    late = clients[-1].post(SECOND, {"code": code_of(secret)}, REMOTE_ADDR="10.0.1.1")

    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert (late.status_code, late.headers["Retry-After"], is_signed_in(clients[-1])) == (429, "60", False)


def test_what_changes_the_account_asks_for_the_factor_again() -> None:
    user, _client, secret = with_app()
    remove = "/accounts/second-factor/app/remove/"
    client = sign_in(user)
    client.post(SECOND, {"code": code_of(secret, steps=1)})

    asked = client.get(remove)
    client.post(AGAIN, {"code": code_of(secret)})
    removed = client.post(remove)

    assert asked.headers["Location"].startswith(AGAIN)
    assert removed.headers["Location"] == INDEX
    assert not Authenticator.objects.exists()


def test_with_the_last_factor_other_sessions_end_and_this_one_has_proved_nothing() -> None:
    user, client, secret = with_app()
    other = sign_in(user)
    other.post(SECOND, {"code": code_of(secret)})
    assert is_signed_in(other)

    client.post("/accounts/second-factor/app/remove/")

    methods = {record["method"] for record in client.session["account_authentication_methods"]}
    assert (is_signed_in(other), is_signed_in(client), methods) == (False, True, {"code"})
    assert UserSession.objects.filter(user=user).count() == 1


def test_new_recovery_codes_replace_the_older() -> None:
    _user, client, _secret = with_app()
    before = client.get(CODES).context["unused_codes"]

    assert client.get(f"{CODES}new/").status_code == 200
    client.post(f"{CODES}new/")

    after = client.get(CODES).context["unused_codes"]
    assert (len(after), set(after) & set(before)) == (10, set())


def test_each_change_is_told_by_mail_in_the_users_language(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    user = make_user("nora@test.example", language="fr")
    client = sign_in(user)
    with django_capture_on_commit_callbacks(execute=True):
        add_app(client)

    told = Message.objects.latest("pk")

    assert (told.to_address, told.subject) == (user.email, "Un changement dans votre façon de vous connecter")
    assert "application de codes a été ajoutée" in told.text


def test_the_account_page_says_which_ways_are_in_place() -> None:
    user = make_user()
    client = sign_in(user)
    before = client.get("/accounts/me/").text.count("In place")
    add_app(client)

    assert (before, client.get("/accounts/me/").text.count("In place")) == (0, 1)
    assert "In place" in client.get(INDEX).text
