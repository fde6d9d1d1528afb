"""`parvis run` and `parvis worker`: processes that start together and stop together."""

import os
import signal
import subprocess
import sys
import time
from argparse import Namespace
from importlib import import_module
from types import FrameType

from parvis import environment

THREADS = "4"
PATIENCE_S = 15


def run(options: Namespace) -> int:
    """Prepare, then serve with a worker beside; when one of them ends, so does the other."""
    if options.port:
        os.environ["PORT"] = str(options.port)
    prepare = [sys.executable, "-m", "parvis.cli.prepare", *(["--empty"] if options.empty else [])]
    if subprocess.run(prepare, check=False).returncode:  # noqa: S603  (our own module)
        return 1
    commands = [
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "parvis.wsgi:application"),
            *("--host", environment.bind_host(), "--port", str(environment.port())),
            *("--workers", str(options.workers), "--blocking-threads", THREADS, "--no-ws"),
            *("--backpressure", "128", "--respawn-failed-workers", "--log-level", "warning"),
        ],
        [sys.executable, "-m", "parvis.cli", "worker"],
    ]
    return _watch([subprocess.Popen(command) for command in commands])  # noqa: S603  (our own modules)


def _watch(children: list[subprocess.Popen[bytes]]) -> int:
    """Pass the end on to every child and wait for it; a child that dies by itself ends the run."""
    stopping: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopping.append(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping and all(child.poll() is None for child in children):
        time.sleep(0.2)
    codes = [child.poll() for child in children]
    for child in children:
        if child.poll() is None:
            child.terminate()
    _wait(children)
    return 0 if stopping else next((code for code in codes if code), 1)


def _wait(children: list[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + PATIENCE_S
    for child in children:
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()


def worker(_options: Namespace) -> int:
    """Mails, background tasks, nightly jobs, until told to stop."""
    import_module("parvis.core.checks").refuse_unsafe_start()
    import_module("parvis.outbox.worker").main()
    return 0
