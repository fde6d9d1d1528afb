"""Users, invitations, one-time links and tokens."""

from datetime import timedelta

import pytest

from parvis.accounts import actions
from parvis.accounts.models import ApiToken, Invitation, StoredAnswer, User
from parvis.accounts.tests.factories import NOON, make_actor, make_school, make_user
from parvis.core.errors import Refused
from parvis.core.links import hash_token

pytestmark = pytest.mark.django_db
BY = make_actor()


def test_ensure_user_finds_an_address_whatever_its_capitals() -> None:
    user = make_user("zoe@test.example")

    assert actions.ensure_user(" Zoe@Test.example ") == user


def test_ensure_user_does_not_take_a_dotless_i_for_an_i() -> None:
    user = make_user("mike@test.example")

    assert actions.ensure_user("mıke@test.example") != user


def test_ensure_user_fills_a_missing_name_and_changes_no_other() -> None:
    nameless = make_user("a@test.example", first_name="", last_name="")
    named = make_user("b@test.example", first_name="Zoé", last_name="Roy")

    actions.ensure_user("a@test.example", first_name="Ève", last_name="Noël")
    actions.ensure_user("b@test.example", first_name="Other", last_name="Name")

    nameless.refresh_from_db()
    named.refresh_from_db()
    assert (nameless.full_name, nameless.name_folded, named.full_name) == (
        "Ève Noël",
        "eve noel a@test.example",
        "Zoé Roy",
    )


def test_a_superuser_is_made_by_the_manager_only() -> None:
    user = User.objects.create_superuser("Root@Test.example", "secret")

    assert (user.email, user.is_superuser, user.check_password("secret")) == ("root@test.example", True, True)
    assert User.objects.get_by_natural_key("ROOT@test.example") == user
    assert str(user) == "root@test.example"


def test_initials_come_from_the_name_or_the_address() -> None:
    assert make_user(first_name="Ada", last_name="Roy").initials == "AR"
    assert make_user("zoe@test.example", first_name="", last_name="").initials == "ZT"


def test_a_new_invitation_closes_the_older_one() -> None:
    user = make_user()
    old = actions.invite_user(user, by=BY, at=NOON)

    new = actions.invite_user(user, by=BY, at=NOON)

    with pytest.raises(Refused, match="no longer valid"):
        actions.find_invitation(old, at=NOON)
    assert actions.find_invitation(new, at=NOON).user == user


def test_an_invitation_is_stored_hashed_and_dies_after_seven_days() -> None:
    token = actions.invite_user(make_user(), by=BY, at=NOON)

    assert Invitation.objects.get().token_hash == hash_token(token) != token
    with pytest.raises(Refused, match="no longer valid"):
        actions.find_invitation(token, at=NOON + timedelta(days=7))


def test_an_invitation_is_used_once() -> None:
    token = actions.invite_user(make_user(), by=BY, at=NOON)
    actions.use_invitation(token, by=BY, at=NOON)

    with pytest.raises(Refused, match="no longer valid"):
        actions.use_invitation(token, by=BY, at=NOON)


def test_a_login_link_signs_in_once_within_the_hour() -> None:
    user = make_user()
    token, expires_at = actions.make_login_link(user, at=NOON)

    assert expires_at == NOON + timedelta(hours=1)
    assert actions.use_login_link(token, at=NOON) == user
    with pytest.raises(Refused, match="no longer valid"):
        actions.use_login_link(token, at=NOON)
    late, _expires_at = actions.make_login_link(user, at=NOON)
    with pytest.raises(Refused, match="no longer valid"):
        actions.use_login_link(late, at=NOON + timedelta(hours=1))


def test_a_token_is_shown_once_and_stored_hashed() -> None:
    token, plain = actions.create_token(
        "desk", scopes=["badges:read", "badges:read"], edition_slug="forum", days=2, by=BY, at=NOON
    )

    assert (token.token_hash, token.scopes) == (hash_token(plain), ["badges:read"])
    assert token.expires_at == NOON + timedelta(days=2)
    assert (token.allows("badges:read"), token.allows("badges:write")) == (True, False)


@pytest.mark.parametrize("scopes", [[], ["everything:write"], ["badges:read", "badges:delete"]])
def test_a_token_needs_known_scopes(scopes: list[str]) -> None:
    with pytest.raises(Refused, match="Known: activities:read"):
        actions.create_token("desk", scopes=scopes, by=BY, at=NOON)


def test_a_revoked_or_expired_token_is_not_valid() -> None:
    lasting, _plain = actions.create_token("a", scopes=["badges:read"], by=BY, at=NOON)
    expiring, _plain = actions.create_token("b", scopes=["badges:read"], days=1, by=BY, at=NOON)
    revoked, _plain = actions.create_token("c", scopes=["badges:read"], by=BY, at=NOON)
    actions.revoke_token(revoked, by=BY, at=NOON)

    valid = ApiToken.objects.order_by("pk")

    assert list(valid.valid_at(NOON)) == [lasting, expiring]
    assert list(valid.valid_at(NOON + timedelta(days=1))) == [lasting]


def test_ending_somebody_s_tokens_leaves_the_others_and_what_had_ended() -> None:
    ada, nora = make_user(), make_user()
    rows = [
        actions.create_token(name, scopes=["badges:read"], owner=owner, by=BY, at=NOON)[0]
        for name, owner in (("a", ada), ("b", ada), ("c", nora), ("d", None))
    ]
    actions.revoke_token(rows[0], by=BY, at=NOON)
    later = NOON + timedelta(hours=1)

    actions.end_tokens(ada, by=BY, at=later)

    ended = dict(ApiToken.objects.values_list("name", "revoked_at"))
    assert ended == {"a": NOON, "b": later, "c": None, "d": None}


def test_a_school_answers_to_its_name_and_slug() -> None:
    school = make_school()

    assert [school.answers_to(text) for text in ("TELECOM  PARIS", "telecom-paris", "ENSTA")] == [True, True, False]
    assert str(school) == "Télécom Paris"


def test_rows_say_who_they_are_about() -> None:
    user = make_user()
    actions.invite_user(user, by=BY, at=NOON)
    actions.make_login_link(user, at=NOON)
    token, _plain = actions.create_token("desk", scopes=["badges:read"], by=BY, at=NOON)

    rows = [user.invitations.get(), user.login_links.get(), token]
    assert [str(row) for row in rows] == ["Ada Roy 2026-09-22", "Ada Roy 2026-09-15", "desk"]


def test_a_kept_answer_is_called_by_its_token_and_key() -> None:
    token, _plain = actions.create_token("desk", scopes=["companies:write"], by=BY, at=NOON)

    assert str(StoredAnswer(token=token, key="order-1")) == "desk order-1"
