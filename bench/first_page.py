"""Seconds from `parvis run` to the first page, on a data folder that already holds the demo. Published: under 5 s."""

import tempfile
import time
import urllib.request
from pathlib import Path

from tests.browser.server import Server

LIMIT_S = 5.0


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        with server:
            pass
        started = time.perf_counter()
        server.start()
        with urllib.request.urlopen(f"{server.url}/", timeout=30) as answer:  # noqa: S310  (our own loopback address)
            answer.read()
        seconds = time.perf_counter() - started
        server.stop()
    if seconds >= LIMIT_S:
        raise SystemExit(f"first page after {seconds:.2f} s, under {LIMIT_S:g} s asked")
    print(f"first page after {seconds:.2f} s")


if __name__ == "__main__":
    main()
