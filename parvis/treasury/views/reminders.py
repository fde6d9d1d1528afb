"""Who owes what, and asking for it: the aged balance, reminders in batch, disputes, penalties."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.exports import csv_response, xlsx_response
from parvis.editions.doors import TeamRequest, team_view
from parvis.treasury import chasing, rules
from parvis.treasury.actions import reminders as actions
from parvis.treasury.chasing import Aged, late_ones, paid_late
from parvis.treasury.forms import DisputeForm, RateForm
from parvis.treasury.lists import status_of
from parvis.treasury.models import Invoice, PenaltyRate
from parvis.treasury.reminding import AGE_LABELS
from parvis.treasury.views.team import can_write, detail_page, invoice_of

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}


@require_safe
@team_view(rules.can_see_invoices)
def aged_balance(request: TeamRequest) -> HttpResponse:
    """Who owes what, by age; as a file when asked."""
    today = local_date(timezone.now())
    rows = chasing.aged_balance(request.edition, today)
    if export := EXPORTS.get(request.GET.get("export", "")):
        headers = [_("Company"), *(str(label) for label in AGE_LABELS), _("Total")]
        return export(f"{_('Aged balance')} {today.isoformat()}", headers, [_cells(row) for row in rows])
    sums = [sum(column) for column in zip(*(row.columns for row in rows), strict=True)]
    context = {
        "rows": [(row, [(one, status_of(one.standing(today))) for one in row.invoices]) for row in rows],
        "labels": AGE_LABELS,
        "sums": list(zip(AGE_LABELS, sums, strict=False)),
        "total_cents": sum(sums),
        "today": today,
    }
    return render(request, "treasury/aged_balance.html", context)


def _cells(row: Aged) -> list[Any]:
    return [row.company.name, *(Decimal(cents) / 100 for cents in (*row.columns, row.total_cents))]


@require_safe
@team_view(rules.can_see_invoices)
def reminder_list(request: TeamRequest) -> HttpResponse:
    return _reminders(request)


def _reminders(request: TeamRequest, invoice_id: int = 0, form: DisputeForm | None = None) -> HttpResponse:
    """Every late invoice; with the form of a dispute that was not accepted, status 422."""
    late = late_ones(request.edition, local_date(timezone.now()))
    context = {
        "rows": [(one, form if form and one.invoice.pk == invoice_id else DisputeForm()) for one in late],
        "step_count": sum(1 for one in late if one.step),
        "can_write": can_write(request),
    }
    return render(request, "treasury/reminder_list.html", context, status=422 if invoice_id else 200)


@require_POST
@team_view(rules.can_write_invoices)
def reminder_send(request: TeamRequest) -> HttpResponse:
    """What was ticked, `invoice:level` each; one that cannot be sent says why and stops no other."""
    sent = 0
    for text in request.POST.getlist("steps"):
        pk, _colon, level = text.partition(":")
        invoice = Invoice.objects.in_edition(request.edition).filter(pk=pk if pk.isdecimal() else 0).first()
        if invoice is None or not level.isdecimal():
            continue
        try:
            actions.send_reminder(invoice, level=int(level), by=request.actor, at=timezone.now())
        except Refused as refused:
            messages.warning(request, refused.message)
        else:
            sent += 1
    if not sent:
        messages.info(request, _("No reminder was sent."))
    else:
        words = ngettext("%(n)s reminder goes out.", "%(n)s reminders go out.", sent) % {"n": sent}
        messages.success(request, words)
    return redirect("treasury:reminder_list", request.edition.slug)


@require_POST
@team_view(rules.can_write_invoices)
def dispute_open(request: TeamRequest, invoice_id: int) -> HttpResponse:
    """From the list of reminders, or from the page of the invoice, where one comes back."""
    invoice, form = invoice_of(request, invoice_id), DisputeForm(request.POST)
    if not form.is_valid():
        if _is_from_invoice(request):
            return detail_page(request, invoice, dispute_form=form)
        return _reminders(request, invoice.pk, form)
    actions.open_dispute(invoice, reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now())
    messages.success(request, _("In dispute: reminders wait."))
    return _back(request, invoice)


def _is_from_invoice(request: TeamRequest) -> bool:
    return request.POST.get("page") == "invoice"


def _back(request: TeamRequest, invoice: Invoice) -> HttpResponse:
    if _is_from_invoice(request):
        return redirect("treasury:invoice_detail", request.edition.slug, invoice.pk)
    return redirect("treasury:reminder_list", request.edition.slug)


@require_POST
@team_view(rules.can_write_invoices)
def dispute_close(request: TeamRequest, invoice_id: int) -> HttpResponse:
    invoice = invoice_of(request, invoice_id)
    actions.close_dispute(invoice, by=request.actor, at=timezone.now())
    messages.success(request, _("The dispute is over."))
    return _back(request, invoice)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_write_invoices)
def penalty_list(request: TeamRequest) -> HttpResponse:
    """The rates, and the computation for each late invoice. Charging it is a person's decision."""
    form = RateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = {**form.cleaned_data, "edition": request.edition, "by": request.actor}
        try:
            actions.write_penalty_rate(**words, at=timezone.now())
        except Refused as refused:
            form.add_error("basis_points", refused.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("treasury:penalty_list", request.edition.slug)
    context = {
        "form": form,
        "rates": PenaltyRate.objects.order_by("-starts_on"),
        "rows": late_ones(request.edition, local_date(timezone.now())),
        "paid": paid_late(request.edition, local_date(timezone.now())),
    }
    return render(request, "treasury/penalty_list.html", context, status=422 if form.errors else 200)
