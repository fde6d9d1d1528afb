"""Sessions: new at each sign-in, listed to their owner, ended one by one or all but one."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from parvis.accounts import actions
from parvis.accounts.browsers import browser_of
from parvis.accounts.tests.factories import make_user
from parvis.accounts.tests.signing import browser, is_signed_in, sign_in

pytestmark = pytest.mark.django_db
PAGE, END_OTHERS = "/accounts/sessions/", "/accounts/sessions/end-others/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def key_of(client: Client) -> str:
    return client.cookies[django_settings.SESSION_COOKIE_NAME].value


def test_my_sessions_are_listed_this_browser_first() -> None:
    user = make_user()
    sign_in(make_user("other@test.example"))
    sign_in(user, client=Client(headers={"user-agent": FIREFOX, "accept-language": "en"}))
    here = sign_in(user)

    rows = here.get(PAGE).context["sessions"]

    assert [(row.browser, row.is_this) for row in rows] == [("", True), ("Firefox, Linux", False)]
    assert "Firefox, Linux" in here.get(PAGE).text


def test_one_session_is_ended() -> None:
    user = make_user()
    here, there = sign_in(user), sign_in(user)
    row = UserSession.objects.get(session_key=key_of(there))

    here.post(f"{PAGE}{row.pk}/end/")

    assert (is_signed_in(here), is_signed_in(there)) == (True, False)


def test_nobody_ends_the_session_of_another() -> None:
    mine, theirs = sign_in(make_user()), sign_in(make_user())
    row = UserSession.objects.get(session_key=key_of(theirs))

    assert (mine.post(f"{PAGE}{row.pk}/end/").status_code, is_signed_in(theirs)) == (404, True)


def test_all_other_sessions_are_ended() -> None:
    user = make_user()
    here, there, elsewhere = sign_in(user), sign_in(user), sign_in(user)

    here.post(END_OTHERS)

    assert [is_signed_in(client) for client in (here, there, elsewhere)] == [True, False, False]


def test_signing_in_makes_a_new_session_and_the_older_key_opens_nothing() -> None:
    user, client = make_user(), browser()
    client.post("/accounts/login/", {"email": user.email})
    planted = key_of(client)

    sign_in(user, client=client)
    intruder = browser()
    intruder.cookies[django_settings.SESSION_COOKIE_NAME] = planted

    assert key_of(client) != planted
    assert not is_signed_in(intruder)


def test_a_cookie_kept_after_signing_out_opens_nothing() -> None:
    client, copy = sign_in(make_user()), browser()
    copy.cookies[django_settings.SESSION_COOKIE_NAME] = key_of(client)
    assert is_signed_in(copy)

    client.post("/accounts/logout/")

    assert copy.get("/accounts/me/").headers["Location"].startswith("/accounts/login/")


def test_ending_all_sessions_leaves_those_of_others() -> None:
    user = make_user()
    mine, theirs = sign_in(user), sign_in(make_user("other@test.example"))

    assert actions.end_sessions(user) == 1
    assert (is_signed_in(mine), is_signed_in(theirs)) == (False, True)


def test_sessions_that_are_over_are_forgotten_at_night() -> None:
    sign_in(make_user())
    old = sign_in(make_user("other@test.example"))
    Session.objects.filter(pk=key_of(old)).update(expire_date=timezone.now() - timedelta(minutes=1))
    told = StringIO()

    call_command("clear_sessions", stdout=told)

    assert told.getvalue() == "1 forgotten\n"
    assert UserSession.objects.count() == Session.objects.count() == 1


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("", ""),
        ("curl/8.5", ""),
        (FIREFOX, "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit Version/18 Safari/604", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
    ],
)
def test_browsers_are_named_as_people_know_them(user_agent: str, name: str) -> None:
    assert browser_of(user_agent) == name
