"""Handing in a quote or bill: the file first, then what it says."""

import io

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.core.errors import Refused
from parvis.core.uploads import read_pdf, read_stored
from parvis.editions.doors import TeamRequest, team_view
from parvis.treasury import rules
from parvis.treasury.actions.expenses import hand_in_paper
from parvis.treasury.actions.expenses_around import save_supplier
from parvis.treasury.forms.expenses import PaperForm, ReceivedForm
from parvis.treasury.models import Expense, IncomingInvoice, Supplier
from parvis.treasury.receiving import Received, keep_received, received_by, ticket_of
from parvis.treasury.spending import threshold_of


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_write_spending)
def expense_new(request: TeamRequest) -> HttpResponse:
    """The file is kept and read; what it says waits for a person on the next page."""
    form = ReceivedForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            received = keep_received(*form.cleaned_data["file"])
        except Refused as refused:
            form.add_error("file", refused.message)
        else:
            return _to_the_form(request, received)
    context = {"form": form, "threshold_cents": threshold_of(request.edition)}
    return render(request, "treasury/expense_new.html", context, status=422 if request.method == "POST" else 200)


def _to_the_form(request: TeamRequest, received: Received) -> HttpResponse:
    address = reverse("treasury:expense_enter", args=[request.edition.slug])
    return redirect(f"{address}?{urlencode({'file': ticket_of(received)})}")


@require_POST
@team_view(rules.can_write_spending)
def incoming_bring(request: TeamRequest, incoming_id: int) -> HttpResponse:
    """An invoice that came by the platform becomes an expense like one that was uploaded."""
    incoming = get_object_or_404(IncomingInvoice, pk=incoming_id)
    original = read_stored(incoming.path)
    return _to_the_form(request, keep_received(read_pdf(io.BytesIO(original)), original))


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_write_spending)
def expense_enter(request: TeamRequest) -> HttpResponse:
    try:
        received = received_by(request.GET.get("file", ""))
    except Refused as refused:
        messages.warning(request, refused.message)
        return redirect("treasury:expense_new", request.edition.slug)
    form = PaperForm(request.POST if request.method == "POST" else None, edition=request.edition, received=received)
    if form.is_valid():
        try:
            expense = _handed_in(request, form, received)
        except Refused as refused:
            form.add_error(refused.code if refused.code in form.fields else None, refused.message)
        else:
            messages.success(request, _("Handed in: somebody else agrees to it."))
            return redirect("treasury:expense_detail", request.edition.slug, expense.pk)
    context = {"form": form, "received": received}
    return render(request, "treasury/expense_enter.html", context, status=422 if request.method == "POST" else 200)


def _handed_in(request: TeamRequest, form: PaperForm, received: Received) -> Expense:
    now = timezone.now()
    supplier: Supplier | None = form.cleaned_data["supplier"]
    if supplier is None:
        values = form.supplier_values
        supplier = save_supplier(None, values=values, edition=request.edition, by=request.actor, at=now)
    return hand_in_paper(
        request.edition,
        form.paper(supplier),
        parts=form.cleaned_data["parts"],
        file=received,
        user=request.user,
        by=request.actor,
        at=now,
    )
