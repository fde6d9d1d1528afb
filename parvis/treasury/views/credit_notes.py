"""Credit notes of the team."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.core.errors import Refused
from parvis.core.uploads import download_response
from parvis.editions.doors import TeamRequest, team_view
from parvis.sales.models import Cancellation
from parvis.sales.pricing import totals_of
from parvis.treasury import queries, rules
from parvis.treasury.actions.credit_notes import issue_credit_note, send_credit_note
from parvis.treasury.actions.removals import issue_owed_credit
from parvis.treasury.forms import CreditForm
from parvis.treasury.models import CreditNote, OwedCredit
from parvis.treasury.scale import cancellation_of, credit_of, reason_of
from parvis.treasury.snapshots import LANGUAGE
from parvis.treasury.views.team import invoice_of


def _note(request: TeamRequest, note_id: int) -> CreditNote:
    notes = CreditNote.objects.in_edition(request.edition).issued()
    return get_object_or_404(notes.select_related("invoice__exhibitor__company__parent"), pk=note_id)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_write_invoices)
def invoice_credit(request: TeamRequest, invoice_id: int) -> HttpResponse:
    """How much of each rate is taken back, and why; of a cancelled contract, as the scale says."""
    invoice = invoice_of(request, invoice_id)
    left, cancellation = queries.left_to_credit(invoice), cancellation_of(invoice)
    proposed = credit_of(invoice) if cancellation else None
    form = CreditForm(request.POST or None, left=left, proposed=proposed, reason=_reason(cancellation))
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("reason", "request_key")}
        try:
            note = issue_credit_note(invoice, parts=form.parts, **said, by=request.actor, at=timezone.now())
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("%(number)s is issued.") % {"number": note})
            return redirect("treasury:invoice_detail", request.edition.slug, invoice.pk)
    lines = queries.lines_of(invoice)
    context = {
        "form": form,
        "invoice": invoice,
        "left_cents": sum(share.base_cents for share in left),
        "cancellation": cancellation,
        "scale_cents": sum((proposed or {}).values()),
        "lines": lines,
        "totals": totals_of((line.net_cents, line.vat_basis_points) for line in lines),
    }
    return render(request, "treasury/invoice_credit.html", context, status=422 if form.errors else 200)


def _reason(cancellation: Cancellation | None) -> str:
    with translation.override(LANGUAGE):
        return reason_of(cancellation) if cancellation else ""


@require_POST
@team_view(rules.can_write_invoices)
def owed_credit_issue(request: TeamRequest, owed_id: int) -> HttpResponse:
    """What a signed amendment took out of an issued invoice."""
    found = OwedCredit.objects.filter(invoice__exhibitor__edition=request.edition).select_related("invoice")
    note = issue_owed_credit(get_object_or_404(found, pk=owed_id), by=request.actor, at=timezone.now())
    messages.success(request, _("%(number)s is issued.") % {"number": note})
    return redirect("treasury:invoice_detail", request.edition.slug, note.invoice_id)


@require_POST
@team_view(rules.can_write_invoices)
def credit_note_send(request: TeamRequest, note_id: int) -> HttpResponse:
    note = _note(request, note_id)
    mails = send_credit_note(note, by=request.actor, at=timezone.now())
    addresses = ", ".join(mail.to_address for mail in mails)
    messages.success(request, _("%(number)s goes to %(addresses)s.") % {"number": note, "addresses": addresses})
    return redirect("treasury:invoice_detail", request.edition.slug, note.invoice_id)


@require_safe
@team_view(rules.can_see_invoices)
def credit_note_pdf(request: TeamRequest, note_id: int) -> HttpResponseBase:
    note = _note(request, note_id)
    return download_response(note.pdf_path, filename=f"{note.number}.pdf")
