"""The worker: one process that sends mails, runs background tasks and does the nightly jobs.

Mails have a thread of their own, so that a long task (papers, planning) delays none. SIGTERM ends it after the
message and the task in hand. One worker serves a data folder; a second one waits until the first has gone.
"""

import fcntl
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection
from django.tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as TaskRunner
from django_tasks_db.models import DBTaskResult

from parvis.core import logs, maintenance
from parvis.outbox.delivery import BATCH, deliver_due
from parvis.outbox.nightly import run_nightly_jobs, run_often_jobs
from parvis.outbox.task_backend import request_of

log = logging.getLogger(__name__)
PAUSE = 1.0  # seconds between two looks at the queues
AFTER_ERROR = 5.0
QUIET = 60.0  # without a task
CLOSED = 5.0  # during maintenance
UNREACHED = (5.0, 10.0, 30.0, 60.0)  # seconds of rest while the mail server does not answer


def main() -> None:
    """Work until SIGTERM or SIGINT; what `parvis worker` runs."""
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    with only_one(stop) as is_ours:
        is_spent = is_ours and serve(stop)
    if is_spent:
        os.execv(sys.executable, [sys.executable, "-P", "-m", "parvis.cli", "worker"])  # noqa: S606  (ourselves)


def serve(stop: threading.Event) -> bool:
    """Work until `stop` is set; whether that was because this process is to begin anew."""
    log.info("The worker is at work.")
    requeue_abandoned_tasks()
    tasks = TaskRound(stop)
    mails = threading.Thread(target=repeat, args=(MailRound().run, stop), name="mails")
    mails.start()
    try:
        repeat(tasks.run, stop)
    finally:
        stop.set()
        mails.join()
    log.info("The worker begins anew." if tasks.is_spent else "The worker has stopped.")
    return tasks.is_spent


def repeat(work: Callable[[], float], stop: threading.Event) -> None:
    """Do the work again and again, resting as many seconds as it answers; an error is logged, never the end.

    During maintenance nothing is done: a restored or moved database must not meet mails sent meanwhile.
    """
    while not stop.is_set():
        close_old_connections()
        try:
            rest = work() if maintenance.notice(Path(settings.DATA)) is None else CLOSED
        except Exception:
            log.exception("The worker goes on after an error.")
            rest = AFTER_ERROR
        stop.wait(rest)
    connection.close()


class MailRound:
    """Sends what is due, and rests longer and longer while the mail server is away."""

    def __init__(self) -> None:
        self.misses = 0

    def run(self) -> float:
        delivery = deliver_due(BATCH, timezone.now())
        if not delivery.is_connected:
            self.misses += 1
            return UNREACHED[min(self.misses, len(UNREACHED)) - 1]
        self.misses = 0
        return 0.0 if delivery.taken == BATCH else PAUSE


class TaskRound:
    """Runs the tasks that are ready, then the nightly jobs that are due.

    What tasks load (every page's address, to write links) is a third of the worker's memory. After a quiet minute it
    is `is_spent`: the process begins anew, as small as it was.
    """

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self.runner = StoppableRunner(stop)
        self.worked_at = 0.0
        self.is_spent = False

    def run(self) -> float:
        has_work = DBTaskResult.objects.ready().exists()
        if has_work:
            self.runner.run()
        if not self.stop.is_set():
            has_work = bool(run_nightly_jobs(timezone.now())) or bool(run_often_jobs(timezone.now())) or has_work
        if has_work:
            self.worked_at = time.monotonic()
        elif self.worked_at and time.monotonic() - self.worked_at > QUIET and not self.stop.is_set():
            self.is_spent = True
            self.stop.set()
        return PAUSE


class StoppableRunner(TaskRunner):
    """Runs all tasks that are ready, or ends after the one in hand once `stop` is set."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{_host()}:{get_random_string(16)}",
        )
        self.stop = stop

    def run_task(self, db_task_result: Any) -> None:
        began = time.perf_counter()
        with logs.about(request_of(db_task_result)):
            super().run_task(db_task_result)
            name = db_task_result.task_path.removeprefix("parvis.")
            fields = {
                "task": name,
                "state": str(db_task_result.status),
                "ms": round((time.perf_counter() - began) * 1000),
            }
            log.info("%(task)s %(state)s %(ms)s ms", fields, extra={"fields": fields})
        self.running = not self.stop.is_set()


def requeue_abandoned_tasks() -> int:
    """Tasks that a killed worker of this machine left running start again: each is safe to run twice."""
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    ours = [task.pk for task in running if task.worker_ids and task.worker_ids[-1].startswith(f"{_host()}:")]
    return int(DBTaskResult.objects.filter(pk__in=ours).update(status=TaskResultStatus.READY))


@contextmanager
def only_one(stop: threading.Event) -> Iterator[bool]:
    """Wait for the data folder's one place; false when we were asked to stop before it was free."""
    with (Path(settings.DATA) / "worker.lock").open("a+") as file:
        while not stop.is_set():
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                stop.wait(PAUSE)
                continue
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            yield True
            return
        yield False


def _host() -> str:
    return socket.gethostname()[:40]
