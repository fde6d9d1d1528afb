"""Files from strangers are recognised by content, made harmless, and handed out as downloads only."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image
from pytest_django import Settings

from parvis.core import uploads
from parvis.core.errors import Refused
from parvis.core.pdf_wash import Unfit, wash

pytestmark = pytest.mark.django_db  # a closed file response ends its request, which looks at the connection


def _picture(kind: str, *, size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: Any) -> io.BytesIO:
    made = io.BytesIO()
    Image.new(mode, size, 128).save(made, kind, **options)
    made.seek(0)
    return made


def _png_bomb(side: int) -> io.BytesIO:
    """A tiny PNG that says it is `side` pixels wide and high."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * ((side // 8 + 1) * side), 9)
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b""))


def _pdf(pages: int = 1, *, size: tuple[float, float] = (595, 842), **save: Any) -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        for _page in range(pages):
            pdf.add_blank_page(page_size=size)
        pdf.save(made, **save)
    return made.getvalue()


def _refusal(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        uploads.read_pdf(io.BytesIO(data))
    return caught.value.code


# images


@pytest.mark.parametrize(
    ("kind", "mode", "media_type"),
    [
        ("PNG", "RGB", "image/png"),
        ("PNG", "RGBA", "image/png"),
        ("PNG", "P", "image/png"),
        ("JPEG", "RGB", "image/webp"),
        ("JPEG", "CMYK", "image/webp"),
        ("WEBP", "RGBA", "image/png"),
        ("GIF", "P", "image/png"),
    ],
)
def test_read_image_draws_it_again(kind: str, mode: str, media_type: str) -> None:
    clean = uploads.read_image(_picture(kind, mode=mode))

    assert (clean.media_type, clean.width, clean.height) == (media_type, 40, 20)
    with Image.open(io.BytesIO(clean.data)) as drawn:
        assert drawn.size == (40, 20)


def test_read_image_drops_the_place_where_a_photo_was_taken_and_turns_it_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010E] = "at home"

    clean = uploads.read_image(_picture("JPEG", exif=exif))

    assert (clean.width, clean.height) == (20, 40)
    assert b"at home" not in clean.data
    with Image.open(io.BytesIO(clean.data)) as drawn:
        assert not drawn.getexif()


def test_read_image_drops_text_hidden_in_a_png() -> None:
    clean = uploads.read_image(_picture("PNG", comment="x", icc_profile=b"secret profile"))

    assert b"secret" not in clean.data


def test_read_image_makes_a_large_picture_smaller() -> None:
    clean = uploads.read_image(_picture("PNG", size=(3000, 1500)), max_side=600)

    assert (clean.width, clean.height) == (600, 300)


@pytest.mark.parametrize("side", [6000, 13_000, 30_000])
def test_read_image_refuses_a_picture_that_inflates(side: int) -> None:
    with pytest.raises(Refused, match="25 million pixels") as caught:
        uploads.read_image(_png_bomb(side))

    assert caught.value.code == "upload_too_many_pixels"


@pytest.mark.parametrize(
    "text",
    [
        "<svg onload='alert(1)'/>",
        "<?xml version='1.0'?><svg><image href='file:///etc/passwd'/></svg>",
        "\ufeff <!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>",
    ],
)
def test_read_image_refuses_svg_and_says_what_to_do(text: str) -> None:
    with pytest.raises(Refused, match="Export the image as PNG"):
        uploads.read_image(io.BytesIO(text.encode()))


@pytest.mark.parametrize("data", [b"MZ\x90", b"%PDF-1.7", b"<html>", b"\x89PNG\r\n\x1a\nxx", b"GIF89a"])
def test_read_image_refuses_what_is_no_picture(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        uploads.read_image(io.BytesIO(data))

    assert caught.value.code == "upload_not_image"


def test_read_image_refuses_a_truncated_picture() -> None:
    whole = _picture("PNG", size=(300, 300)).getvalue()

    with pytest.raises(Refused, match="not an image we can read"):
        uploads.read_image(io.BytesIO(whole[: len(whole) // 2]))


def test_read_image_refuses_an_empty_file_and_one_too_large() -> None:
    with pytest.raises(Refused, match="empty"):
        uploads.read_image(io.BytesIO())
    with pytest.raises(Refused, match="larger than 1 MB"):
        uploads.read_image(io.BytesIO(b"x" * 1_000_001), max_mb=1)


# PDF


def test_read_pdf_keeps_the_pages() -> None:
    clean = uploads.read_pdf(io.BytesIO(_pdf(3)))

    assert (clean.pages, clean.media_type) == (3, "application/pdf")
    with pikepdf.open(io.BytesIO(clean.data)) as pdf:
        assert len(pdf.pages) == 3


def test_read_pdf_refuses_what_is_no_pdf() -> None:
    assert _refusal(b"") == "upload_empty"
    assert _refusal(b"<html><script>alert(1)</script>") == "upload_not_pdf"
    assert _refusal(b"<html>\n%PDF-1.7\n%%EOF") == "upload_not_pdf"
    assert _refusal(b"x" * 10_000_001) == "upload_too_large"


def test_read_pdf_refuses_a_damaged_or_truncated_file() -> None:
    assert _refusal(_pdf()[:-200]) == "upload_damaged"
    assert _refusal(b"%PDF-1.7\ngarbage\n%%EOF") == "upload_damaged"


def test_read_pdf_refuses_a_protected_file() -> None:
    locked = _pdf(encryption=pikepdf.Encryption(owner="a", user="b"))
    half_locked = _pdf(encryption=pikepdf.Encryption(owner="a", user=""))

    assert _refusal(locked) == _refusal(half_locked) == "upload_encrypted"


def test_read_pdf_refuses_too_many_pages_and_a_page_as_large_as_a_house() -> None:
    assert _refusal(_pdf(51)) == "upload_too_many_pages"
    assert _refusal(_pdf(size=(14_400, 842))) == "upload_page_too_large"
    assert _refusal(_pdf(0)) in {"upload_empty", "upload_damaged"}


def test_read_pdf_refuses_a_page_tree_that_turns_in_circles() -> None:
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root.Pages.Kids = pikepdf.Array([pdf.Root.Pages])
        pdf.save(made)

    assert _refusal(made.getvalue()) == "upload_damaged"


@pytest.mark.slow
def test_read_pdf_refuses_a_small_file_that_grows_without_end() -> None:
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        layer = zlib.compress(zlib.compress(b"\0" * 150_000_000, 9), 9)
        page.Contents = pikepdf.Array([pdf.make_stream(b"") for _stream in range(3)])
        for bomb in page.Contents:
            bomb.write(layer, filter=pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode]))
        pdf.save(made, stream_decode_level=pikepdf.StreamDecodeLevel.none)

    assert len(made.getvalue()) < 1_000_000
    assert _refusal(made.getvalue()) == "upload_inflates"


def _armed() -> bytes:
    """A PDF that runs a script, launches a program, sends a form and carries a file."""
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('boo')")
        pdf.Root.OpenAction = pdf.make_indirect(script)
        pdf.Root.AA = pikepdf.Dictionary(WC=script)
        pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["x", script]))
        pdf.attachments["evil.exe"] = b"MZ evil"
        launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
        box = [0, 0, 10, 10]
        link: dict[str, Any] = {"Type": pikepdf.Name.Annot, "Subtype": pikepdf.Name.Link, "Rect": box}
        good = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://ada.example"))
        bad = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("javascript:alert(1)"))
        send = pikepdf.Dictionary(Type=pikepdf.Name.Action, S=pikepdf.Name.SubmitForm, F="https://evil.example")
        page.Annots = pikepdf.Array(
            [pdf.make_indirect(pikepdf.Dictionary(**link, A=action)) for action in (launch, good, bad, send)]
        )
        page.AA = pikepdf.Dictionary(O=launch)
        pdf.save(made, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return made.getvalue()


def test_read_pdf_takes_out_everything_that_acts_and_keeps_links() -> None:
    clean = uploads.read_pdf(io.BytesIO(_armed()))

    plain = io.BytesIO()
    with pikepdf.open(io.BytesIO(clean.data)) as pdf:
        pdf.save(plain, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    for sign in (b"boo", b"cmd.exe", b"evil", b"javascript", b"/OpenAction", b"/AA", b"/JavaScript", b"/EmbeddedFiles"):
        assert sign not in plain.getvalue()
    assert b"https://ada.example" in plain.getvalue()


def test_wash_is_the_same_here_as_in_its_own_process() -> None:
    washed, pages = wash(_armed(), max_pages=5)

    assert (washed, pages) == (uploads.read_pdf(io.BytesIO(_armed())).data, 1)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (_pdf(2), "too_many_pages"),
        (_pdf(size=(9000, 10)), "page_too_large"),
        (_pdf(encryption=pikepdf.Encryption(owner="a", user="")), "encrypted"),
        (_pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "encrypted"),
        (b"%PDF-1.7", "damaged"),
    ],
)
def test_wash_names_why_a_file_is_unfit(data: bytes, why: str) -> None:
    with pytest.raises(Unfit, match=why):
        wash(data, max_pages=1)


def test_read_document_tells_a_pdf_from_an_image() -> None:
    assert uploads.read_document(io.BytesIO(_pdf())).media_type == "application/pdf"
    assert uploads.read_document(_picture("PNG")).media_type == "image/png"
    with pytest.raises(Refused, match="neither a PDF nor an image"):
        uploads.read_document(io.BytesIO(b"PK\x03\x04"))
    with pytest.raises(Refused, match="SVG"):
        uploads.read_document(io.BytesIO(b"<svg/>"))


# stored files


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_store_keeps_one_file_under_its_hash(media: Path) -> None:
    clean = uploads.read_image(_picture("PNG"))

    name = uploads.store(clean)

    assert name == uploads.store(clean) == f"{clean.sha256[:2]}/{clean.sha256}.png"
    assert [path.name for path in media.rglob("*.*")] == [f"{clean.sha256}.png"]
    assert uploads.read_stored(name) == clean.data


def test_store_leaves_nothing_behind_when_the_disk_refuses(media: Path) -> None:
    clean = uploads.read_image(_picture("PNG"))
    (media / clean.sha256[:2]).write_text("a file where the folder should be")

    with pytest.raises(Refused, match="could not be kept"):
        uploads.store(clean)

    assert len(list(media.iterdir())) == 1


@pytest.mark.parametrize("name", ["../secret.key", "ab/../../x.png", "/etc/passwd", "", "ab/" + "0" * 64 + ".exe"])
def test_read_stored_knows_our_own_names_only(name: str) -> None:
    with pytest.raises(ValueError, match="not a stored file"):
        uploads.read_stored(name)


def test_download_response_is_an_attachment_that_no_browser_runs(media: Path) -> None:
    name = uploads.store(uploads.read_pdf(io.BytesIO(_pdf())))

    response = uploads.download_response(name, filename='../../CV "Zoé"\r\nSet-Cookie: a=b.pdf')

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''CV%20Zo%C3%A9Set-Cookie%20a%3Db.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response["Cache-Control"] == "private, no-store"
    response.close()


def test_image_response_shows_our_own_pictures_alone(media: Path) -> None:
    picture = uploads.store(uploads.read_image(_picture("PNG")))
    paper = uploads.store(uploads.read_pdf(io.BytesIO(_pdf())))

    response = uploads.image_response(picture)

    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"].startswith("inline")
    assert response["Content-Security-Policy"].startswith("sandbox")
    response.close()
    with pytest.raises(ValueError, match="not an image"):
        uploads.image_response(paper)


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("CV Ada.pdf", "CV Ada.pdf"),
        ("../../x", "x.pdf"),
        ("..\\x.PDF", "x.pdf"),
        ("a.pdf\x00.html", "a.pdf.html.pdf"),
        ("fdp\u202eexe", "fdpexe.pdf"),
        ("x" * 300, "x" * 100 + ".pdf"),
        ("line\nbreak", "linebreak.pdf"),
        ("...", "document.pdf"),
        ("", "document.pdf"),
    ],
)
def test_download_name_is_safe_everywhere(typed: str, given: str) -> None:
    assert uploads.download_name(typed, "pdf") == given
