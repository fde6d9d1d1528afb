"""Work that takes much memory, done by a child process that can be stopped (`python -m <module>`).

A child does one job after the other and is ended when none comes for a while, so that its memory is that of a series
of jobs, not of the worker for the rest of the day. Jobs are JSON, answers are bytes.
"""

import atexit
import json
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, ClassVar, Self, cast

IDLE_S = 5.0
ROOT = Path(__file__).resolve().parent.parent.parent
MADE, REFUSED = b"+", b"-"


class ChildFailed(Exception):
    """The child refused the job, died or was late; the text says which."""


class Child:
    """A child at work for one thread at a time; those with nothing to do rest, and are ended after `idle_s`.

    Every subclass names its `module` and has resting children of its own.
    """

    module: ClassVar[str]
    _resting: ClassVar[list[Any]]
    _turn: ClassVar[threading.Lock]

    def __init_subclass__(cls) -> None:
        cls._resting, cls._turn = [], threading.Lock()
        atexit.register(cls.end_all)

    def __init__(self) -> None:
        command = [sys.executable, "-m", self.module]
        self.process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT
        )
        self.words = cast("IO[bytes]", self.process.stdin)
        self.answers = cast("IO[bytes]", self.process.stdout)
        self.retirement = threading.Timer(0, self.retire)

    @classmethod
    def idle_s(cls) -> float:
        return IDLE_S

    @classmethod
    def taken(cls) -> Self:
        """One that rests and is alive, else a new one."""
        with cls._turn:
            while cls._resting:
                child: Self = cls._resting.pop()
                child.retirement.cancel()
                if child.process.poll() is None:
                    return child
                child.end()
        return cls()

    @classmethod
    def answer(cls, job: dict[str, Any], *, seconds: float) -> bytes:
        """What a child makes of that job. Raises ChildFailed, after `seconds` at the latest."""
        child, is_late = cls.taken(), threading.Event()

        def end() -> None:
            is_late.set()
            child.process.kill()

        ending = threading.Timer(seconds, end)
        ending.start()
        try:
            is_made, answer = child.do(job)
        except EOFError:
            child.end()
            raise ChildFailed(f"not done after {seconds} s" if is_late.is_set() else "died") from None
        finally:
            ending.cancel()
        child.rest()
        if not is_made:
            raise ChildFailed(answer.decode(errors="replace"))
        return answer

    def do(self, job: dict[str, Any]) -> tuple[bool, bytes]:
        """Whether the job was done, and its bytes or why not. EOFError when the child is gone."""
        try:
            write(self.words, json.dumps(job).encode())
        except BrokenPipeError:
            raise EOFError from None
        answer = read(self.answers)
        return answer[:1] == MADE, answer[1:]

    def rest(self) -> None:
        with self._turn:
            self._resting.append(self)
            self.retirement = threading.Timer(self.idle_s(), self.retire)
            self.retirement.daemon = True
            self.retirement.start()

    def retire(self) -> None:
        with self._turn:
            if self not in self._resting:
                return
            self._resting.remove(self)
        self.end()

    def end(self) -> None:
        self.process.kill()
        with suppress(BrokenPipeError), self.process:  # closes both pipes and takes the exit code
            pass

    @classmethod
    def end_all(cls) -> None:
        """When this process ends. A child whose parent was killed ends by itself: nobody speaks to it any more."""
        for child in list(cls._resting):
            child.retirement.cancel()
            child.retire()


def write(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(struct.pack(">Q", len(data)) + data)
    pipe.flush()


def read(pipe: IO[bytes]) -> bytes:
    head = pipe.read(8)
    data = pipe.read(struct.unpack(">Q", head)[0]) if len(head) == 8 else b""
    if not data:
        raise EOFError
    return data


def serve(work: Callable[[dict[str, Any]], bytes]) -> None:
    """The child's side: job after job, answer after answer, until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    with suppress(EOFError, BrokenPipeError):
        while True:
            job = json.loads(read(sys.stdin.buffer))
            try:
                answer = MADE + work(job)
            except Exception as error:  # the parent tells it, and the next job is another one
                answer = REFUSED + str(error).encode()
            write(sys.stdout.buffer, answer)
