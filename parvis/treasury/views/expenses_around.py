"""Suppliers, the threshold of two people, and the transfers to make."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.tables import chosen_rows, render_table
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.models import LogEntry
from parvis.editions.trails import tell_trails
from parvis.treasury import rules, spending
from parvis.treasury.actions.expenses_around import save_supplier, set_threshold
from parvis.treasury.actions.expenses_paid import pay_each
from parvis.treasury.expense_tables import supplier_table, transfer_table
from parvis.treasury.forms.expenses import SupplierForm, ThresholdForm, TransferForm
from parvis.treasury.models import ApprovalThreshold, Supplier
from parvis.treasury.views.expenses import can_write


@require_safe
@team_view(rules.can_see_spending)
def supplier_list(request: TeamRequest) -> HttpResponse:
    context = {"can_write": can_write(request)}
    return render_table(
        request, "treasury/supplier_list.html", supplier_table(request.edition), Supplier.objects.all(), context
    )


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_write_spending)
def supplier_new(request: TeamRequest) -> HttpResponse:
    return _supplier(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_write_spending)
def supplier_edit(request: TeamRequest, supplier_id: int) -> HttpResponse:
    return _supplier(request, get_object_or_404(Supplier, pk=supplier_id))


def _supplier(request: TeamRequest, supplier: Supplier | None) -> HttpResponse:
    known = {name: getattr(supplier, name) for name in SupplierForm.base_fields} if supplier else None
    form = SupplierForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        try:
            values = form.cleaned_data
            save_supplier(supplier, values=values, edition=request.edition, by=request.actor, at=timezone.now())
        except Refused as refused:
            form.add_error("name", refused.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("treasury:supplier_list", request.edition.slug)
    context = {"form": form, "supplier": supplier}
    return render(request, "treasury/supplier_edit.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_adopt_budget)
def expense_settings(request: TeamRequest) -> HttpResponse:
    """The board says from how much two people agree."""
    before = {"two_from_cents": spending.threshold_of(request.edition)}
    form = ThresholdForm(request.POST if request.method == "POST" else None, initial=before)
    if form.is_valid():
        set_threshold(request.edition, **form.cleaned_data, by=request.actor, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("treasury:expense_list", request.edition.slug)
    entries = LogEntry.objects.of_kind(ApprovalThreshold).filter(edition=request.edition).newest_first()
    tell_trails(form, ApprovalThreshold, entries)
    return render(
        request, "treasury/expense_settings.html", {"form": form}, status=422 if request.method == "POST" else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_write_spending)
def transfer_list(request: TeamRequest) -> HttpResponse:
    """What is to pay, as a list or a file for the bank; what was ticked is noted as paid on one day."""
    table, rows = transfer_table(request.edition), spending.expenses_to_pay(request.edition)
    form = TransferForm(
        request.POST if request.method == "POST" else None, initial={"paid_on": local_date(timezone.now())}
    )
    if form.is_valid():
        chosen = chosen_rows(request, table, rows)
        count = pay_each(chosen, paid_on=form.cleaned_data["paid_on"], by=request.actor, at=timezone.now())
        words = ngettext("%(n)s expense is paid.", "%(n)s expenses are paid.", count) % {"n": count}
        messages.success(request, words)
        return redirect("treasury:transfer_list", request.edition.slug)
    response = render_table(request, "treasury/transfer_list.html", table, rows, {"form": form})
    response.status_code = 422 if form.errors else response.status_code
    return response
