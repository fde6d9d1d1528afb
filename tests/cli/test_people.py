"""Invitations, sign-in links, keys of programs, phones."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from parvis.accounts.models import ApiToken, User
from parvis.accounts.tests.factories import make_user
from parvis.checkin.models import Device
from parvis.cli import main
from parvis.core.actor import Actor
from parvis.core.links import hash_token
from parvis.editions.actions import end_membership
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import make_edition, make_member
from parvis.outbox.models import Message
from tests.cli.shell import Shell

pytestmark = pytest.mark.django_db


def test_user_invite_adds_a_member_and_writes_the_link(shell: Shell) -> None:
    edition = make_edition()
    words = ["user", "invite", "leo@forum.example", "--pole", "logistics", "--role", "lead", "--edition", edition.slug]

    answer = shell.do(*words)

    place = {"mail": "leo@forum.example", "edition": edition.slug, "pole": "logistics", "role": "lead"}
    assert answer == {**place, "url": answer["url"]}
    assert answer["url"] in Message.objects.get(to_address="leo@forum.example").text
    assert LogEntry.objects.filter(verb="member.added", actor__kind="system").count() == 1
    assert shell.refused(*words) == "refused"


@pytest.mark.parametrize(
    ("place", "code"),
    [(("kitchen", "lead"), "unknown_pole"), (("it", "king"), "unknown_role")],
)
def test_user_invite_refuses_unknown_places_in_the_team(shell: Shell, place: tuple[str, str], code: str) -> None:
    make_edition()

    assert shell.refused("user", "invite", "leo@forum.example", "--pole", place[0], "--role", place[1]) == code
    assert not User.objects.exists()


def test_login_link_signs_in_once(shell: Shell, client: Client) -> None:
    user = make_member(make_edition()).user

    answer = shell.do("login-link", user.email.upper())
    first, second = client.get(answer["url"]), Client().get(answer["url"])

    assert sorted(answer) == ["expires_at", "url"]
    assert (first.status_code, client.session["_auth_user_id"]) == (302, str(user.pk))
    assert (second.status_code, shell.last_line("login-link", user.email).startswith("http://")) == (409, True)


def test_login_link_is_refused_outside_the_demo(shell: Shell, settings: Settings, client: Client) -> None:
    user = make_member(make_edition()).user
    url = shell.do("login-link", user.email)["url"]
    settings.DEMO_OPEN = False

    assert shell.refused("login-link", user.email) == "not_a_demo"
    assert client.get(url).status_code == 404


def test_login_link_of_nobody(shell: Shell) -> None:
    assert shell.refused("login-link", "mallory@test.example") == "unknown_user"


def test_token_create_shows_the_secret_once(shell: Shell) -> None:
    edition = make_edition()
    words = ["token", "create", "desk", "--scope", "registrations:write,badges:read", "--scope", "live:read"]

    answer = shell.do(*words, "--edition", edition.slug, "--days", "30")

    token = ApiToken.objects.get(pk=answer["id"])
    assert answer == {
        "id": token.pk,
        "token": answer["token"],
        "scopes": ["badges:read", "live:read", "registrations:write"],
        "expires_at": token.expires_at.isoformat() if token.expires_at else None,
    }
    assert (token.token_hash, token.edition_slug) == (hash_token(answer["token"]), edition.slug)
    assert token.expires_at is not None
    assert timedelta(days=29) < token.expires_at - timezone.now() < timedelta(days=31)


def test_token_create_for_people_ends_with_the_token_alone(shell: Shell) -> None:
    plain = shell.last_line("token", "create", "desk", "--scope", "badges:read")

    assert ApiToken.objects.get().token_hash == hash_token(plain)


def test_token_create_refuses_unknown_scopes_and_editions(shell: Shell) -> None:
    assert shell.refused("token", "create", "desk", "--scope", "everything:write") == "refused"
    assert shell.refused("token", "create", "desk", "--scope", "badges:read", "--edition", "1998") == "unknown_edition"
    assert not ApiToken.objects.exists()


def test_a_key_has_a_member_as_its_owner_or_says_that_it_has_none(
    shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    member, gone = make_member(make_edition(), pole="it"), make_member(make_edition(), pole="it")
    end_membership(gone, by=Actor.system("test"), at=timezone.now())
    make = ["token", "create", "desk", "--scope", "badges:read"]

    assert [main([*make, *words]) for words in (["--owner", member.user.email.upper()], ["--system"], [])] == [0, 0, 0]

    assert capsys.readouterr().err.count("belongs to the installation") == 1  # who said --system knows it
    owners = [row["owner"] for row in shell.do("token", "list")["tokens"]]
    assert owners == [None, None, member.user.email]
    assert shell.refused(*make, "--owner", gone.user.email) == "unknown_member"
    with pytest.raises(SystemExit):
        main([*make, "--owner", member.user.email, "--system"])
    assert ApiToken.objects.count() == 3


def test_a_key_is_listed_without_its_secret_and_ended_at_once(shell: Shell) -> None:
    made = shell.do("token", "create", "desk", "--scope", "companies:read")
    headers = {"authorization": f"Bearer {made['token']}"}
    assert Client().get("/api/v1/companies", headers=headers).status_code == 200

    (listed,) = shell.do("token", "list")["tokens"]
    ended = shell.do("token", "revoke", str(made["id"]))
    again = shell.do("token", "revoke", str(made["id"]))

    assert (listed["id"], listed["name"], listed["revoked_at"]) == (made["id"], "desk", None)
    assert made["token"] not in str(listed)
    assert ended == again
    assert Client().get("/api/v1/companies", headers=headers).status_code == 401
    assert LogEntry.objects.filter(verb="token.revoked").count() == 1
    assert shell.refused("token", "revoke", "999") == "unknown_token"


def test_device_enrol_answers_the_secret_and_the_link(shell: Shell) -> None:
    edition = make_edition()

    answer = shell.do("device", "enrol", "Tablet 1", "--place", "door-a", "--edition", edition.slug)
    plain = shell.last_line("device", "enrol", "Tablet 2", "--place", "door-b")

    assert sorted(answer) == ["enrol_url", "id", "place", "token"]
    assert (answer["place"], "/scan/enrol/" in answer["enrol_url"]) == ("door-a", True)
    hashes = dict(Device.objects.values_list("name", "token_hash"))
    assert hashes == {"Tablet 1": hash_token(answer["token"]), "Tablet 2": hash_token(plain)}


def test_device_enrol_refuses_an_unknown_place(shell: Shell) -> None:
    make_edition()

    assert shell.refused("device", "enrol", "Tablet", "--place", "moon") == "unknown_place"


def test_a_lost_second_factor_is_taken_away_told_and_kept_in_the_history(shell: Shell) -> None:
    user = make_user("nora@forum.example")
    Authenticator.objects.create(user=user, type="webauthn", data={})

    assert shell.do("user", "forget-factor", "NORA@forum.example") == {"mail": "nora@forum.example"}

    assert not Authenticator.objects.exists()
    assert "taken away by the team" in Message.objects.get(to_address=user.email).text
    assert LogEntry.objects.get().verb == "user.second_factor_forgotten"
