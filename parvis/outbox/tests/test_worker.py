"""The worker: mails, tasks and nightly jobs in one process that ends when asked."""

import logging
import signal
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.tasks import task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from parvis.core import logs, maintenance
from parvis.outbox import nightly, worker
from parvis.outbox.models import Message
from parvis.outbox.tests.children import WORKER, running
from parvis.outbox.tests.factories import NOON, make_message
from parvis.outbox.tests.sink import Sink, open_sink

DONE: list[str] = []


@task()
def note_down(word: str) -> None:
    DONE.append(word)


@task()
def fail() -> None:
    raise ZeroDivisionError


@task()
def note_request() -> None:
    DONE.append(logs.request_id())


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    DONE.clear()
    return tmp_path


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_and_ends_cleanly_when_asked(folder: Path) -> None:
    make_message(at=timezone.now())
    backend = {"default": {"BACKEND": "parvis.outbox.backends.FolderBackend"}}

    with running(WORKER, DATA=folder, MAIL_ROOT=folder / "mail", MAILERS=backend) as child:
        deadline = time.monotonic() + 30
        while not Message.objects.filter(state="sent").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        child.send_signal(signal.SIGTERM)
        code = child.wait(30)

    assert code == 0
    assert [path.suffix for path in (folder / "mail").iterdir()] == [".eml"]


@pytest.mark.django_db(transaction=True)
def test_the_worker_runs_tasks_and_goes_on_after_a_failing_one() -> None:
    for job in (lambda: note_down.enqueue("one"), fail.enqueue, lambda: note_down.enqueue("two")):
        job()
    stop = threading.Event()

    assert worker.TaskRound(stop).run() == worker.PAUSE

    assert DONE == ["one", "two"]
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "SUCCESSFUL", "SUCCESSFUL"]


@pytest.mark.django_db(transaction=True)
def test_a_task_speaks_in_the_log_for_the_request_that_asked_for_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "parvis.outbox.worker")
    with logs.about("request-one"):
        note_request.enqueue()
    note_request.enqueue()

    worker.TaskRound(threading.Event()).run()

    assert DONE[0] == "request-one"
    assert logs.SANE_ID.fullmatch(DONE[1])
    assert [record.__dict__["fields"]["state"] for record in caplog.records] == ["SUCCESSFUL", "SUCCESSFUL"]


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_did_tasks_begins_anew_after_a_quiet_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "QUIET", 0)
    monkeypatch.setattr(worker, "PAUSE", 0)
    commands: list[list[str]] = []
    monkeypatch.setattr("os.execv", lambda _path, words: commands.append(words))
    monkeypatch.setattr("signal.signal", lambda *_words: None)
    note_down.enqueue("one")

    worker.main()

    assert DONE == ["one"]
    assert [words[1:] for words in commands] == [["-P", "-m", "parvis.cli", "worker"]]


@pytest.mark.django_db(transaction=True)  # the worker closes its connection at the end
def test_the_worker_rests_during_maintenance(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "CLOSED", 0.01)
    stop, seen = threading.Event(), []

    def work() -> float:
        seen.append(maintenance.notice(folder))
        stop.set()
        return 0

    maintenance.begin(folder, "", at=NOON)
    threading.Timer(0.2, maintenance.end, [folder]).start()
    worker.repeat(work, stop)

    assert seen == [None]


@pytest.mark.django_db(transaction=True)
def test_a_worker_asked_to_stop_ends_after_the_task_in_hand() -> None:
    for word in ("one", "two"):
        note_down.enqueue(word)
    stop = threading.Event()
    stop.set()

    worker.TaskRound(stop).run()

    assert DONE == ["one"]


@pytest.mark.django_db
def test_tasks_that_a_killed_worker_left_running_start_again() -> None:
    for owner in (worker._host(), "another-machine"):
        note_down.enqueue("one")
        task_result = DBTaskResult.objects.latest("enqueued_at")
        task_result.claim(f"{owner}:abc")

    assert worker.requeue_abandoned_tasks() == 1
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["READY", "RUNNING"]


@pytest.mark.django_db
def test_the_worker_rests_longer_while_the_mail_server_is_away(settings: Settings, sink: Sink) -> None:
    with open_sink() as gone:
        settings.MAILERS = gone.mailers
    for number in range(3):
        make_message(number, at=timezone.now())
    mails = worker.MailRound()

    rests = [mails.run(), mails.run()]
    settings.MAILERS = sink.mailers
    rests.append(mails.run())

    assert rests == [5.0, 10.0, worker.PAUSE]
    assert len(sink.taken) == 1


@pytest.mark.django_db
def test_an_error_is_logged_and_the_work_goes_on(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "AFTER_ERROR", 0)
    stop, rounds = threading.Event(), []

    def work() -> float:
        rounds.append(1)
        if len(rounds) == 2:
            stop.set()
        raise ZeroDivisionError

    worker.repeat(work, stop)

    assert len(rounds) == 2
    assert "goes on after an error" in caplog.text


def test_one_worker_serves_a_data_folder() -> None:
    stop = threading.Event()
    with worker.only_one(stop) as first:
        threading.Timer(0.1, stop.set).start()
        with worker.only_one(stop) as second:
            assert (first, second) == (True, False)


def test_nightly_jobs_run_once_a_day_from_their_hour_on(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    monkeypatch.setattr(nightly, "call_command", called.append)
    settings.NIGHTLY = [("03:10", "retention"), ("04:00", "backup")]
    made_on = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
    moments = [
        made_on + timedelta(hours=hours) for hours in (0, 1, 14, 14.5, 16, 17)
    ]  # 13:00 in Paris, ... 03:30, 05:00

    ran = [nightly.run_nightly_jobs(moment) for moment in moments]

    assert ran == [[], [], [], ["retention"], ["backup"], []]
    assert called == ["retention", "backup"]


def test_jobs_of_every_few_minutes_run_once_in_so_many(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    called: list[str] = []
    monkeypatch.setattr(nightly, "call_command", called.append)
    settings.DATA = tmp_path
    settings.OFTEN = []
    assert nightly.run_often_jobs(NOON) == []
    settings.OFTEN = [(5, "read_mailbox"), (60, "look")]

    ran = [nightly.run_often_jobs(NOON + timedelta(minutes=minutes)) for minutes in (0, 4, 5, 9, 60, -30)]

    assert ran == [
        ["read_mailbox", "look"],
        [],
        ["read_mailbox"],
        [],
        ["read_mailbox", "look"],
        ["read_mailbox", "look"],
    ]
    assert len(called) == 7


def test_a_failing_job_waits_for_the_next_night(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.NIGHTLY = [("03:10", "no_such_command")]
    nightly.run_nightly_jobs(NOON)

    assert nightly.run_nightly_jobs(NOON + timedelta(days=1)) == ["no_such_command"]
    assert nightly.run_nightly_jobs(NOON + timedelta(days=1)) == []
    assert "no_such_command failed" in caplog.text
