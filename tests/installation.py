"""An installation in a folder, used as people use it: by the command `parvis` in its own process, and over HTTP."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3._functions import register

from parvis.core.sqlite_gate.library import Database

PATIENCE_S = 120
PARVIS = Path(sys.executable).parent / "parvis"  # the console script lies beside the interpreter


@dataclass
class Installation:
    """`data` is its PARVIS_DATA; `more` are further variables of its environment."""

    folder: Path
    more: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.data = self.folder / "data"
        self.data.mkdir(exist_ok=True)
        self.port = free_port()
        self.log = self.folder / "server.log"

    @property
    def environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("PARVIS_", "DATABASE_URL"))}
        settings = {"DJANGO_SETTINGS_MODULE": "parvis.settings", "PARVIS_DATA": str(self.data), "PARVIS_MODE": "demo"}
        return {**own, **settings, "PORT": str(self.port), "LC_ALL": "C.UTF-8", **self.more}

    def ask(self, *words: str) -> tuple[int, Any]:
        """Run `parvis WORDS --json`: exit code, and the one object on stdout."""
        done = subprocess.run(
            [PARVIS, *words, "--json"], env=self.environment, capture_output=True, text=True, timeout=PATIENCE_S
        )
        assert done.stdout, f"parvis {' '.join(words)}: {done.stderr}"
        return done.returncode, json.loads(done.stdout)

    def command(self, *words: str) -> Any:
        """What `parvis WORDS --json` answers, which must go well."""
        code, answer = self.ask(*words)
        assert code == 0, answer
        return answer

    def begin(self, *words: str) -> subprocess.Popen[str]:
        """Start `parvis WORDS` and do not wait for it."""
        with self.log.open("a", encoding="utf-8") as log:
            return subprocess.Popen(
                [PARVIS, *words], env=self.environment, stdout=subprocess.PIPE, stderr=log, text=True
            )

    def serve(self, *words: str) -> "Server":
        return Server(self, words)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask its database without Django."""
        with closing(Database.connect(self.data / "parvis.sqlite3", timeout=20)) as session:
            register(session)  # Django's functions: a check of a table may name one
            return [tuple(row) for row in session.execute(query, values)]

    def count(self, table: str, where: str = "1") -> int:
        return int(self.rows(f"SELECT count(*) FROM {table} WHERE {where}")[0][0])  # noqa: S608


class Server:
    """`with installation.serve() as server:` runs `parvis run --json` from its first lines to the end of the block."""

    def __init__(self, installation: Installation, words: tuple[str, ...]) -> None:
        self.installation = installation
        self.words = words
        self.url = f"http://127.0.0.1:{installation.port}"

    def __enter__(self) -> "Server":
        self.process = self.installation.begin("run", "--json", *self.words)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.installation.log.read_text(encoding="utf-8")
        self.first_lines: dict[str, Any] = json.loads(line)
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Tell it to stop and wait; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    def kill(self) -> None:
        """Kill every process of it in the same moment, as a power cut would."""
        for pid in (self.process.pid, *self.children()):
            os.kill(pid, signal.SIGKILL)
        self.process.wait()
        wait_until(lambda: not self.answers())

    def children(self) -> list[int]:
        """Its processes below the first one, the deepest last."""
        found = descendants(self.process.pid)
        assert found
        return found

    def child(self, words: str) -> int:
        """The process whose command line holds these words, the uppermost of them."""
        return next(pid for pid in self.children() if words in command_line(pid))

    def get(self, path: str, **headers: str) -> "Answer":
        address = path if path.startswith("http") else self.url + path
        return ask(urllib.request.Request(address, headers=headers))

    def answers(self) -> bool:
        try:
            return self.get("/healthz").status == 200
        except OSError:
            return False


@dataclass(frozen=True)
class Answer:
    """Of one request, whatever its status."""

    status: int
    url: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(request: urllib.request.Request, timeout: float = 30) -> Answer:
    """Send it, with a jar for the cookies of its redirects."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    try:
        answer = opener.open(request, timeout=timeout)
    except urllib.error.HTTPError as refusal:
        answer = refusal
    with answer:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status, answer.url, headers, answer.read())


def wait_until(is_so: Callable[[], bool], patience: float = PATIENCE_S, *, every: float = 0.05) -> None:
    until = time.monotonic() + patience
    while not is_so():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(every)


def descendants(pid: int) -> list[int]:
    """Processes below this one, from Linux's own lists."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *descendants(child)]
    return found


def is_alive(pid: int) -> bool:
    """Whether it runs; one that has ended and waits to be read off does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def command_line(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
