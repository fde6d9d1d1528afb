"""Who is at work on a data folder: servers and workers together, or alone what replaces the data under them."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from parvis.core.errors import Refused

NAME = "run.lock"


@contextmanager
def hold(folder: Path, *, is_alone: bool = False) -> Iterator[None]:
    """Hold the folder until the block ends, or the process does. Refused while the other kind holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / NAME).open("a") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if is_alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(_sentence(folder, is_alone=is_alone), code="in_use") from None
        yield


def _sentence(folder: Path, *, is_alone: bool) -> str:
    if is_alone:
        return f"Parvis is running on {folder}: stop the server and the worker first."
    return f"The data in {folder} is being replaced just now: try again when that is done."
