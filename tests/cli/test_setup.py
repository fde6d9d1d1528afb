"""The first set-up, and what `parvis check` finds."""

from pathlib import Path

import pytest
from django.core.files.storage import InMemoryStorage, default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from parvis.editions.models import Edition, EditionDay, Membership
from parvis.treasury.tests.factories import make_billing_edition, make_issued
from tests.cli.shell import Shell
from tests.installation import Installation

pytestmark = pytest.mark.django_db


def test_init_makes_a_first_edition_once(shell: Shell) -> None:
    words = [
        "init",
        "--mail",
        "Ada@Forum.example",
        "--association",
        "Forum",
        "--slug",
        "forum",
        "--fair-on",
        "2027-10-19",
    ]

    answer = shell.do(*words)
    again = shell.do(*words)

    assert answer == again == {"data": answer["data"], "editions": ["forum"]}
    assert Edition.objects.get().fair_on.isoformat() == "2027-10-19"
    member = Membership.objects.get()
    assert (member.user.email, member.pole, member.role) == ("ada@forum.example", "presidency", "lead")


def test_init_sets_the_hours_of_each_day(shell: Shell) -> None:
    fair = ["--fair-on", "2027-10-19", "--opens", "09:00", "--closes", "17:30"]

    shell.do("init", "--mail", "ada@forum.example", *fair, "--day", "2027-10-20,10:00,16:00")

    hours = EditionDay.objects.order_by("on").values_list("on", "doors_open_at", "doors_close_at")
    assert [(str(on), f"{opens:%H:%M}", f"{closes:%H:%M}") for on, opens, closes in hours] == [
        ("2027-10-19", "07:00", "15:30"),  # UTC
        ("2027-10-20", "08:00", "14:00"),
    ]


def test_hours_that_cannot_be_make_no_edition(shell: Shell) -> None:
    words = ["init", "--mail", "ada@forum.example", "--opens", "17:00", "--closes", "09:00"]

    assert shell.refused(*words) == "refused"
    assert not Edition.objects.exists()
    for wrong in (words[:5], ["init", *words[3:]], ["init", "--day", "tomorrow"]):
        with pytest.raises(SystemExit, match="2"):
            shell.ask(*wrong)


def test_check_says_that_there_is_nothing_to_put_right(shell: Shell) -> None:
    assert shell.last_line("check") == "All is well: nothing to put right."
    assert shell.last_line("token", "list") == "No key was ever made."


def test_check_refuses_a_short_secret_in_production(shell: Shell, settings: Settings) -> None:
    settings.MODE, settings.SECRET_KEY = "production", "short"

    assert shell.refused("check") == "check_failed"


def test_check_tells_of_a_long_badge_host_and_of_a_public_demo(shell: Shell, settings: Settings) -> None:
    settings.BADGE_HOST = "forum.very-long-name.example:8000"
    settings.MAILERS = {"default": {"BACKEND": "parvis.outbox.backends.FolderBackend"}}

    warnings = " ".join(shell.do("check", "--deploy")["warnings"])

    assert "PARVIS_BADGE_HOST" in warnings
    assert "This is a demo" in warnings
    assert "PARVIS_URL is not https" in warnings
    assert "PARVIS_MAIL_URL" in warnings


def test_check_finds_an_issued_paper_that_was_changed(shell: Shell, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    invoice = make_issued(make_billing_edition())
    assert shell.do("check")["errors"] == []
    path = Path(default_storage.path(invoice.pdf_path))
    path.chmod(0o600)
    path.write_bytes(b"%PDF-1.7 another")

    assert shell.refused("check") == "check_failed"


def test_check_tries_a_storage_that_is_not_a_folder(
    shell: Shell, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": memory}
    assert shell.do("check")["errors"] == []

    monkeypatch.setattr(InMemoryStorage, "listdir", lambda *_: ([], []))
    code, answer = shell.ask("check")

    sentence = "Files cannot be kept in the media storage: it does not give back what it is given."
    assert (code, answer["error"]) == (1, {"code": "check_failed", "detail": sentence})


@pytest.mark.parametrize(("name", "code"), [("9999_of_next_year", "newer_data"), ("", "old_data")])
def test_commands_refuse_data_of_another_version(shell: Shell, name: str, code: str) -> None:
    recorder = MigrationRecorder(connection)
    if name:
        recorder.record_applied("sales", name)
    else:
        recorder.record_unapplied("sales", "0001_initial")

    assert shell.refused("token", "create", "desk", "--scope", "badges:read") == code


def test_maintenance_needs_no_database(shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PARVIS_DATA", str(tmp_path))
    closed = shell.do("maintenance", "on", "--message", "Back at 14:00")
    again = shell.do("maintenance", "on")
    opened = shell.do("maintenance", "off")

    assert (closed["maintenance"], closed["message"]) == (True, "Back at 14:00")
    assert (again["since"], again["message"]) == (closed["since"], "")
    assert opened == shell.do("maintenance", "off") == {"maintenance": False}
    assert shell.refused("maintenance", "on", "--message", "x" * 501) == "message"
    monkeypatch.setenv("PARVIS_DATA", str(tmp_path / "none"))
    assert shell.refused("maintenance", "on") == "not_set_up"


@pytest.mark.slow
def test_behind_an_https_proxy_nothing_is_asked_that_the_proxy_does(installation: Installation) -> None:
    installation.more |= {
        "PARVIS_MODE": "production",
        "PARVIS_URL": "https://forum.example",
        "PARVIS_MAIL_URL": "smtp://mail.example",
        "PARVIS_TRUSTED_PROXIES": "1",
    }
    (warning,) = installation.command("check", "--deploy")["warnings"]
    assert "PARVIS_BACKUP_PASSPHRASE" in warning
    installation.more["PARVIS_BACKUP_PASSPHRASE"] = "four words that nobody says"
    assert installation.command("check", "--deploy")["warnings"] == []

    installation.more["PARVIS_URL"] = "http://forum.example"
    warnings = installation.command("check", "--deploy")["warnings"]
    assert warnings == ["PARVIS_URL is not https: phone cameras and safe cookies need it."]
