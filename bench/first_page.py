"""Seconds to the first page, on a data folder that holds the demo: the server alone 3 s, `parvis run` again 5 s."""

import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.rig.words import asked
from tests.installation import Installation, ask, wait_until

LIMIT_ALONE_S, LIMIT_S = 3.0, 5.0
SCALE, TINY = "0.2", "0.02"
RUNS = 5


def main() -> None:
    options = asked(__doc__)
    runs = options.size(RUNS, 1)
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(Path(folder))
        installation.command("demo", "--scale", TINY if options.quick else SCALE)
        with installation.serve():
            pass  # the first start puts the static files in place
        alone = sorted(start_alone(installation) for _run in range(runs))[runs // 2]
        print(f"server alone: {alone:.2f} s", flush=True)
        again = sorted(start(installation) for _run in range(runs))[runs // 2]
    print(
        f"first page: server alone {alone:.2f} s (at most {LIMIT_ALONE_S:g}), `run` {again:.2f} s (at most {LIMIT_S:g})"
    )


def start_alone(installation: Installation) -> float:
    """The web process by itself, as `parvis run` starts it, without the look at everything beside it."""
    place = ["--host", "127.0.0.1", "--port", str(installation.port), "--interface", "wsgi", "--workers", "1"]
    command = [sys.executable, "-m", "granian", *place, "--log-level", "warning", "parvis.wsgi:application"]
    with installation.log.open("a") as log:
        return seconds_until_served(
            lambda: subprocess.Popen(command, env=installation.environment, stdout=log, stderr=log), installation
        )


def start(installation: Installation) -> float:
    """From the command to the last byte of the first page."""
    return seconds_until_served(lambda: installation.begin("run", "--json"), installation)


def seconds_until_served(begin: Callable[[], subprocess.Popen[Any]], installation: Installation) -> float:
    began, process = time.perf_counter(), begin()
    url = f"http://127.0.0.1:{installation.port}/"
    try:
        wait_until(lambda: is_served(url))
        return time.perf_counter() - began
    finally:
        process.terminate()
        process.communicate()


def is_served(url: str) -> bool:
    try:
        return ask(urllib.request.Request(url)).status == 200  # noqa: S310  (our own address)
    except OSError:
        return False


if __name__ == "__main__":
    main()
