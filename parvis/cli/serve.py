"""`parvis run` and `parvis worker`: processes that start together and stop together."""

import json
import os
import shutil
import signal
import sys
import time
from argparse import Namespace
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

from parvis import environment
from parvis.cli import marks, welcome
from parvis.cli.address import Address
from parvis.cli.answers import as_json
from parvis.cli.family import Family
from parvis.cli.lock import hold
from parvis.core.errors import Refused

THREADS = "48"  # most of them wait: forty at most are sign-ups, of which two are worked on (parvis.visitors.crowd)
CONNECTIONS = "1024"  # taken at once: one that says nothing holds its place, and five hundred of those keep nobody out
KILL_AFTER_S = "5"  # of a request that does not end
LOOK_S = 0.05
LOG_AS_JSON = Path(__file__).with_name("granian_log.json")
SHARED_FIGURES = "PROMETHEUS_MULTIPROC_DIR"  # prometheus-client's own name


def run(options: Namespace) -> int:
    """Prepare, then serve with a worker beside; when one of them ends, so does the other."""
    address = Address.wanted(options.port)
    data = environment.data_folder()
    with hold(data):
        address.refuse_taken()
        _share_figures(data)
        os.environ.setdefault("MALLOC_ARENA_MAX", "2")  # of glibc: threads share their free memory
        return Run(address, options).until_the_end(is_prepared=marks.is_all_ready(data))


def _share_figures(data: Path) -> None:
    """Where the web processes count together, when somebody is to read it; each run starts at nought."""
    if environment.metrics_token():
        folder = data / "metrics"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        os.environ[SHARED_FIGURES] = str(folder)


class Run:
    """One `parvis run`, from the first process to the last."""

    def __init__(self, address: Address, options: Namespace) -> None:
        self.address = address
        self.options = options
        self.family = Family()
        self.first_lines: dict[str, Any] | None = None
        self.has_greeted = False
        self.signals: list[int] = []
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self.signals.append(number)

    def until_the_end(self, *, is_prepared: bool) -> int:
        """Where nothing has changed since the last start the server starts at once, beside the look at everything."""
        empty = ["--empty"] if self.options.empty else []
        try:
            self.family.start("prepare", "parvis.cli", "prepare", "--json", *empty, is_answering=True)
            if is_prepared:
                self._serve()
            while not self.signals:
                self._look()
                ended = self.family.ended()
                if ended is not None:
                    sentence = "The {} process ended by itself (exit code {}): stopping.".format(*ended)
                    print(sentence if environment.mode() == "demo" else as_json({"message": sentence}), file=sys.stderr)
                    return 1
                time.sleep(LOOK_S)
        finally:
            self.family.end(is_urgent=lambda: len(self.signals) > 1)
        return 0

    def _look(self) -> None:
        """Go on with what the next moment asks for."""
        finished = self.family.take_finished("prepare")
        if finished is not None:
            self.first_lines = _read(*finished)
            if "web" not in self.family.children:
                self._serve()
            if not self.options.no_worker:
                self.family.start("worker", "parvis.cli", "worker")
        if self.first_lines is not None and not self.has_greeted and self.address.answers():
            self.has_greeted = True
            show = as_json if self.options.json else welcome.text
            print(show(self.first_lines), flush=True)

    def _serve(self) -> None:
        place = ["--host", self.address.host, "--port", str(self.address.port), "--no-ws"]
        size = ["--workers", str(self.options.workers), "--blocking-threads", THREADS, "--backpressure", CONNECTIONS]
        end = ["--respawn-failed-workers", "--workers-kill-timeout", KILL_AFTER_S, "--log-level", "warning"]
        log = [] if environment.mode() == "demo" else ["--log-config", str(LOG_AS_JSON)]
        words = [*place, *size, *end, *log, "parvis.wsgi:application"]
        self.family.start("web", "granian", "--interface", "wsgi", *words)


def _read(code: int, words: str) -> dict[str, Any]:
    """What preparing said: the first lines, or why it cannot be."""
    try:
        answer: dict[str, Any] = json.loads(words)
    except ValueError:
        raise Refused("Parvis could not start: the lines above say why.", code="not_prepared") from None
    if code:
        raise Refused(answer["error"]["detail"], code=answer["error"]["code"])
    return answer


def worker(options: Namespace) -> dict[str, Any] | int:
    """Mails, background tasks, nightly jobs, until told to stop."""
    import_module("parvis.core.checks").refuse_unsafe_start()
    with hold(environment.data_folder()):
        import_module("parvis.outbox.worker").main()
    return {"state": "stopped"} if options.json else 0
