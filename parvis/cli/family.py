"""Processes that are started together, watched, and end together, whatever happens to one of them or to us."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress

STDERR = 2  # logs; what we print ourselves is the answer
PATIENCE_S = 15.0
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of linux/prctl.h
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class Family:
    """Children by name. Each leads a group of its own: Ctrl-C in a terminal reaches us alone, and we tell them."""

    def __init__(self) -> None:
        self.children: dict[str, subprocess.Popen[str]] = {}

    def start(self, name: str, *command: str, is_answering: bool = False) -> subprocess.Popen[str]:
        """Start a module of Python; `is_answering` keeps what it prints for us."""
        self.children[name] = subprocess.Popen(  # noqa: S603  (our own modules)
            [sys.executable, "-P", "-m", *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if is_answering else STDERR,
            text=True,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
        return self.children[name]

    def take_finished(self, name: str) -> tuple[int, str] | None:
        """Exit code and words of a child that has ended, which then is no longer one of us."""
        child = self.children.get(name)
        if child is None or child.poll() is None:
            return None
        words, _errors = child.communicate()
        del self.children[name]
        return child.returncode, words

    def ended(self) -> tuple[str, int] | None:
        """Name and exit code of a child that ended by itself, which none should."""
        codes = {name: child.poll() for name, child in self.children.items()}
        return next(((name, code) for name, code in codes.items() if code is not None), None)

    def end(self, *, is_urgent: Callable[[], bool]) -> None:
        """Ask everyone to stop, wait, and kill what is left: at once when somebody asks a second time."""
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + PATIENCE_S
        while any(child.poll() is None for child in self.children.values()):
            if time.monotonic() > until or is_urgent():
                break
            time.sleep(0.05)
        for child in self.children.values():
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _end_with_parent() -> None:
    """In the child, on Linux: be told to stop when the parent is killed and can tell nobody."""
    if LIBC is not None:
        LIBC.prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)
