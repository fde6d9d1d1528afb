"""The write gate: writers queue at a file lock instead of polling SQLite.

SQLite's own wait sleeps and looks again, so under 32 writers some starve for seconds. A blocking `flock` wakes
them in turn. The kernel frees the lock when its process dies, so nothing is ever left locked.
"""

import fcntl
import os
import threading

from django.db import OperationalError


class WriteGate:
    """One connection's place at the gate of one database file; each connection has its own descriptor."""

    def __init__(self, path: str, timeout: float) -> None:
        self.path = path
        self.timeout = timeout
        self.is_held = False
        self._descriptor = -1
        self._process = 0

    def enter(self) -> None:
        """Wait for our turn; nothing to do when this connection already has it."""
        if self.is_held:
            return
        self._open()
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._wait()
        self.is_held = True

    def leave(self) -> None:
        """Let the next writer in."""
        if self.is_held:
            self.is_held = False
            if self._process == os.getpid():
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        self.leave()
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __del__(self) -> None:
        """A thread that ends without closing its connection must not keep the gate shut."""
        self.close()

    def _open(self) -> None:
        """Our own descriptor; one inherited by a fork would share its parent's lock."""
        if self._descriptor >= 0 and self._process != os.getpid():
            os.close(self._descriptor)
            self._descriptor = -1
        if self._descriptor < 0:
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._process = os.getpid()

    def _wait(self) -> None:
        """Block in a thread of its own, so that the wait can end without the lock."""
        descriptor, entered = self._descriptor, threading.Event()
        settle, is_abandoned = threading.Lock(), False

        def block() -> None:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            with settle:
                if is_abandoned:
                    os.close(descriptor)
                entered.set()

        threading.Thread(target=block, name="write-gate", daemon=True).start()
        if entered.wait(self.timeout):
            return
        with settle:
            if entered.is_set():
                return
            is_abandoned = True
            self._descriptor = -1
        raise OperationalError(f"database is locked: another writer has held {self.path} for {self.timeout:g} s")
