"""85: an older backup brings back no right, no consent and no address that somebody took away since."""

from contextlib import closing
from pathlib import Path

import pytest
from pytest_django import Settings

from parvis.accounts.actions import create_token
from parvis.checkin.tests.factories import make_device
from parvis.companies.tests.factories import make_contact
from parvis.core.actor import Actor
from parvis.core.backup import Installation, read_backup, write_backup
from parvis.core.backup.restore import _postgres
from parvis.core.sqlite_gate.library import Database
from parvis.editions.tests.factories import NOON, make_edition, make_member
from parvis.outbox.tests.test_backup import embedded, look, target
from parvis.visitors.actions import set_consent
from parvis.visitors.consent_texts import SHARE_PROFILE
from parvis.visitors.tests.factories import make_registration

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["embedded", "target"]  # fixtures: an empty installation, on the database the suite runs on
BY = Actor.system("test")
SINCE = (  # what people did after the backup was made
    "UPDATE accounts_apitoken SET revoked_at = '2026-11-20 08:00:00+00:00' WHERE name = 'stolen'",
    "UPDATE checkin_device SET revoked_at = '2026-11-20 08:00:00+00:00' WHERE name = 'stolen'",
    "UPDATE editions_membership SET ended_at = '2026-11-20 08:00:00+00:00' WHERE pole = 'treasury'",
    "UPDATE companies_contact SET objected_at = '2026-11-20 08:00:00+00:00' WHERE email = 'no@nubelis.example'",
    "INSERT INTO companies_objection (address_hash, at) VALUES ('a', '2026-11-20 08:00:00+00:00')",
    """INSERT INTO visitors_consent (registration_id, text_id, scope, language, channel, keep_until, is_given, at)
       SELECT registration_id, text_id, scope, language, channel, keep_until, FALSE, '2026-11-20 08:00:00+00:00'
       FROM visitors_consent WHERE registration_id = (SELECT min(registration_id) FROM visitors_consent)""",
)


@pytest.fixture
def place(settings: Settings, tmp_path: Path) -> Installation:
    """A fair whose people hold rights and gave consents: one of each goes, one of each stays."""
    settings.DATA, settings.MEDIA_ROOT, settings.KEYS_ROOT = (tmp_path / name for name in ("a", "a/media", "a/keys"))
    settings.KEYS_ROOT.mkdir(parents=True)
    edition = make_edition("forum")
    for name in ("stolen", "kept"):
        create_token(name, scopes=["live:read"], edition_slug="", by=BY, at=NOON)
        make_device(edition=edition, name=name)
    for pole in ("treasury", "it"):
        make_member(edition, pole=pole, role="lead")
    for email in ("no@nubelis.example", "yes@nubelis.example"):
        make_contact(email=email)
    for _number in range(2):
        given = make_registration(edition)
        set_consent(given, SHARE_PROFILE, is_given=True, language="en", by=BY, at=NOON)
    return Installation.current()


def execute(place: Installation, *statements: str) -> None:
    """People go on using the restored installation, without Django here."""
    if place.is_sqlite:
        with closing(Database.connect(place.database["NAME"], isolation_level=None)) as session:
            for statement in statements:
                session.execute(statement)
        return
    with closing(_postgres(place)) as session:
        for statement in statements:
            session.execute(statement)


def rights(place: Installation) -> dict[str, int]:
    """What is still open in this installation."""
    newest = "SELECT max(at) FROM visitors_consent later WHERE later.registration_id = one.registration_id"
    queries = {
        "tokens": "SELECT count(*) FROM accounts_apitoken WHERE revoked_at IS NULL",
        "phones": "SELECT count(*) FROM checkin_device WHERE revoked_at IS NULL",
        "members": "SELECT count(*) FROM editions_membership WHERE ended_at IS NULL",
        "contacts": "SELECT count(*) FROM companies_contact WHERE objected_at IS NULL",
        "objections": "SELECT count(*) FROM companies_objection",
        "consents": f"SELECT count(*) FROM visitors_consent one WHERE is_given AND at = ({newest})",  # noqa: S608
    }
    return {name: look(place, query)[0][0] for name, query in queries.items()}


def test_an_older_backup_revives_nothing_that_was_ended_since(place: Installation, target: Installation) -> None:
    path = Path(write_backup(place.data / "parvis.zip").file)
    read_backup(path, into=target)
    assert rights(target) == dict.fromkeys(("tokens", "phones", "members", "contacts", "consents"), 2) | {
        "objections": 0
    }
    execute(target, *SINCE)
    ended = dict.fromkeys(("tokens", "phones", "members", "contacts", "consents", "objections"), 1)
    assert rights(target) == ended

    read_backup(path, into=target)

    assert rights(target) == ended
    assert look(target, "SELECT name FROM accounts_apitoken WHERE revoked_at IS NULL") == [("kept",)]


def test_a_restore_takes_nothing_from_another_installation(place: Installation, target: Installation) -> None:
    """Its rows have the same keys, and are other rows; its tables may not even be ours."""
    path = Path(write_backup(place.data / "parvis.zip").file)
    read_backup(path, into=target)
    other = ("accounts_apitoken SET token_hash = name", "checkin_device SET created_at = '2020-01-01 00:00:00+00:00'")
    execute(target, *SINCE, *(f"UPDATE {change}" for change in other))
    execute(target, "UPDATE editions_edition SET slug = 'other'", "UPDATE companies_contact SET email = 'x@y.example'")

    read_backup(path, into=target)

    kept = rights(target)
    assert [kept[name] for name in ("tokens", "phones", "members", "contacts", "consents")] == [2] * 5
    execute(target, *SINCE[:1], "DELETE FROM django_migrations WHERE name = '0002_guards'")
    read_backup(path, into=target)
    assert rights(target)["tokens"] == 2
