"""Seconds from `parvis run` to the first page, on a data folder that already holds the demo. Published: under 5 s."""

import tempfile
import time
import urllib.request
from pathlib import Path

from tests.installation import Installation, ask, wait_until

LIMIT_S = 5.0
SCALE = "0.2"
RUNS = 3


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(Path(folder))
        installation.command("demo", "--scale", SCALE)
        with installation.serve():
            pass  # the first start puts the static files in place
        seconds = sorted(start(installation) for _run in range(RUNS))[RUNS // 2]
    print(f"first page after {seconds:.2f} s")
    if seconds >= LIMIT_S:
        raise SystemExit(f"under {LIMIT_S:g} s was asked")


def start(installation: Installation) -> float:
    """From the command to the last byte of the first page."""
    began = time.perf_counter()
    process = installation.begin("run", "--json")
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
