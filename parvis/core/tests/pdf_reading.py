"""Reading printed papers back, as a person, a scanner and an archive would."""

import io
from typing import Any

import pikepdf
import pypdfium2
import zxingcpp


def text_of(pdf: bytes) -> str:
    """The text of every page, lines joined by blanks."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
    finally:
        document.close()
    return " ".join(" ".join(pages).split())


def page_count(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


def codes_of(pdf: bytes, *, page: int = 0, dpi: int = 150) -> list[str]:
    """What the QR codes of a page say, read from the page as printed at that resolution."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        image = document[page].render(scale=dpi / 72).to_pil()
    finally:
        document.close()
    found: list[Any] = zxingcpp.read_barcodes(image)
    return sorted(code.text for code in found)


def standards_of(pdf: bytes) -> set[str]:
    """What the file claims in its metadata, as `A-3A` and `UA-1`."""
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_metadata() as metadata:
        part, level = metadata.get("pdfaid:part"), metadata.get("pdfaid:conformance")
        universal = metadata.get("pdfuaid:part")
    return {f"A-{part}{level}", f"UA-{universal}"}
