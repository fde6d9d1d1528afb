"""The PDF of issued papers: made once, kept by its SHA-256 for ten years, handed out and checked, never made again."""

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TypedDict

from django.utils.translation import gettext as _

from parvis.core.apart import ChildFailed
from parvis.core.documents import render
from parvis.core.errors import Refused
from parvis.core.typeset import TypesettingFailed
from parvis.core.uploads import CleanFile, read_stored, store
from parvis.editions.looks import edition_look
from parvis.editions.models import Edition
from parvis.treasury.einvoice.asking import BrokenInvoice, checked_xml
from parvis.treasury.einvoice.container import carried, marked, xml_in
from parvis.treasury.einvoice.facts import credit_note_facts, invoice_facts
from parvis.treasury.models import CreditNote, Invoice, InvoiceLine, IssuedPaper
from parvis.treasury.papers import InvoicePaper
from parvis.treasury.printing import credit_note_data, invoice_data
from parvis.treasury.snapshots import LANGUAGE

log = logging.getLogger(__name__)
MOST_RULES = 5
LONGEST_TEXT = 200


class ExportedFile(TypedDict):
    """One line of the answer of `parvis invoices export`."""

    number: str
    path: str
    sha256: str


def invoice_paper(invoice: Invoice, lines: Sequence[InvoiceLine], deposits: Sequence[Invoice], *, at: datetime) -> None:
    """Write the facts of a numbered invoice, have their XML checked, and keep the PDF that carries it (not saved).

    Refused when the XML breaks a rule: nothing is stored then, and whoever numbered it rolls back.
    """
    invoice.facts = invoice_facts(invoice, lines, deposits)
    _keep(invoice, invoice_data(invoice, lines, deposits), invoice.exhibitor.edition, at=at)


def credit_note_paper(note: CreditNote, lines: Sequence[InvoiceLine], *, at: datetime) -> None:
    note.facts = credit_note_facts(note, lines)
    _keep(note, credit_note_data(note), note.invoice.exhibitor.edition, at=at)


def _keep(paper: IssuedPaper, data: InvoicePaper, edition: Edition, *, at: datetime) -> None:
    xml = _checked(paper)
    try:
        look = edition_look(edition, language=LANGUAGE, at=at)
        pdf = marked(render("treasury/invoice.typ", data, look=look, attachments=[carried(xml)]))
        clean = CleanFile(pdf, "pdf")
        paper.pdf_path, paper.pdf_sha256 = store(clean), clean.sha256
    except (TypesettingFailed, OSError) as error:
        log.exception("invoice.unprinted", extra={"paper": str(paper), "reason": str(error)})
        raise Refused(_unprinted(error), code="unprinted_invoice") from error
    paper.xml_sha256 = hashlib.sha256(xml).hexdigest()


def _unprinted(error: Exception) -> str:
    """What to do about it: a full disk and a template that fails are not mended by the same person."""
    if isinstance(error, OSError):
        return _("Nothing is issued and no number is used: the PDF could not be kept. Is the disk of the server full?")
    return _(
        "Nothing is issued and no number is used: the PDF could not be made. Try again in a minute; if it fails "
        "again, tell the IT pole, the log says why."
    )


def _checked(paper: IssuedPaper) -> bytes:
    """The XML of the paper's facts; Refused with the rules it breaks, and told to whoever watches the logs."""
    try:
        return checked_xml(paper.facts)
    except BrokenInvoice as broken:
        log.exception("invoice.broken", extra={"paper": str(paper), "findings": str(broken)})
        words = {"rules": ", ".join(broken.rules[:MOST_RULES]), "text": broken.findings[0].text[:LONGEST_TEXT]}
        raise Refused(
            _("Nothing is issued and no number is used: the e-invoice breaks %(rules)s (%(text)s).") % words,
            code="broken_invoice",
        ) from broken
    except ChildFailed as failed:
        log.exception("invoice.unchecked", extra={"paper": str(paper), "reason": str(failed)})
        raise Refused(
            _("Nothing is issued and no number is used: the e-invoice could not be checked. Try again in a minute."),
            code="unchecked_invoice",
        ) from failed


def xml_of(paper: IssuedPaper) -> bytes:
    """The CII that was issued, from inside the kept PDF."""
    return xml_in(stored_bytes(paper))


def ubl_of(paper: IssuedPaper) -> bytes:
    """The same facts as UBL 2.1, made and checked when somebody asks."""
    try:
        return checked_xml(paper.facts, "ubl")
    except (BrokenInvoice, ChildFailed) as error:
        log.exception("invoice.no_ubl", extra={"paper": str(paper), "reason": str(error)})
        raise Refused(_("%(number)s could not be written as UBL.") % {"number": paper}, code="no_ubl") from error


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
