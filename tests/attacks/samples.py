"""Hostile files, made when they are needed."""

import io
import struct
import zipfile
import zlib
from typing import Any

import pikepdf
from PIL import Image

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def pdf(pages: int = 1, *, size: tuple[float, float] = (595, 842), **save: Any) -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as document:
        for _page in range(pages):
            document.add_blank_page(page_size=size)
        document.save(made, **save)
    return made.getvalue()


def acting_pdf() -> bytes:
    """A PDF that runs a script when it opens, starts a program, sends a form and carries a file."""
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        script = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS="app.alert('MARK')")
        start = pikepdf.Dictionary(S=pikepdf.Name("/Launch"), F="MARK.exe")
        document.Root.OpenAction = document.make_indirect(script)
        document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["a", script]))
        document.pages[0].AA = pikepdf.Dictionary(O=start)
        document.attachments["MARK.exe"] = b"MZ MARK"
        document.save(made)
    return made.getvalue()


def looping_pdf() -> bytes:
    """A page tree that is its own child."""
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.Pages.Kids[0] = document.Root.Pages
        document.save(made)
    return made.getvalue()


def png(side: int) -> bytes:
    """A tiny PNG that says it is `side` pixels wide and high."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes((side // 8 + 1) * side), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def photo_from_home() -> bytes:
    """A JPEG that knows where it was taken and by whom."""
    exif = Image.Exif()
    exif[0x013B] = "MARK"  # artist
    exif.get_ifd(0x8825)[1] = "N"  # latitude
    made = io.BytesIO()
    Image.new("RGB", (60, 40), "#0a5").save(made, "JPEG", exif=exif, comment=b"MARK")
    return made.getvalue()


SVGS = (
    b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    b'<?xml version="1.0"?><svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="file:///etc/passwd"/></svg>',
    b'<!DOCTYPE svg [<!ENTITY a "' + b"b" * 1000 + b'"><!ENTITY c "' + b"&a;" * 1000 + b'">]><svg>&c;</svg>',
    b"\xef\xbb\xbf  <SVG onload=alert(1)>",
)


def workbook(rows: list[list[str]], **more: bytes) -> bytes:
    """An XLSX of these rows; `more` are further members of the archive, by name."""
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>" for row in rows
    )
    return archive(f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'.encode(), more)


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def archive(sheet: bytes, more: dict[str, bytes]) -> bytes:
    sheets = '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>'
    types = '<Default Extension="xml" ContentType="application/xml"/>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{types}</Types>',
        "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": relation("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": sheet,
        **more,
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return made.getvalue()


def relation(kind: str, target: str) -> str:
    one = f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{PACKAGE}/relationships">{one}</Relationships>'
