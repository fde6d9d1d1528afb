"""A stranger's PDF made harmless, in a child process with little memory and time (`python -m parvis.core.pdf_wash`).

Actions that run, send or open something, scripts and carried files are taken out; the pages stay as they were.
Needs nothing of Django. The PDF comes on stdin; the page count and the washed PDF go to stdout, or a word of `WHY`
to stderr with code 3.
"""

import io
import resource
import sys
from typing import Any

from parvis.core.lazy import load

WHY = ("encrypted", "damaged", "empty", "too_many_pages", "page_too_large", "inflates")
MEMORY = 1 << 30
INFLATED = 400_000_000  # bytes of all streams once decompressed
CPU_SECONDS = 15
LARGEST_SIDE = 5000.0  # points, 1.76 m
_ACTING_KEYS = ("/AA", "/OpenAction", "/JavaScript", "/JS", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/RichMediaContent")
_ACTIONS = {
    *("/GoTo", "/GoToR", "/GoToE", "/Launch", "/Thread", "/URI", "/Sound", "/Movie", "/Hide", "/Named", "/SubmitForm"),
    *("/ResetForm", "/ImportData", "/JavaScript", "/SetOCGState", "/Rendition", "/GoTo3DView", "/RichMediaExecute"),
}
_KEPT_ACTIONS = {"/GoTo", "/URI", "/Named"}
_KEPT_SCHEMES = (b"http://", b"https://", b"mailto:", b"tel:")
_DEEPEST = 30


class Unfit(Exception):
    """The file cannot be taken; the text is one word of `WHY`."""


def wash(data: bytes, *, max_pages: int) -> tuple[bytes, int]:
    """The harmless PDF and its number of pages. Raises `Unfit`."""
    pikepdf = load("pikepdf")
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise Unfit("encrypted")
            pages = _checked_pages(pdf, max_pages)
            _measure(pdf)
            for held in pdf.objects:
                _scrub(held, 0)
            washed = io.BytesIO()
            pdf.save(washed, deterministic_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none)
            return washed.getvalue(), pages
    except pikepdf.PasswordError as error:
        raise Unfit("encrypted") from error
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError, MemoryError) as error:
        raise Unfit("damaged") from error


def _checked_pages(pdf: Any, max_pages: int) -> int:
    pages = len(pdf.pages)
    if not pages:
        raise Unfit("empty")
    if pages > max_pages:
        raise Unfit("too_many_pages")
    for page in pdf.pages:
        box = [float(side) for side in page.mediabox]
        if abs(box[2] - box[0]) > LARGEST_SIDE or abs(box[3] - box[1]) > LARGEST_SIDE:
            raise Unfit("page_too_large")
    return pages


def _measure(pdf: Any) -> None:
    """A small file must not grow without end in the hands of whoever reads it next."""
    pikepdf = load("pikepdf")
    rest = INFLATED
    for held in pdf.objects:
        if isinstance(held, pikepdf.Stream) and "/Filter" in held:
            try:
                rest -= len(held.read_bytes(pikepdf.StreamDecodeLevel.generalized))
            except MemoryError as error:
                raise Unfit("inflates") from error
            except pikepdf.PdfError:
                continue  # an image in a format of its own: not decoded here, nor by saving
            if rest < 0:
                raise Unfit("inflates")


def _scrub(held: Any, depth: int) -> None:
    """Take out what acts, in a dictionary or list and the direct ones inside it (the others have their turn)."""
    if depth > _DEEPEST:
        raise Unfit("damaged")
    pikepdf = load("pikepdf")
    inside: list[Any] = []
    if isinstance(held, pikepdf.Array):
        inside = list(held)
    elif isinstance(held, pikepdf.Dictionary | pikepdf.Stream):
        _drop_keys(held)
        inside = [held[key] for key in held.keys()]  # noqa: SIM118 (a pikepdf object iterates otherwise)
    for inner in inside:
        if not getattr(inner, "is_indirect", True):
            _scrub(inner, depth + 1)


def _drop_keys(held: Any) -> None:
    acts = _acts(held)
    for key in list(held.keys()):
        if acts or key in _ACTING_KEYS:
            del held[key]


def _acts(held: Any) -> bool:
    """Is it an action of a kind that we do not keep?"""
    kind = held.get("/S")
    named = str(held.get("/Type", ""))
    if named == "/Action" or (kind is not None and str(kind) in _ACTIONS):
        if str(kind) not in _KEPT_ACTIONS:
            return True
        target = held.get("/URI")
        return target is not None and not bytes(target).lower().startswith(_KEPT_SCHEMES)
    return False


def main() -> int:
    """Read, wash, write."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        washed, pages = wash(sys.stdin.buffer.read(), max_pages=int(sys.argv[1]))
    except Unfit as error:
        sys.stderr.write(str(error))
        return 3
    sys.stdout.buffer.write(f"{pages}\n".encode() + washed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
