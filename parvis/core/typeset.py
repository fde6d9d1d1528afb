"""Runs of the Typst compiler, in a child process that can be stopped (`python -m parvis.core.typeset`).

Compiler and fonts take 70 MiB, for the time of a series of papers (`core.apart`). The child needs nothing of Django
and starts in a tenth of a second.
"""

from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from parvis.core.apart import Child, ChildFailed, serve
from parvis.core.lazy import load
from parvis.core.sandbox import forbid_network, limit_memory

FONTS = Path(__file__).resolve().parent / "fonts"
IDLE_S = 5.0
MOST_MEMORY = 2 * 2**30


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
    """The PDF of a job. Only the fonts of this folder exist; no package is kept here, and none can be fetched."""
    made: bytes = compiled(job, format="pdf", pdf_standards=list(job.standard), timestamp=job.timestamp)
    return made


def compiled(job: Job, **how: Any) -> Any:
    """What the compiler makes of a job in one of its formats."""
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
        return compiler.compile(**how)
    except typst.TypstError as error:
        raise TypesettingFailed(f"{job.main}: {error.message}\n{error.diagnostic}") from error


def typeset_apart(job: Job, *, seconds: float) -> bytes:
    """The same in a child process, ended after `seconds`."""
    try:
        return _Child.answer(asdict(job), seconds=seconds)
    except ChildFailed as error:
        raise TypesettingFailed(f"{job.main}: {error}") from None


class _Child(Child):
    module = "parvis.core.typeset"

    @classmethod
    def idle_s(cls) -> float:
        return IDLE_S


@lru_cache(maxsize=1)
def _fonts() -> Any:
    return load("typst").Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def job_of(asked: dict[str, Any]) -> Job:
    """A job as it comes through the pipe."""
    return Job(**{**asked, "standard": tuple(asked["standard"])})


def _made(asked: dict[str, Any]) -> bytes:
    return typeset(job_of(asked))


def main() -> None:
    """Job after job as JSON, paper after paper as PDF, until the parent is gone."""
    limit_memory(MOST_MEMORY)
    forbid_network()
    serve(_made)


if __name__ == "__main__":
    main()
