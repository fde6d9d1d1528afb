"""An older backup opens no calendar address, password or second factor that somebody replaced or ended since."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from pytest_django import Settings

from parvis.accounts.models import User
from parvis.accounts.tests.factories import NOON, make_actor, make_user
from parvis.companies.actions import close_feeds, open_feed
from parvis.companies.models import StepFeed
from parvis.core.backup import Installation, read_backup, write_backup
from parvis.core.backup.restore import _postgres
from parvis.core.sqlite_gate.library import Database
from parvis.outbox.tests.test_backup import embedded, look, target

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["embedded", "target"]  # fixtures: an empty installation, on the database the suite runs on
REOPEN = """INSERT INTO companies_stepfeed (user_id, token_hash, created_at)
            VALUES ({}, '{}', '2026-09-15 10:00:00+00:00')"""
SINCE = (  # what people did after the backup was made
    "DELETE FROM companies_stepfeed WHERE user_id = (SELECT id FROM accounts_user WHERE last_name = 'Ended')",
    "UPDATE accounts_user SET password = 'new' WHERE last_name = 'Changed'",
    "DELETE FROM mfa_authenticator WHERE user_id = (SELECT id FROM accounts_user WHERE last_name = 'Ended')",
    """UPDATE mfa_authenticator SET data = '{"used_mask": 3}' WHERE type = 'recovery_codes'""",
    """INSERT INTO mfa_authenticator (user_id, type, data, created_at)
       SELECT id, 'webauthn', '{}', '2026-11-20 08:00:00+00:00' FROM accounts_user WHERE last_name = 'Changed'""",
    # and somebody else, to whom another installation gave the same key
    "UPDATE accounts_user SET password = 'theirs', created_at = '2020-01-01 00:00:00+00:00' WHERE last_name = 'Other'",
    "DELETE FROM mfa_authenticator WHERE user_id = (SELECT id FROM accounts_user WHERE last_name = 'Other')",
)


@pytest.fixture
def place(settings: Settings, tmp_path: Path) -> Installation:
    """People with a calendar address, a password, an app and recovery codes."""
    settings.DATA, settings.MEDIA_ROOT, settings.KEYS_ROOT = (tmp_path / name for name in ("a", "a/media", "a/keys"))
    settings.KEYS_ROOT.mkdir(parents=True)
    for name in ("Changed", "Ended", "Other"):
        user = make_user(last_name=name)
        User.objects.filter(pk=user.pk).update(password="old")
        open_feed(user, by=make_actor(user), at=NOON)
        Authenticator.objects.create(user=user, type="totp", data={"secret": "old"})
        if name == "Changed":
            Authenticator.objects.create(user=user, type="recovery_codes", data={"used_mask": 1})
    return Installation.current()


def execute(place: Installation, *statements: str) -> None:
    """People go on using the restored installation, without Django here."""
    opened = Database.connect(place.database["NAME"], isolation_level=None) if place.is_sqlite else _postgres(place)
    with closing(opened) as session:
        for statement in statements:
            session.execute(statement)


def secrets_of(place: Installation) -> dict[str, list[object]]:
    """Last names with what opens a door for them."""
    person = "JOIN accounts_user person ON person.id = user_id"
    factors = look(place, f"SELECT last_name, type, data FROM mfa_authenticator {person} ORDER BY 1, 2")  # noqa: S608
    return {
        "feeds": [name for (name,) in look(place, f"SELECT last_name FROM companies_stepfeed {person} ORDER BY 1")],  # noqa: S608
        "passwords": look(place, "SELECT last_name, password FROM accounts_user ORDER BY 1"),
        "factors": [(name, kind, data if isinstance(data, dict) else json.loads(data)) for name, kind, data in factors],
    }


@pytest.mark.slow
def test_a_restore_over_an_installation_brings_back_no_secret_that_was_changed_since(
    place: Installation, target: Installation
) -> None:
    path = Path(write_backup(place.data / "parvis.zip").file)
    read_backup(path, into=target)
    fresh = secrets_of(target)
    assert fresh["feeds"] == []  # nobody can tell any more which of them were ended
    assert fresh["passwords"] == [("Changed", "old"), ("Ended", "old"), ("Other", "old")]
    execute(target, *(REOPEN.format(*row) for row in StepFeed.objects.values_list("user_id", "token_hash")), *SINCE)

    read_backup(path, into=target)

    assert secrets_of(target) == {
        "feeds": ["Changed", "Other"],
        "passwords": [("Changed", "new"), ("Ended", "old"), ("Other", "old")],
        "factors": [
            ("Changed", "recovery_codes", {"used_mask": 3}),
            ("Changed", "totp", {"secret": "old"}),
            ("Changed", "webauthn", {}),
            ("Other", "totp", {"secret": "old"}),
        ],
    }


def test_close_feeds_leaves_those_that_are_still_open() -> None:
    for name in ("Kept", "Ended"):
        user = make_user(last_name=name)
        open_feed(user, by=make_actor(user), at=NOON)
    kept = StepFeed.objects.get(user__last_name="Kept")

    assert close_feeds([kept.token_hash]) == 1

    assert list(StepFeed.objects.all()) == [kept]
