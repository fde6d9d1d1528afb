"""A real Parvis for the browser tests: its own data folder, its own port, the demo edition, started by the command."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PATIENCE_S = 180
# The console script lies beside the interpreter that runs the tests.
PARVIS = Path(sys.executable).parent / "parvis"


@dataclass
class Server:
    """`with Server(folder) as server:` answers at `server.url` until the block ends."""

    folder: Path
    scale: float = 0.2

    def __post_init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_path = self.folder / "server.log"

    def __enter__(self) -> Self:
        self.command("demo", "--seed", "1", "--scale", str(self.scale))
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        with self.log_path.open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [PARVIS, "run", "--port", str(self.port)], env=self.environment, stdout=log, stderr=log
            )
        self.wait_until_ready()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @property
    def environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("PARVIS_", "DATABASE_URL"))}
        return {
            **own,
            "DJANGO_SETTINGS_MODULE": "parvis.settings",
            "PARVIS_DATA": str(self.folder / "data"),
            "PARVIS_MODE": "demo",
            "PARVIS_URL": self.url,
            "PORT": str(self.port),
        }

    def command(self, *words: str) -> Any:
        """Run `parvis WORDS --json` on the same data; what it answers."""
        done = subprocess.run(
            [PARVIS, *words, "--json"], env=self.environment, capture_output=True, text=True, timeout=PATIENCE_S
        )
        assert done.returncode == 0, f"parvis {' '.join(words)}: {done.stdout}{done.stderr}"
        return json.loads(done.stdout)

    def sign_in_link(self, mail: str) -> str:
        return str(self.command("login-link", mail)["url"])

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.2)
        raise AssertionError(f"Parvis did not start:\n{self.log_path.read_text(encoding='utf-8')}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
