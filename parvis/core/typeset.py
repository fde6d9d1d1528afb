"""Runs of the Typst compiler, in a child process that can be stopped (`python -m parvis.core.typeset`).

A child does one job after the other and is ended when none comes for a while, so that the memory of compiler and
fonts (70 MiB) is that of a series of papers, not of the worker for the rest of the day. It needs nothing of Django and
starts in a tenth of a second.
"""

import atexit
import json
import resource
import signal
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, ClassVar, cast

from parvis.core.lazy import load

FONTS = Path(__file__).resolve().parent / "fonts"
IDLE_S = 5.0
MOST_MEMORY = 2 * 2**30
MADE, REFUSED = b"+", b"-"


class TypesettingFailed(Exception):
    """Typst refused the template or its data; the text is the compiler's, for the log."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to compile: `main` lies inside `root`, the only folder that the template can read."""

    root: str
    main: str
    inputs: dict[str, str]
    standard: tuple[str, ...]
    timestamp: int


def typeset(job: Job) -> bytes:
    """The PDF of a job. Only the fonts of this folder exist; packages cannot be found, here or elsewhere."""
    typst = load("typst")
    nowhere = str(Path(job.root) / "no-packages")
    compiler = typst.Compiler(
        str(Path(job.root) / job.main),
        root=job.root,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=job.inputs,
        package_path=nowhere,
        package_cache_path=nowhere,
    )
    try:
        made: bytes = compiler.compile(format="pdf", pdf_standards=list(job.standard), timestamp=job.timestamp)
    except typst.TypstError as error:
        raise TypesettingFailed(f"{job.main}: {error.message}\n{error.diagnostic}") from error
    return made


def typeset_apart(job: Job, *, seconds: float) -> bytes:
    """The same in a child process, ended after `seconds`."""
    child, is_late = _Child.taken(), threading.Event()

    def end() -> None:
        is_late.set()
        child.process.kill()

    ending = threading.Timer(seconds, end)
    ending.start()
    try:
        is_made, answer = child.do(job)
    except EOFError:
        child.end()
        reason = f"not done after {seconds} s" if is_late.is_set() else "died"
        raise TypesettingFailed(f"{job.main}: {reason}") from None
    finally:
        ending.cancel()
    child.rest()
    if not is_made:
        raise TypesettingFailed(answer.decode(errors="replace"))
    return answer


class _Child:
    """A child at work for one thread at a time; those with nothing to do rest, and are ended after `IDLE_S`."""

    _resting: ClassVar[list["_Child"]] = []
    _turn: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self) -> None:
        command = [sys.executable, "-m", "parvis.core.typeset"]
        self.process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=FONTS.parent.parent.parent,
        )
        self.words = cast("IO[bytes]", self.process.stdin)
        self.answers = cast("IO[bytes]", self.process.stdout)
        self.retirement = threading.Timer(0, self.retire)

    @classmethod
    def taken(cls) -> "_Child":
        """One that rests and is alive, else a new one."""
        with cls._turn:
            while cls._resting:
                child = cls._resting.pop()
                child.retirement.cancel()
                if child.process.poll() is None:
                    return child
                child.end()
        return cls()

    def do(self, job: Job) -> tuple[bool, bytes]:
        """Whether the paper was made, and its bytes or what the compiler said. EOFError when the child is gone."""
        try:
            _write(self.words, json.dumps(asdict(job)).encode())
        except BrokenPipeError:
            raise EOFError from None
        answer = _read(self.answers)
        return answer[:1] == MADE, answer[1:]

    def rest(self) -> None:
        with self._turn:
            self._resting.append(self)
            self.retirement = threading.Timer(IDLE_S, self.retire)
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


atexit.register(_Child.end_all)


def _write(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(struct.pack(">Q", len(data)) + data)
    pipe.flush()


def _read(pipe: IO[bytes]) -> bytes:
    head = pipe.read(8)
    data = pipe.read(struct.unpack(">Q", head)[0]) if len(head) == 8 else b""
    if not data:
        raise EOFError
    return data


@lru_cache(maxsize=1)
def _fonts() -> Any:
    return load("typst").Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def main() -> None:
    """Job after job as JSON, paper after paper as PDF, until the parent is gone."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    with suppress(EOFError, BrokenPipeError):
        while True:
            asked = json.loads(_read(sys.stdin.buffer))
            asked["standard"] = tuple(asked["standard"])
            try:
                answer = MADE + typeset(Job(**asked))
            except Exception as error:  # the parent tells it, and the next job is another one
                answer = REFUSED + str(error).encode()
            _write(sys.stdout.buffer, answer)


if __name__ == "__main__":
    main()
