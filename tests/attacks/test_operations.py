"""Attacks on the running of it.

82 what a server may show, 83 what an error tells, 84 forged lines of the log, 85 an old backup, 86 a hostile archive,
90 a clock set back.
"""

import hashlib
import http.client
import json
import logging
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings as installed
from django.db import connection, transaction
from django.tasks import TaskResultStatus, task
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from parvis.accounts.actions import make_login_link
from parvis.accounts.models import Invitation, LoginLink
from parvis.accounts.tests.factories import make_user
from parvis.checkin.models import Device
from parvis.checkin.tests.factories import DURING, make_badge, make_device, scan
from parvis.core import logs
from parvis.core.backup import Installation as Place
from parvis.core.backup import backup_restored, read_backup
from parvis.core.errors import Refused
from parvis.core.views import health
from parvis.outbox import nightly
from parvis.outbox.delivery import deliver_due
from parvis.outbox.models import Message
from parvis.outbox.tests.factories import NOON, make_message
from tests.attacks.posting import forms_of, sample
from tests.attacks.reading import Page
from tests.faults.fair import open_fair
from tests.installation import Installation, wait_until

HIDDEN = [
    *("/admin/", "/admin/login/", "/__debug__/", "/.git/config", "/.env", "/static/", "/static/css/", "/media/"),
    *("/parvis.sqlite3", "/var/parvis.sqlite3", "/data/parvis.sqlite3", "/backups/parvis.zip", "/keys/secret.key"),
    *("/static/../keys/secret.key", "/static/%2e%2e/parvis.sqlite3", "/static/..%2fparvis.sqlite3"),
    *("/static/css/..;/..;/parvis.sqlite3", "//etc/passwd", "/static//etc/passwd", "/media/../keys/secret.key"),
]


# What a person types into forms, and what no line of the log may repeat of it.
PERSON = {
    "first_name": "Zinedine",
    "last_name": "Quartzweiler",
    "email": "z.quartz@mail.example",
    "phone": "+33699887766",
    "name": "Quartzweiler SARL",
    "message": "Our wish is a corner booth",
    "login": "z.quartz@mail.example",
    "password": "quartz-horse-battery",
}
UNSEEN = {"website": "", "surname": ""}  # whoever fills these is a program
TYPED = ("zinedine", "quartz", "699887766", "corner booth", "mail.example")
FORMS = ("/register/", "/exhibit/", "/own-data/", "/accounts/login/", "/accounts/login/code/")


# ------------------------------------------------------- 82, 84: a server as in production


@pytest.fixture
def production(installation: Installation) -> Installation:
    open_fair(installation, seats=1)
    installation.more |= {"PARVIS_MODE": "production", "PARVIS_METRICS_TOKEN": "t" * 40}
    return installation


def raw(port: int, path: str, **headers: str) -> tuple[int, bytes]:
    """Ask for exactly this path: no client tidies it up on the way."""
    status, body, _cookies = ask(port, "GET", path, **headers)
    return status, body


def ask(port: int, method: str, path: str, body: str = "", **headers: str) -> tuple[int, bytes, str]:
    """Status, body, and the cookies to send back."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.putrequest(method, path, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.putheader("Content-Length", str(len(body.encode())))
    connection.endheaders(body.encode())
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    cookies = [cookie.partition(";")[0] for cookie in answer.headers.get_all("Set-Cookie", [])]
    return answer.status, content, "; ".join(cookies)


def post_a_person(port: int) -> list[int]:
    """Into each public form as its page asks and without its token, into the API, and where no page is."""
    usual = {"Content_Type": "application/x-www-form-urlencoded"}
    found = []
    for path in FORMS:
        _status, page, cookie = ask(port, "GET", path)
        forms = forms_of(Page(path, 200, "text/html", page.decode(), None), path)
        fields = {name: one for form in forms for name, one in form.fields.items()}
        asked = {name: one.value or sample(one) for name, one in fields.items()} | PERSON | UNSEEN
        for fields_sent, headers in ((asked, {"Cookie": cookie}), (PERSON, {})):
            found.append(ask(port, "POST", path, urlencode(fields_sent), **usual, **headers)[0])
    found.append(ask(port, "POST", f"/no/{PERSON['email']}?of={PERSON['last_name']}", urlencode(PERSON), **usual)[0])
    for body in (json.dumps(PERSON), json.dumps(PERSON)[:-1]):
        key = {"Authorization": f"Bearer {PERSON['password']}", "Content_Type": "application/json"}
        found.append(ask(port, "POST", "/api/v1/registrations", body, **key)[0])
    return found


def test_a_server_in_production_shows_pages_and_nothing_else(production: Installation) -> None:
    with production.serve():
        secret = (production.data / "keys" / "secret.key").read_bytes()
        answers = {path: raw(production.port, path) for path in HIDDEN}
        raw(
            production.port,
            "/%0a{%22level%22:%22forged%22}",
            User_Agent="x\x1b[2Jforged",
            X_Request_ID="forged-request",
        )
        status, figures = raw(production.port, "/metrics", Authorization="Bearer " + "t" * 40)
        closed = production.command("maintenance", "on", "--message", "Soon")
        during = [raw(production.port, path)[0] for path in ("/", "/healthz", "/readyz", "/static/css/failure.css")]
        production.command("maintenance", "off")
        after = raw(production.port, "/")[0]
        posted = post_a_person(production.port)
        wait_until(lambda: not production.count("outbox_message", "state IN ('new', 'sending')"))

    assert {path: status for path, (status, _body) in answers.items() if status not in {301, 302, 400, 404}} == {}
    bodies = b"".join(body for _status, body in answers.values())
    assert [word for word in (secret, b"SQLite format 3", b"root:", b"Traceback", b"Index of") if word in bodies] == []
    assert (status, b"parvis_requests_total{" in figures) == (200, True)
    assert (closed["maintenance"], during, after) == (True, [503, 200, 200, 200], 200)
    assert set(posted) == {302, 401, 403, 404, 422}
    assert (production.count("visitors_registration"), production.count("outbox_message") > 0) == (1, True)
    check_log(production)


def check_log(production: Installation) -> None:
    """Every line is one object that we wrote; what was asked for is in none of them."""
    text = production.log.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert {"at", "level", "logger", "message", "request"} <= set(lines[0])
    assert {line.get("level") for line in lines} <= {"INFO", "WARNING", "ERROR"}
    assert sum(line.get("route") == "none" for line in lines) > 5
    assert [word for word in ("forged", "\x1b", "passwd", "secret.key") if word in text] == []
    assert [word for word in TYPED if word in text.lower()] == []


# ------------------------------------------------------- 83: what an error tells


@pytest.mark.django_db
def test_neither_the_page_nor_the_log_of_an_error_repeats_what_was_sent(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    token = "Zx81kQpLmN0aB3cD4eF5gH6i7"

    class Broken:
        def cursor(self) -> None:
            raise LookupError(f"sam@mail.example {token}")

    monkeypatch.setattr(health, "connection", Broken())
    answer = Client(raise_request_exception=False).get(f"/readyz?password=hunter2&cv=Curriculum&token={token}")
    page = answer.content.decode()
    told = "\n".join(logs.JsonLine().format(record) for record in caplog.records)

    assert answer.status_code == 500
    assert "LookupError" in told
    assert [word for word in ("hunter2", "Curriculum", token, "sam@") if word in page + told] == []
    assert [word for word in ("LookupError", "Traceback", "/readyz", "site-packages", ".py") if word in page] == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="a limit that SQLite has")
def test_a_full_disk_is_a_503_and_saves_nothing() -> None:
    connection.ensure_connection()
    database = connection.connection  # below Django, which asks nothing more of a transaction that broke
    (pages,) = database.execute("PRAGMA page_count").fetchone()
    database.execute(f"PRAGMA max_page_count = {pages}")
    try:
        refused = write_down_much()
    finally:
        database.execute("PRAGMA max_page_count = 1073741823")

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert Message.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="an error that PostgreSQL has")
def test_a_full_disk_of_the_server_is_a_503_and_saves_nothing() -> None:
    def fill() -> None:
        make_message(1)
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = 'disk_full'; END $$")

    refused = answer_to(fill)

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert Message.objects.count() == 0


def write_down_much() -> Any:
    """A page that writes until the disk is full."""

    def fill() -> None:
        for number in range(2000):
            make_message(number, html="x" * 4000)

    return answer_to(fill)


def answer_to(write: Callable[[], None]) -> Any:
    """What a page answers that writes this in one transaction."""

    class Writing:
        def cursor(self) -> None:
            with transaction.atomic():
                write()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(health, "connection", Writing())
        patch.setattr(health, "UNREACHABLE", ())
        return Client(raise_request_exception=False).get("/readyz")


def test_no_setting_shows_the_inside() -> None:
    assert installed.DEBUG is False
    assert "django.contrib.admin" not in installed.INSTALLED_APPS
    assert not any("debug" in name.lower() for name in installed.INSTALLED_APPS)


# ------------------------------------------------------- 85: an old backup


@task()
def pay_twice() -> None:
    """Must never run again."""


@pytest.mark.django_db
def test_a_restored_backup_sends_nothing_and_opens_no_link() -> None:
    now, user = timezone.now(), make_user()
    make_message(1, at=now)
    make_login_link(user, at=now)
    Invitation.objects.create(user=user, token_hash="a" * 64, created_at=now, expires_at=now + timedelta(days=7))
    make_device()
    pay_twice.enqueue()

    backup_restored.send(None, using="default", at=now)

    assert deliver_due(10, now + timedelta(days=1)).taken == 0
    assert Message.objects.get().state == Message.State.HELD
    assert LoginLink.objects.get().used_at == now
    assert Invitation.objects.open_at(now).count() == 0
    assert Device.objects.get().enrol_hash is None
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


# ------------------------------------------------------- 86: a hostile archive

MANIFEST: dict[str, Any] = {
    "format": "parvis-backup",
    "version": 1,
    "created_at": "2026-11-03T12:00:00+00:00",
    "engine": "sqlite",
    "are_keys_sealed": False,
    "migrations": [["outbox", "0001_initial"]],
    "columns": {"outbox_message": ["id"]},
    "rows": {},
}


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return info


def archive(path: Path, members: list[tuple[str | zipfile.ZipInfo, bytes]], **changed: Any) -> Path:
    """An archive whose manifest is true of it, except for what is changed."""
    names = [(str(getattr(name, "filename", name)), data) for name, data in members]
    files = {name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in names}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zip_file:
        for name, data in members:
            zip_file.writestr(name, data)
        zip_file.writestr("manifest.json", json.dumps({**MANIFEST, "files": files, **changed}))
    return path


def bomb(path: Path) -> Path:
    """Announces more than any installation holds."""
    files = {"media/a": {"bytes": 10**13, "sha256": "0" * 64}}
    return archive(path, [("media/a", bytes(10**6))], files=files)


def no_archive(path: Path) -> Path:
    path.write_bytes(b"\x1f\x8b" * 100)
    return path


HOSTILE: dict[str, Callable[[Path], Path]] = {
    "link": lambda path: archive(path, [(link("media/a"), b"/etc/passwd")]),
    "up": lambda path: archive(path, [("media/../../a", b"x")]),
    "root": lambda path: archive(path, [("/media/a", b"x")]),
    "other folder": lambda path: archive(path, [("static/a.js", b"x")]),
    "drive": lambda path: archive(path, [("media/C:a", b"x")]),
    "file that is a folder": lambda path: archive(path, [("media/a", b"x"), ("media/a/b", b"x")]),
    "size": bomb,
    "negative size": lambda path: archive(path, [], files={"media/a": {"bytes": -1, "sha256": ""}}),
    "newer": lambda path: archive(path, [], migrations=[["sales", "9999_new"]]),
    "no migrations": lambda path: archive(path, [("media/a", b"x")], migrations=[]),
    "no tables": lambda path: archive(path, [("media/a", b"x")], columns={}),
    "time": lambda path: archive(path, [], created_at="yesterday"),
    "unknown word": lambda path: archive(path, [], run="rm -rf"),
    "no archive": no_archive,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_archive_changes_nothing(kind: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "media").mkdir(parents=True)
    (data / "media" / "own.txt").write_text("own")
    database = {"ENGINE": "parvis.core.sqlite_gate", "NAME": data / "parvis.sqlite3", "OPTIONS": {}}
    place = Place(data, data / "media", data / "keys", database)

    with pytest.raises(Refused, match=r"[.]$"):
        read_backup(HOSTILE[kind](tmp_path / "evil.zip"), into=place)

    kept = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert kept == ["data/media/own.txt", "evil.zip"]


# ------------------------------------------------------- 90: a clock set back by one hour

HOUR = timedelta(hours=1)


@pytest.mark.django_db
def test_scans_keep_the_order_in_which_they_came() -> None:
    phone = make_device()
    badge = make_badge(phone.edition)
    first = scan(phone, badge, at=DURING)
    second = scan(phone, badge, at=DURING - HOUR)

    assert (first.verdict, second.verdict) == ("ok", "already-in")
    assert second.first is not None
    assert second.first.received_at == DURING


@pytest.mark.django_db
def test_mails_are_sent_once_whatever_the_clock(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    make_message(1, at=NOON)
    rounds = [deliver_due(10, at).taken for at in (NOON - HOUR, NOON, NOON - HOUR, NOON, NOON + HOUR)]

    assert rounds == [0, 1, 0, 0, 0]
    assert Message.objects.get().attempts_count == 1


def test_a_job_of_the_night_runs_once_a_night(settings: Settings, tmp_path: Path, caplog: Any) -> None:
    settings.DATA, settings.NIGHTLY = tmp_path, [("00:10", "no_such_job")]
    caplog.set_level(logging.CRITICAL)
    night = NOON.replace(hour=0)
    ran = [nightly.run_nightly_jobs(at) for at in (NOON, night + 25 * HOUR, night + 24 * HOUR, night + 25 * HOUR)]

    assert ran == [[], ["no_such_job"], [], []]
