"""One run of the Typst compiler, here or in a child process that can be stopped (`python -m parvis.core.typeset`).

Needs nothing of Django, so that the child starts in a tenth of a second.
"""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from parvis.core.lazy import load

FONTS = Path(__file__).resolve().parent / "fonts"


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
    command = [sys.executable, "-m", "parvis.core.typeset"]
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter and module)
            command,
            input=json.dumps(asdict(job)).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
            cwd=FONTS.parent.parent.parent,
        )
    except subprocess.TimeoutExpired as error:
        raise TypesettingFailed(f"{job.main}: not done after {seconds} s") from error
    if done.returncode:
        raise TypesettingFailed(done.stderr.decode(errors="replace"))
    return done.stdout


@lru_cache(maxsize=1)
def _fonts() -> Any:
    return load("typst").Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def main() -> int:
    """Read a job as JSON, write its PDF."""
    asked = json.load(sys.stdin)
    asked["standard"] = tuple(asked["standard"])
    try:
        sys.stdout.buffer.write(typeset(Job(**asked)))
    except TypesettingFailed as error:
        sys.stderr.write(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
