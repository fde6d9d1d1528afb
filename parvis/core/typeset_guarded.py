"""Templates that somebody typed, compiled behind stricter walls (`python -m parvis.core.typeset_guarded`).

A template is a program: it may be wrong, endless or hostile. It gets ten seconds, one gigabyte, no network, the folder
made for it and no other file; what it makes is at most 40 pages and 8 MiB.
"""

import base64
import io
import json
import os
from dataclasses import asdict, dataclass
from typing import Any

from parvis.core.apart import Child, ChildFailed, serve
from parvis.core.lazy import load
from parvis.core.sandbox import forbid_network, limit_memory
from parvis.core.typeset import Job, TypesettingFailed, compiled, job_of, typeset

LONGEST_S = 10.0
MOST_MEMORY = 2**30
MOST_BYTES, MOST_PAGES = 8 * 2**20, 40
DOTS_PER_INCH = 72.0
LATE, DEAD, LARGE, LONG = "not done after", "died", "file too large", "too many pages"


@dataclass(frozen=True, slots=True)
class Proof:
    """What a template made: the PDF; if asked for, a picture (PNG) of each page and the names of the places in it."""

    pdf: bytes
    pictures: list[bytes]
    places: list[str]


def proved_apart(job: Job, *, has_pictures: bool) -> Proof:
    """The proof of a job, made by a child. Raises TypesettingFailed."""
    asked = asdict(job) | {"has_pictures": has_pictures}
    try:
        answer = json.loads(_GuardedChild.answer(asked, seconds=LONGEST_S))
    except ChildFailed as error:
        raise TypesettingFailed(f"{job.main}: {error}") from None
    pictures = [base64.b64decode(picture) for picture in answer["pictures"]]
    return Proof(base64.b64decode(answer["pdf"]), pictures, answer["places"])


class _GuardedChild(Child):
    module = "parvis.core.typeset_guarded"


def _proved(asked: dict[str, Any]) -> bytes:
    has_pictures = asked.pop("has_pictures")
    job = job_of(asked)
    pdf = typeset(job)
    if len(pdf) > MOST_BYTES:
        raise TypesettingFailed(LARGE)
    answer: dict[str, Any] = {"pdf": _text(pdf), "pictures": [], "places": []}
    if has_pictures:
        answer["places"] = _places(pdf)
        pages = compiled(job, format="png", ppi=DOTS_PER_INCH)
        answer["pictures"] = [_text(page) for page in (pages if isinstance(pages, list) else [pages])]
    return json.dumps(answer).encode()


def _places(pdf: bytes) -> list[str]:
    """The names of the places in a PDF that is not too long."""
    pikepdf = load("pikepdf")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        if len(document.pages) > MOST_PAGES:
            raise TypesettingFailed(LONG)
        tree = document.Root.get("/Names", {}).get("/Dests")
        return [] if tree is None else [str(name) for name in pikepdf.NameTree(tree)]


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def main() -> None:
    """Job after job, until the parent is gone; the walls stand before the compiler is there."""
    os.environ["RAYON_NUM_THREADS"] = "2"  # a thread's stack counts as memory
    limit_memory(MOST_MEMORY)
    forbid_network()
    serve(_proved)


if __name__ == "__main__":
    main()
