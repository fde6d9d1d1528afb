"""`/metrics` tells a monitoring program what waits, and nobody else anything."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.tasks import task
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from parvis.checkin.tests.factories import make_badge, make_device, scan
from parvis.core import maintenance, metrics
from parvis.core.backup.last import NAME, note_backup
from parvis.outbox.tests.factories import make_message

pytestmark = pytest.mark.django_db
TOKEN = "t" * 32


@task()
def sleep_on_it() -> None:
    """Never run here."""


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA, settings.METRICS_TOKEN = tmp_path, TOKEN
    metrics.meter.cache_clear()
    return tmp_path


def read() -> dict[tuple[str, ...], float]:
    """Each sample by its name and the values of its labels."""
    answer = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", "Bearer é"])
def test_without_the_token_nothing_is_told(header: str) -> None:
    answer = Client().get("/metrics", headers={"Authorization": header})

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert b"parvis_" not in answer.content


def test_without_a_token_to_ask_for_there_is_no_page(settings: Settings) -> None:
    settings.METRICS_TOKEN = ""

    assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_answers_are_counted_by_route_and_status() -> None:
    for path in ("/exhibitors/", "/exhibitors/", "/no/such/page/"):
        Client().get(path)
    found = read()

    pages = {key: value for key, value in found.items() if key[0] == "parvis_requests_total"}
    assert sum(pages.values()) == 3
    assert {key[2] for key in pages} == {"website:exhibitor_list", "none"}
    assert found["parvis_request_seconds_count", "website:exhibitor_list"] == 2


def test_what_waits_is_told_with_its_age(data: Path) -> None:
    now = timezone.now()
    make_message(1, at=now - timedelta(minutes=5))
    make_message(2, at=now, state="failed")
    sleep_on_it.enqueue()
    phone = make_device()
    scan(phone, make_badge(phone.edition))
    found = read()

    assert found["parvis_outbox_messages", "new"] == found["parvis_outbox_messages", "failed"] == 1
    assert found["parvis_outbox_messages", "unsure"] == 0
    assert 299 < found["parvis_outbox_age_seconds",] < 400
    assert found["parvis_tasks", "ready"] == 2  # that one, and the mail of the badge
    assert found["parvis_tasks", "failed"] == 0
    assert 0 <= found["parvis_task_age_seconds",] < 60
    assert sum(value for key, value in found.items() if key[0] == "parvis_scans") == 1
    assert found["parvis_database_bytes",] > 100_000
    assert found["parvis_disk_free_bytes",] < found["parvis_disk_bytes",]


def test_nothing_waits_in_an_empty_installation() -> None:
    found = read()

    assert found["parvis_outbox_age_seconds",] == found["parvis_task_age_seconds",] == 0


def test_the_age_of_the_latest_backup_and_maintenance_are_told(data: Path) -> None:
    assert (read()["parvis_backup_age_seconds",], read()["parvis_maintenance",]) == (float("inf"), 0)
    note_backup(data, at=timezone.now() - timedelta(hours=1))
    maintenance.begin(data, "", at=timezone.now())

    assert 3599 < read()["parvis_backup_age_seconds",] < 3700
    assert read()["parvis_maintenance",] == 1
    (data / NAME).write_text("{}")
    assert read()["parvis_backup_age_seconds",] == float("inf")


def test_web_processes_count_together(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The collector reads the files that other processes wrote; none did here."""
    monkeypatch.setenv(metrics.SHARED, str(data))

    assert not [key for key in read() if key[0].startswith("parvis_request")]
    assert read()["parvis_maintenance",] == 0
