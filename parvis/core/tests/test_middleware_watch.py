"""Every answer has an id and a line in the log; a failure of ours shows a page that needs nothing of what broke."""

import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import DataError, InterfaceError, OperationalError
from django.test import Client
from pytest_django import Settings

from parvis.core import maintenance
from parvis.core.logs import SANE_ID
from parvis.core.views import health

pytestmark = pytest.mark.django_db
PAGES = ["/", "/nowhere/", "/accounts/login/"]


@pytest.fixture
def data(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


class Broken:
    """Stands for the connection: it fails the way it is told."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def cursor(self) -> None:
        raise self.error


def fail_with(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page fail: `/readyz` catches what it expects, and nothing else."""
    monkeypatch.setattr(health, "UNREACHABLE", ())
    monkeypatch.setattr(health, "connection", Broken(error))


def test_every_answer_has_an_id_of_its_own(browser: Client) -> None:
    ids = [browser.get(path).headers["X-Request-ID"] for path in [*PAGES, "/healthz", "/api/v1/nothing"]]

    assert len(set(ids)) == 5
    assert all(SANE_ID.fullmatch(identity) for identity in ids)


@pytest.mark.parametrize(
    ("proxies", "given", "is_kept"),
    [(1, "proxy-01.ab12", True), (1, "short", False), (1, "a b c d e f g h", False), (0, "proxy-01.ab12", False)],
)
def test_the_id_of_a_trusted_proxy_is_kept_if_it_is_sane(
    browser: Client, settings: Settings, proxies: int, given: str, *, is_kept: bool
) -> None:
    settings.TRUSTED_PROXIES = proxies
    answer = browser.get("/healthz", headers={"X-Request-ID": given})

    assert (answer.headers["X-Request-ID"] == given) is is_kept


def test_one_line_says_what_was_asked_and_by_which_kind_of_actor(
    browser: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "parvis.access")
    browser.get("/exhibitors/?q=secret", headers={"User-Agent": "probe\nforged"})
    browser.get("/healthz")
    browser.generic("BREW", "/no/such/page/")

    (page, unknown) = [record for record in caplog.records if record.name == "parvis.access"]
    fields = page.__dict__["fields"]
    assert (fields["method"], fields["route"], fields["actor"]) == ("GET", "website:exhibitor_list", "nobody")
    assert unknown.__dict__["fields"]["method"] == "OTHER"
    assert unknown.__dict__["fields"]["route"] == "none"
    assert "secret" not in caplog.text
    assert "forged" not in caplog.text


@pytest.mark.parametrize("error", [OperationalError("could not connect to 10.0.0.5"), InterfaceError("gone")])
def test_a_database_that_is_away_is_a_503_and_never_a_false_ok(
    browser: Client, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    fail_with(error, monkeypatch)
    answer = browser.get("/readyz")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "10.0.0.5" not in answer.content.decode()
    assert answer.headers["X-Request-ID"] in answer.content.decode()


@pytest.mark.parametrize("error", [DataError("value"), ZeroDivisionError("value")])
def test_a_bug_is_a_500_in_both_languages_with_its_number(
    browser: Client, monkeypatch: pytest.MonkeyPatch, settings: Settings, error: Exception
) -> None:
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "parvis.core.statics.StaticStorage"}}
    fail_with(error, monkeypatch)
    answer = browser.get("/readyz")
    page = answer.content.decode()

    assert answer.status_code == 500
    assert "Retry-After" not in answer.headers
    assert "Une erreur de notre côté" in page
    assert "An error on our side" in page
    assert answer.headers["X-Request-ID"] in page
    assert "value" not in page
    assert "readyz" not in page
    assert Path(__file__).parent.parent.joinpath("static/css/failure.css").is_file()
    assert '"/static/css/failure.css"' in page


@pytest.mark.parametrize("error", [OperationalError("away"), InterfaceError("connection already closed")])
def test_readiness_says_no_by_itself(browser: Client, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    monkeypatch.setattr(health, "connection", Broken(error))
    answer = browser.get("/readyz")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json() == {"status": "unavailable", "database": "unreachable"}


def test_maintenance_closes_everything_but_the_probes(browser: Client, data: Path, settings: Settings) -> None:
    maintenance.begin(data, "Retour à 14 h <b>", at=moment())
    answers = {path: browser.get(path) for path in PAGES}
    scan = browser.post("/api/v1/scans", {"events": []}, content_type="application/json")
    settings.METRICS_TOKEN = "token" * 8

    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(PAGES, 503)
    page = answers["/"].content.decode()
    assert "Le site est en maintenance" in page
    assert "The site is under maintenance" in page
    assert "Retour à 14 h &lt;b&gt;" in page
    assert answers["/"].headers["Retry-After"] == scan.headers["Retry-After"] == "120"
    assert (scan.status_code, scan.json()["code"]) == (503, "maintenance")
    assert browser.get("/healthz").status_code == browser.get("/readyz").status_code == 200
    assert browser.get("/metrics").status_code == 401
    maintenance.end(data)
    assert browser.get("/accounts/login/").status_code != 503


def test_a_notice_nobody_can_read_closes_too(browser: Client, data: Path) -> None:
    (data / maintenance.NAME).write_text("{")

    assert browser.get("/").status_code == 503


def test_a_changed_message_keeps_the_beginning(data: Path) -> None:
    first = maintenance.begin(data, "", at=moment())
    second = maintenance.begin(data, "Soon", at=moment(hour=11))

    assert (second.since, second.message) == (first.since, "Soon")
    assert maintenance.notice(data) == second
    maintenance.end(data)
    maintenance.end(data)
    assert maintenance.notice(data) is None


def test_a_form_without_its_token_is_refused_by_our_own_page() -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"email": "a@b.example"})

    assert answer.status_code == 403
    assert "<style" not in answer.content.decode()
    assert "This page is not open to you" in answer.content.decode()


def moment(hour: int = 10) -> datetime:
    return datetime(2026, 11, 3, hour, tzinfo=UTC)
