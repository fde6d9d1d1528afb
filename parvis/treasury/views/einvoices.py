"""The data of issued papers, as programs read them: the XML inside the PDF, and the same facts as UBL."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from parvis.editions.doors import TeamRequest, team_view
from parvis.treasury import documents, rules
from parvis.treasury.models import CreditNote, Invoice, IssuedPaper


def _invoice(request: TeamRequest, invoice_id: int) -> Invoice:
    return get_object_or_404(Invoice.objects.in_edition(request.edition).issued(), pk=invoice_id, is_paper_only=False)


def _note(request: TeamRequest, note_id: int) -> CreditNote:
    return get_object_or_404(CreditNote.objects.in_edition(request.edition).issued(), pk=note_id, is_paper_only=False)


def _file(paper: IssuedPaper, xml: bytes, kind: str) -> HttpResponse:
    name = f'attachment; filename="{paper.number}-{kind}.xml"'
    return HttpResponse(xml, content_type="text/xml", headers={"Content-Disposition": name})


@require_safe
@team_view(rules.can_see_invoices)
def invoice_xml(request: TeamRequest, invoice_id: int) -> HttpResponse:
    invoice = _invoice(request, invoice_id)
    return _file(invoice, documents.xml_of(invoice), "factur-x")


@require_safe
@team_view(rules.can_see_invoices)
def invoice_ubl(request: TeamRequest, invoice_id: int) -> HttpResponse:
    invoice = _invoice(request, invoice_id)
    return _file(invoice, documents.ubl_of(invoice), "ubl")


@require_safe
@team_view(rules.can_see_invoices)
def credit_note_xml(request: TeamRequest, note_id: int) -> HttpResponse:
    note = _note(request, note_id)
    return _file(note, documents.xml_of(note), "factur-x")


@require_safe
@team_view(rules.can_see_invoices)
def credit_note_ubl(request: TeamRequest, note_id: int) -> HttpResponse:
    note = _note(request, note_id)
    return _file(note, documents.ubl_of(note), "ubl")
