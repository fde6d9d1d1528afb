"""Files from strangers: recognised by content, made harmless, kept under a name of our own, handed out as downloads.

An image is drawn again (no EXIF, no hidden data); a PDF is washed in a child process. Files lie in `core.media`
under their SHA-256 and are served by views alone, after their door.
"""

import hashlib
import io
import re
import struct
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from django.http import FileResponse
from django.utils.translation import gettext as _

from parvis.core import lazy, media
from parvis.core.errors import Refused
from parvis.core.virus import refuse_infected

if TYPE_CHECKING:
    from PIL import Image

MEDIA_TYPES = {"png": "image/png", "webp": "image/webp", "pdf": "application/pdf"}
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
_STORED = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}\.(png|webp|pdf)")
_IMAGES = ("PNG", "JPEG", "WEBP", "GIF")
_BROKEN_IMAGE = (OSError, SyntaxError, ValueError, struct.error)
_MEGABYTE = 1_000_000
_WASH_SECONDS = 30


class Readable(Protocol):
    """An uploaded or opened file."""

    def seek(self, place: int, /) -> object: ...

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class CleanFile:
    """A harmless file, not stored yet."""

    data: bytes
    extension: str

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.extension]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class CleanImage(CleanFile):
    """An image drawn again by us, as PNG or WebP; sizes in pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class CleanPdf(CleanFile):
    """A PDF without scripts, actions or carried files."""

    pages: int


def read_image(file: Readable, *, max_mpx: int = 25, max_mb: int = 10, max_side: int = 2000) -> CleanImage:
    """A PNG, JPEG, WebP or GIF (first picture), turned upright and at most `max_side` pixels wide or high."""
    data = _take(file, max_mb)
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<?xml", b"<svg", b"<!doctype")):
        raise Refused(_("SVG files are not accepted. Export the image as PNG."), code="upload_svg")
    images = lazy.load("PIL.Image")
    try:
        with images.open(io.BytesIO(data), formats=_IMAGES) as opened:
            if opened.width * opened.height > max_mpx * _MEGABYTE:
                raise _too_many_pixels(max_mpx)
            return _redrawn(opened, max_side)
    except (images.DecompressionBombError, images.DecompressionBombWarning) as error:
        raise _too_many_pixels(max_mpx) from error
    except _BROKEN_IMAGE as error:
        sentence = _("This file is not an image we can read. Use PNG, JPEG or WebP.")
        raise Refused(sentence, code="upload_not_image") from error


def read_pdf(file: Readable, *, max_mb: int = 10, max_pages: int = 50) -> CleanPdf:
    """A PDF of at most that size and that many pages, washed of everything that acts."""
    data = _take(file, max_mb)
    if not data.startswith(b"%PDF-"):
        raise Refused(_("This file is not a PDF, whatever its name says."), code="upload_not_pdf")
    if b"%%EOF" not in data[-2048:]:
        raise Refused(_pdf_sentence("damaged", max_pages), code="upload_damaged")
    washed = _wash(data, max_pages)
    pages, _newline, content = washed.partition(b"\n")
    return CleanPdf(content, "pdf", int(pages))


def read_document(file: Readable, *, max_mb: int = 10, max_pages: int = 50) -> CleanImage | CleanPdf:
    """A PDF or an image, told apart by content."""
    data = _take(file, max_mb)
    if data.startswith(b"%PDF-"):
        return read_pdf(io.BytesIO(data), max_mb=max_mb, max_pages=max_pages)
    try:
        return read_image(io.BytesIO(data), max_mb=max_mb)
    except Refused as refused:
        if refused.code != "upload_not_image":
            raise
        sentence = _("This file is neither a PDF nor an image (PNG, JPEG, WebP).")
        raise Refused(sentence, code="upload_not_document") from refused


def store(clean: CleanFile) -> str:
    """Write it once under its SHA-256; the answer is its name, to keep in the database."""
    name = f"{clean.sha256[:2]}/{clean.sha256}.{clean.extension}"
    try:
        media.write(name, clean.data)
    except OSError as error:
        raise Refused(_("The file could not be kept. Please try again later."), code="upload_not_kept") from error
    return name


def read_stored(name: str) -> bytes:
    """The bytes of a stored file. `ValueError` for a name that is not one of ours."""
    _extension(name)
    return media.read(name)


def download_response(name: str, *, filename: str) -> FileResponse:
    """The file as a download that no browser opens on our address. `filename` may be anything a person typed."""
    extension = _extension(name)
    response = FileResponse(
        media.open_file(name),
        as_attachment=True,
        filename=download_name(filename, extension),
        content_type=MEDIA_TYPES[extension],
    )
    return _shielded(response, cache="private, no-store")


def image_response(name: str) -> FileResponse:
    """One of our own redrawn images, for an `<img>`; its name changes with its content."""
    media_type = MEDIA_TYPES[_extension(name)]
    if not media_type.startswith("image/"):
        raise ValueError(f"not an image: {name!r}")
    response = FileResponse(media.open_file(name), content_type=media_type)
    return _shielded(response, cache="private, max-age=86400, immutable")


def download_name(text: str, extension: str) -> str:
    """A file name that every system takes: its last part without control or direction characters, our extension."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", text))[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*').strip(" .")
    stem = kept[: -len(extension) - 1] if kept.lower().endswith(f".{extension}") else kept
    return f"{stem.strip(' .')[:100] or 'document'}.{extension}"


def _extension(name: str) -> str:
    if not _STORED.fullmatch(name):
        raise ValueError(f"not a stored file: {name!r}")
    return name.rpartition(".")[2]


def _take(file: Readable, max_mb: int) -> bytes:
    file.seek(0)  # a form may have looked at it before
    data = file.read(max_mb * _MEGABYTE + 1)
    if not data:
        raise Refused(_("This file is empty."), code="upload_empty")
    if len(data) > max_mb * _MEGABYTE:
        sentence = _("This file is larger than %(size)s MB.") % {"size": max_mb}
        raise Refused(sentence, code="upload_too_large", status=413)
    refuse_infected(data)
    return data


def _too_many_pixels(max_mpx: int) -> Refused:
    sentence = _("This image has more than %(size)s million pixels. Make it smaller.") % {"size": max_mpx}
    return Refused(sentence, code="upload_too_many_pixels")


def _redrawn(opened: "Image.Image", max_side: int) -> CleanImage:
    upright: Image.Image = lazy.load("PIL.ImageOps").exif_transpose(opened)
    has_alpha = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
    drawn = upright.convert("RGBA" if has_alpha else "RGB")
    drawn.thumbnail((max_side, max_side))
    drawn.info = {}
    photo = opened.format in {"JPEG", "WEBP"} and not has_alpha
    made = io.BytesIO()
    if photo:
        drawn.save(made, "WEBP", quality=85)
    else:
        drawn.save(made, "PNG", optimize=True)
    return CleanImage(made.getvalue(), "webp" if photo else "png", drawn.width, drawn.height)


def _wash(data: bytes, max_pages: int) -> bytes:
    command = [sys.executable, "-m", "parvis.core.pdf_wash", str(max_pages)]
    home = Path(__file__).resolve().parent.parent.parent
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter and module)
            command, input=data, capture_output=True, timeout=_WASH_SECONDS, check=False, cwd=home
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(_pdf_sentence("damaged", max_pages), code="upload_damaged") from error
    if done.returncode:
        why = done.stderr.decode(errors="replace") if done.returncode == 3 else "damaged"
        raise Refused(_pdf_sentence(why, max_pages), code=f"upload_{why}")
    return done.stdout


def _pdf_sentence(why: str, max_pages: int) -> str:
    return {
        "encrypted": _("This PDF is protected by a password. Save it without protection and send it again."),
        "empty": _("This PDF has no page."),
        "too_many_pages": _("This PDF has more than %(pages)s pages.") % {"pages": max_pages},
        "inflates": _("This PDF grows far too large when it is opened. Save it again as PDF, with smaller images."),
        "page_too_large": _("A page of this PDF is larger than any paper."),
    }.get(why, _("This PDF is damaged or incomplete. Save it again as PDF and send it again."))


def _shielded(response: FileResponse, *, cache: str) -> FileResponse:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = cache
    return response
