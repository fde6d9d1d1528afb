"""The exhibitor's own invoices: what is due and when, and the papers as they were issued."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from parvis.core.dates import local_date
from parvis.core.uploads import download_response
from parvis.exhibitors.doors import ExhibitorRequest, exhibitor_view
from parvis.treasury import queries
from parvis.treasury.lists import status_of
from parvis.treasury.models import CreditNote, Invoice
from parvis.treasury.sepa import grouped


@require_safe
@exhibitor_view
def portal_invoice_list(request: ExhibitorRequest) -> HttpResponse:
    return render(request, "treasury/portal_invoice_list.html", _mine(request))


@require_safe
@exhibitor_view
def exhibitor_panel(request: ExhibitorRequest) -> HttpResponse:
    """What is due in short, for the first page of the space."""
    return render(request, "treasury/exhibitor_panel.html", _mine(request))


def _mine(request: ExhibitorRequest) -> dict[str, Any]:
    today = local_date(timezone.now())
    invoices = list(queries.invoices_of(request.exhibitor))
    association = request.edition.association
    return {
        "rows": [(invoice, status_of(invoice.standing(today))) for invoice in invoices],
        "due_cents": sum(max(invoice.amounts.due_cents, 0) for invoice in invoices),
        "first_due": min((i for i in invoices if i.amounts.due_cents > 0), key=lambda i: str(i.due_on), default=None),
        "today": today,
        "iban": grouped(association.iban),
        "bic": association.bic,
    }


@require_safe
@exhibitor_view
def portal_invoice_pdf(request: ExhibitorRequest, invoice_id: int) -> HttpResponseBase:
    invoice = get_object_or_404(Invoice.objects.issued(), exhibitor=request.exhibitor, pk=invoice_id)
    return download_response(invoice.pdf_path, filename=f"{invoice.number}.pdf")


@require_safe
@exhibitor_view
def portal_credit_note_pdf(request: ExhibitorRequest, note_id: int) -> HttpResponseBase:
    note = get_object_or_404(CreditNote.objects.issued(), invoice__exhibitor=request.exhibitor, pk=note_id)
    return download_response(note.pdf_path, filename=f"{note.number}.pdf")
