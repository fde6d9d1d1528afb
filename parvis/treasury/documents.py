"""The PDF of issued papers: made once, kept by its SHA-256 for ten years, handed out and checked, never made again."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import TypedDict

from django.utils.translation import gettext as _

from parvis.core.documents import render
from parvis.core.errors import Refused
from parvis.core.uploads import CleanFile, read_stored, store
from parvis.editions.looks import edition_look
from parvis.editions.models import Edition
from parvis.treasury.models import CreditNote, Invoice, IssuedPaper
from parvis.treasury.papers import InvoicePaper
from parvis.treasury.printing import credit_note_data, invoice_data
from parvis.treasury.queries import lines_of
from parvis.treasury.snapshots import LANGUAGE


class ExportedFile(TypedDict):
    """One line of the answer of `parvis invoices export`."""

    number: str
    path: str
    sha256: str


def invoice_paper(invoice: Invoice, *, at: datetime) -> bytes:
    """The PDF of a numbered invoice; the same invoice and time give the same bytes."""
    return _render(invoice_data(invoice, lines_of(invoice)), invoice.exhibitor.edition, at=at)


def credit_note_paper(note: CreditNote, *, at: datetime) -> bytes:
    return _render(credit_note_data(note), note.invoice.exhibitor.edition, at=at)


def _render(paper: InvoicePaper, edition: Edition, *, at: datetime) -> bytes:
    return render("treasury/invoice.typ", paper, look=edition_look(edition, language=LANGUAGE, at=at))


def keep(paper: IssuedPaper, pdf: bytes) -> None:
    """Store the bytes, and note on the paper (not saved) where they are and their hash."""
    clean = CleanFile(pdf, "pdf")
    paper.pdf_path, paper.pdf_sha256 = store(clean), clean.sha256


def stored_bytes(paper: IssuedPaper) -> bytes:
    """The bytes that were issued. Refused when they are gone or are no longer those."""
    try:
        pdf = read_stored(paper.pdf_path)
    except OSError:
        raise Refused(_("The file of %(number)s is missing.") % {"number": paper}, code="missing_file") from None
    if hashlib.sha256(pdf).hexdigest() != paper.pdf_sha256:
        raise Refused(_("The file of %(number)s is not the one that was issued.") % {"number": paper}, code="altered")
    return pdf


def issued_papers(edition: Edition | None = None) -> list[IssuedPaper]:
    """Every issued invoice and credit note, of one edition or of all, by number."""
    invoices, notes = Invoice.objects.issued(), CreditNote.objects.issued()
    if edition:
        invoices, notes = invoices.in_edition(edition), notes.in_edition(edition)
    return [*invoices.order_by("number"), *notes.order_by("number")]


def export_invoices(edition: Edition, out: Path) -> list[ExportedFile]:
    """Write the issued bytes of the edition's invoices and credit notes below `out`, each checked against its hash."""
    out.mkdir(parents=True, exist_ok=True)
    files: list[ExportedFile] = []
    for paper in issued_papers(edition):
        target = out / f"{paper.number}.pdf"
        target.write_bytes(stored_bytes(paper))
        files.append({"number": str(paper.number), "path": str(target), "sha256": paper.pdf_sha256})
    return files


def verify_store() -> list[str]:
    """Hash every issued paper of the installation again: a sentence for each that is missing or altered."""
    problems: list[str] = []
    for paper in issued_papers():
        try:
            stored_bytes(paper)
        except Refused as refused:
            problems.append(refused.message)
    return problems
