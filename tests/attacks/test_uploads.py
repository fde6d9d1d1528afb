"""Files from strangers, sent to the pages that take them: logos and documents."""

import io
import shlex
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import Settings

from parvis.core.errors import Refused
from parvis.core.uploads import read_pdf, read_stored, store
from parvis.exhibitors.models import ExhibitorDocument, ExhibitorProfile
from parvis.exhibitors.tests.factories import png
from tests.attacks import samples
from tests.attacks.fair import Fair
from tests.attacks.reading import content_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def send_logo(fair: Fair, data: bytes, name: str = "logo.png", kind: str = "image/png") -> int:
    path = reverse("exhibitors:portal_logo_set", args=["here"])
    return fair.representative.post(path, {"logo": SimpleUploadedFile(name, data, content_type=kind)}).status_code


def send_document(fair: Fair, data: bytes, name: str = "plan.pdf", kind: str = "application/pdf") -> int:
    path = reverse("exhibitors:portal_document_send", args=["here", fair.world.words["request_id"]])
    return fair.representative.post(path, {"file": SimpleUploadedFile(name, data, content_type=kind)}).status_code


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def logo_of(fair: Fair) -> bytes:
    return read_stored(ExhibitorProfile.objects.get(exhibitor=fair.exhibitor).logo_path)


def document_of(fair: Fair) -> Any:
    document = ExhibitorDocument.objects.filter(exhibitor=fair.exhibitor).latest("pk")
    return fair.representative.get(reverse("exhibitors:portal_document_file", args=["here", document.pk]))


BAD_IMAGES = {
    "38 thirty thousand pixels square": samples.png(30_000),
    "38 thirteen thousand pixels square": samples.png(13_000),
    **{f"45 svg {number}": svg for number, svg in enumerate(samples.SVGS)},
    "43 html named png": b"<html><script>alert(1)</script></html>",
    "43 pdf named png": samples.pdf(),
    "42 empty": b"",
    "42 truncated": samples.photo_from_home()[:200],
    "50 eleven megabytes": b"\x89PNG" + bytes(11_000_000),
}


@pytest.mark.parametrize("name", BAD_IMAGES)
def test_a_hostile_logo_is_refused_and_nothing_is_kept(here: Fair, media: Path, name: str) -> None:
    """38, 42, 43, 45: whatever its name and type say."""
    began = time.process_time()

    assert send_logo(here, BAD_IMAGES[name]) == 422
    assert files_in(media) == []
    assert time.process_time() - began < 2


BAD_PDFS: dict[str, Callable[[], bytes]] = {
    "40 page tree in a circle": samples.looping_pdf,
    "41 a page as large as a house": lambda: samples.pdf(size=(14_400, 14_400)),
    "42 protected": lambda: samples.pdf(encryption=pikepdf.Encryption(owner="o", user="u")),
    "42 empty": lambda: b"",
    "42 truncated": lambda: samples.pdf()[:-40],
    "42 five thousand pages": lambda: samples.pdf(5_000),
    "43 html named pdf": lambda: b"<!DOCTYPE html><script>alert(1)</script>",
    "43 javascript named pdf": lambda: b"alert(1)//%PDF-1.4",
    "43 html before a pdf": lambda: b"<html><script>alert(1)</script>" + samples.pdf(),
    "43 a picture named pdf": lambda: samples.png(10),
}


@pytest.mark.parametrize("name", BAD_PDFS)
def test_a_hostile_document_is_refused_and_nothing_is_kept(here: Fair, media: Path, name: str) -> None:
    """40-43: refused with a sentence, in a child process that may use little."""
    assert send_document(here, BAD_PDFS[name]()) == 422
    assert files_in(media) == []


def test_a_document_loses_all_that_acts_and_comes_back_as_a_download(here: Fair) -> None:
    """39, 43: also when HTML hides behind its end."""
    hostile = samples.acting_pdf().replace(b"%%EOF", b"%%EOF\n<script>MARK</script>\n%%EOF")
    assert send_document(here, hostile) == 302

    answer = document_of(here)
    content = content_of(answer)
    assert not [word for word in (b"MARK", b"/JavaScript", b"/Launch", b"/OpenAction", b"<script") if word in content]
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


NAMES = [
    *("../../x.pdf", "..\\x.pdf", "CON", "a" * 300 + ".pdf", "a.pdf.html", "a\r\nSet-Cookie: x=y.pdf", "fdp.\u202eexe"),
    *("/etc/passwd", "a;b=c.pdf", 'a"b.pdf', "%2e%2e%2fx.pdf", ".pdf", "été.pdf", "漢.pdf", "  .pdf", "<b>.pdf"),
]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_lies_under_our_own_name_whatever_it_was_called(here: Fair, media: Path, name: str) -> None:
    """44."""
    status = send_document(here, samples.pdf(), name)

    assert status in {302, 400}
    assert all(path.is_relative_to(media) and len(path.stem) == 64 for path in files_in(media))
    if status == 302:
        answer = document_of(here)
        content_of(answer)
        disposition = answer.headers["Content-Disposition"]
        assert disposition.isascii()
        assert "\n" not in disposition
        assert disposition.startswith("attachment;")
        assert not [
            part for part in ("..", "\\x", "/etc", "%2F", "%5C", "%E2%80%AE", 'exe"', 'html"') if part in disposition
        ]


def test_a_name_with_nul_is_refused(here: Fair, media: Path) -> None:
    """44."""
    path = reverse("exhibitors:portal_document_send", args=["here", here.world.words["request_id"]])
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf\x00.html"\r\n\r\n%PDF\r\n--b--\r\n'

    assert here.representative.generic("POST", path, part, "multipart/form-data; boundary=b").status_code in {400, 422}
    assert files_in(media) == []


def test_a_photo_forgets_where_it_was_taken(here: Fair) -> None:
    """48."""
    assert send_logo(here, samples.photo_from_home()) == 302
    assert not [word for word in (b"MARK", b"Exif", b"EXIF") if word in logo_of(here)]


def test_an_upload_cut_in_the_middle_keeps_nothing(here: Fair, media: Path) -> None:
    """49: a body shorter than it says, and one without its end."""
    path = reverse("exhibitors:portal_document_send", args=["here", here.world.words["request_id"]])
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + samples.pdf()[:100]

    assert here.representative.generic("POST", path, part, "multipart/form-data; boundary=b").status_code in {400, 422}
    assert files_in(media) == []


def test_the_same_upload_five_times_is_one_file(here: Fair, media: Path) -> None:
    """49: replayed."""
    data = samples.pdf()

    assert {send_document(here, data) for _time in range(5)} == {302}
    assert len(files_in(media)) == 1


def test_five_good_files_at_once_are_each_washed_and_kept_once(media: Path) -> None:
    """49: five children at once; all write the same name, and one file is there."""
    data = samples.pdf()
    with ThreadPoolExecutor(5) as threads:
        names = set(threads.map(lambda _number: store(read_pdf(io.BytesIO(data))), range(5)))

    assert len(names) == len(files_in(media)) == 1


def test_five_hostile_files_at_once_are_each_refused() -> None:
    """49: five children at once, each with its own small memory."""

    def refusal(data: bytes) -> str:
        with pytest.raises(Refused) as caught:
            read_pdf(io.BytesIO(data))
        return caught.value.code

    with ThreadPoolExecutor(5) as threads:
        assert set(threads.map(refusal, [samples.looping_pdf()] * 5)) == {"upload_damaged"}


def test_a_full_disk_is_said_and_leaves_no_half_file(here: Fair, media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """49."""

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert send_document(here, samples.pdf()) in {409, 422, 503}
    assert files_in(media) == []


SCANNER = "import sys; d = sys.stdin.buffer.read(); sys.exit(1 if b'EICAR' in d else 0)"


def test_the_associations_virus_scanner_is_asked_about_each_file(here: Fair, media: Path, monkeypatch: Any) -> None:
    """50: off, every file passes to the other checks; on, what it rejects is not kept."""
    infected = samples.pdf().replace(b"%%EOF", samples.EICAR + b"\n%%EOF")
    assert send_document(here, infected) == 302

    monkeypatch.setenv("PARVIS_VIRUS_SCANNER", shlex.join([sys.executable, "-c", SCANNER]))
    kept = files_in(media)
    assert send_document(here, infected) == 422
    assert files_in(media) == kept
    assert send_logo(here, png()) == 302


@pytest.mark.parametrize("command", ["/nowhere/scanner -", f"{shlex.quote(sys.executable)} -c 'raise SystemExit(2)'"])
def test_a_scanner_that_cannot_look_lets_nothing_pass(here: Fair, media: Path, monkeypatch: Any, command: str) -> None:
    """50."""
    monkeypatch.setenv("PARVIS_VIRUS_SCANNER", command)

    assert send_document(here, samples.pdf()) == 422
    assert files_in(media) == []


def test_uploads_never_lie_where_the_server_gives_files_by_itself() -> None:
    """43: the folder of files is no folder of static ones, and no address begins with it."""
    assert not hasattr(settings, "MEDIA_URL") or settings.MEDIA_URL in {"", "/"}
    assert not Path(settings.MEDIA_ROOT).is_relative_to(settings.STATIC_ROOT)
