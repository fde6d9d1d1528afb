"""Accounts and sessions under attack: entries 1 to 8 and 10 to 12 of the catalogue. Each is refused or harmless."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parvis.accounts.actions import INVITATION_LIFE, INVITATIONS_BY_ONE, INVITATIONS_TO_ONE, invite_user
from parvis.accounts.models import Invitation, User
from parvis.accounts.tests import counting
from parvis.accounts.tests.factories import make_actor, make_user
from parvis.accounts.tests.signing import CODE, LOGIN, ask_code, browser, is_signed_in, sign_in
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.editions.actions import end_membership
from parvis.editions.models import Membership
from parvis.editions.rules import Member, needs_second_factor
from parvis.editions.tests.factories import make_edition, make_member
from parvis.outbox.models import Message
from parvis.sales.rules import can_see_sales
from parvis.treasury.rules import can_see_invoices, can_write_invoices

pytestmark = pytest.mark.django_db
BY = Actor.system("test")
PASSWORD = "/accounts/login/password/"  # an address, no secret


def from_(number: int) -> Client:
    """A browser at an address of its own."""
    return Client(REMOTE_ADDR=f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}")


# 1: does this address have an account?


def test_known_and_unknown_addresses_get_the_same_answer_for_the_same_work() -> None:
    make_user("ada@test.example")
    seen = []
    for email in ("warm@test.example", "ada@test.example", "nobody@test.example"):
        client = browser()
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(LOGIN, {"email": email})
        told = "six-digit code is on its way" in client.get(CODE).text
        seen.append((answer.status_code, answer.headers["Location"], len(queries), told))

    assert seen[1] == seen[2]


def test_a_password_costs_the_same_whether_the_account_has_one_exists_or_not(settings: LazySettings) -> None:
    """One hash each: the busy slot refuses every one of them, so every one of them would have hashed."""
    settings.PASSWORD_HASHERS = ["parvis.accounts.tests.counting.CountingHasher"]
    make_user("ada@test.example")
    holder = make_user("nora@test.example")
    holder.set_password("a sentence that is long")
    holder.save()
    counts = []
    for email in ("ada@test.example", "nora@test.example", "nobody@test.example"):
        counting.hashed.clear()
        browser().post(PASSWORD, {"login": email, "password": "wrong"})
        counts.append(len(counting.hashed))

    assert counts == [1, 1, 1]


# 2: look-alike addresses


LOOKALIKES = ["m\u0131ke@test.example", "mike@t\u0435st.example", "mi\u200bke@test.example", "M\u0130KE@test.example"]


@pytest.mark.parametrize("lookalike", LOOKALIKES)
def test_a_look_alike_address_gets_no_code(lookalike: str) -> None:
    make_user("mike@test.example")

    assert ask_code(browser(), lookalike) == ""
    assert not Message.objects.filter(subject__contains="sign-in code").exists()


# 4 and 11: links in mails


def test_a_mail_scanner_that_opens_the_invitation_does_not_spend_it() -> None:
    token = invite_user(make_user(), by=BY, at=timezone.now())
    path = f"/accounts/invitation/{token}/"

    answers = [getattr(Client(), verb)(path).status_code for verb in ("get", "head", "get")]

    assert answers == [200, 405, 200]
    assert Invitation.objects.get().used_at is None


def test_an_invitation_opens_once_and_not_after_its_time() -> None:
    now = timezone.now()
    spent = invite_user(make_user(), by=BY, at=now)
    late = invite_user(make_user(), by=BY, at=now - INVITATION_LIFE - timedelta(seconds=1))
    Client().post(f"/accounts/invitation/{spent}/")

    assert [Client().post(f"/accounts/invitation/{token}/").status_code for token in (spent, late)] == [409, 409]


def test_a_forwarded_invitation_lets_nobody_else_in() -> None:
    token = invite_user(make_user("new@test.example"), by=BY, at=timezone.now())
    mallory = sign_in(make_user("mallory@test.example"))

    mallory.post(f"/accounts/invitation/{token}/")

    assert mallory.session["_auth_user_id"] == str(User.objects.get(email="mallory@test.example").pk)
    assert Message.objects.filter(to_address="new@test.example").count() == 0


def test_an_invitation_carries_no_role_that_could_be_raised() -> None:
    member = make_member(make_edition(), pole="logistics", role="volunteer")
    token = invite_user(member.user, by=BY, at=timezone.now())

    words = {"role": "lead", "pole": "presidency", "is_superuser": "1", "email": "mallory@test.example"}
    Client().post(f"/accounts/invitation/{token}/?role=lead", words)

    member.refresh_from_db()
    member.user.refresh_from_db()
    assert (member.pole, member.role, member.user.is_superuser) == ("logistics", "volunteer", False)


def test_a_code_goes_with_the_browser_that_asked_for_it() -> None:
    make_user("ada@test.example")
    code = ask_code(browser(), "ada@test.example")

    assert Client().post(CODE, {"code": code}).headers["Location"] == LOGIN


def test_a_code_opens_nothing_after_its_time_nor_twice(settings: LazySettings) -> None:
    make_user("ada@test.example")
    client = browser()
    code = ask_code(client, "ada@test.example")
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 0
    client.post(CODE, {"code": code})
    assert not is_signed_in(client)
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600

    code = ask_code(client, "ada@test.example")
    client.post(CODE, {"code": code})
    client.post("/accounts/logout/")
    client.post(CODE, {"code": code})

    assert not is_signed_in(client)


def test_invitations_are_counted_by_address_and_by_sender() -> None:
    now, by, one = timezone.now(), make_actor(), make_user()
    for _time in range(INVITATIONS_TO_ONE):
        invite_user(one, by=by, at=now)
    with pytest.raises(Refused) as refused:
        invite_user(one, by=make_actor(make_user()), at=now)
    assert (refused.value.status, refused.value.retry_after) == (429, 3600)

    usual = {"user": one, "created_at": now, "expires_at": now + INVITATION_LIFE, "invited_by": "member:0"}
    rows = [Invitation(token_hash=str(number), **usual) for number in range(INVITATIONS_BY_ONE)]
    Invitation.objects.bulk_create(rows)
    with pytest.raises(Refused):
        invite_user(make_user(), by=by, at=now)
    assert invite_user(make_user(), by=BY, at=now)
    assert invite_user(one, by=by, at=now + timedelta(hours=2))


# 6 and 12: rights that ended


def test_a_member_whose_mandate_ends_is_signed_out_everywhere() -> None:
    edition = make_edition("2026")
    member = make_member(edition, pole="logistics")
    tab, phone = sign_in(member.user), sign_in(member.user)
    assert tab.get("/team/2026/").status_code == 200

    end_membership(member, by=BY, at=timezone.now())

    assert [is_signed_in(client) for client in (tab, phone)] == [False, False]
    assert sign_in(member.user).get("/team/2026/").status_code == 404


def test_a_demoted_member_is_refused_at_the_next_request() -> None:
    member = make_member(make_edition("2026"), pole="presidency", role="lead")
    tab = sign_in(member.user)
    assert tab.get("/team/2026/settings/").status_code == 200

    Membership.objects.filter(pk=member.pk).update(pole="logistics", role="volunteer")

    assert tab.get("/team/2026/settings/").status_code == 403


def test_the_last_lead_of_the_presidency_stays() -> None:
    member = make_member(make_edition(), pole="presidency", role="lead")

    with pytest.raises(Refused):
        end_membership(member, by=BY, at=timezone.now())


def test_every_role_that_sees_money_proves_a_second_factor() -> None:
    roles = [(pole, role) for pole in Membership.Pole.values for role in Membership.Role.values]
    sees_money = [
        (pole, role)
        for pole, role in roles
        if any(rule(Member({pole: role})) for rule in (can_see_invoices, can_write_invoices, can_see_sales))
    ]

    assert sees_money
    assert [pair for pair in sees_money if not needs_second_factor(Member(dict([pair])))] == []


# 7: a thousand guesses


def test_a_thousand_guesses_from_many_addresses_compare_nine_codes() -> None:
    """Three codes a minute for one account, three tries each, wherever they come from: the rest is turned away."""
    make_user("ada@test.example")
    compared = turned_away = 0
    for number in range(1000 // 3):
        client = from_(number)
        if client.post(LOGIN, {"email": "ada@test.example"}).status_code == 429:
            turned_away += 1
            continue
        answers = [client.post(CODE, {"code": "000000"}) for _try in range(3)]
        compared += sum(answer.status_code == 422 for answer in answers[:2]) + (answers[2].headers["Location"] == LOGIN)

    assert (compared, turned_away) == (9, 330)


def test_too_many_codes_is_a_page_in_ones_language_that_says_when_to_come_back() -> None:
    words = {"email": "ada@test.example"}
    for number in range(3):
        from_(number).post(LOGIN, words)

    late = Client(headers={"accept-language": "fr"}).post(LOGIN, words)

    assert (late.status_code, late.headers["Retry-After"]) == (429, "60")
    assert "Trop d’essais" in late.text


# 8: passwords no person types


@pytest.mark.parametrize("password", ["x" * 10_000_000, "x" * 100_000, "", "a\0b"])
def test_a_password_no_person_types_is_refused_before_it_is_hashed(password: str) -> None:
    make_user("ada@test.example")

    answer = browser().post(PASSWORD, {"login": "ada@test.example", "password": password})

    assert answer.status_code in {400, 413, 422}


@pytest.mark.parametrize("leaked", ["1q2w3e4r5t6y", "qwerty123456", "password1234"])
def test_a_password_of_a_leaked_list_is_not_taken(leaked: str) -> None:
    """Long enough, and among the 20 000 of the leaked lists that Django carries."""
    with pytest.raises(ValidationError) as refused:
        validate_password(leaked, make_user("ada@test.example"))

    assert "password_too_common" in {error.code for error in refused.value.error_list}


# 3 and 10: foreign hosts, foreign forms


@pytest.mark.parametrize("header", ["host", "x-forwarded-host"])
def test_a_forged_host_is_refused_or_ignored_and_reaches_no_mail(header: str) -> None:
    make_user("ada@test.example")

    answer = Client(headers={header: "evil.example"}).post(LOGIN, {"email": "ada@test.example"})

    assert answer.status_code == (400 if header == "host" else 302)
    assert "evil.example" not in answer.headers.get("Location", "")
    assert not Message.objects.filter(text__contains="evil.example").exists()


@pytest.mark.parametrize(
    "path",
    [
        *(LOGIN, CODE, PASSWORD, "/accounts/login/passkey/", "/accounts/login/second-factor/", "/accounts/logout/"),
        *("/accounts/password/set/", "/accounts/second-factor/app/", "/accounts/sessions/end-others/", "/accounts/me/"),
    ],
)
def test_a_form_of_another_site_signs_nobody_in_and_changes_nothing(path: str) -> None:
    signed_in = sign_in(make_user("ada@test.example"))
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in.cookies

    assert strict.post(path, {"email": "ada@test.example"}).status_code == 403
    assert is_signed_in(signed_in)
