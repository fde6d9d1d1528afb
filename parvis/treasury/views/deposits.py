"""A deposit before the rest, how lines are taxed, and all balances issued at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.core.errors import Refused
from parvis.editions.doors import TeamRequest, team_view
from parvis.treasury import queries, rules
from parvis.treasury.actions import deposits as actions
from parvis.treasury.forms import DepositForm, RegimesForm
from parvis.treasury.management.issuing import balances_of, run_of, start_issuing
from parvis.treasury.views.team import invoice_of


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_write_invoices)
def deposit_ask(request: TeamRequest, invoice_id: int) -> HttpResponse:
    """Which share of the price is asked first."""
    invoice = invoice_of(request, invoice_id)
    form = DepositForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            now = timezone.now()
            deposit = actions.draft_deposit(invoice, basis_points=form.basis_points, by=request.actor, at=now)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("The deposit is drafted: issue it when it is right."))
            return redirect("treasury:invoice_detail", request.edition.slug, deposit.pk)
    context = {"form": form, "invoice": invoice}
    return render(request, "treasury/deposit_ask.html", context, status=422 if form.errors else 200)


@require_POST
@team_view(rules.can_write_invoices)
def deposit_drop(request: TeamRequest, invoice_id: int) -> HttpResponse:
    whole = actions.drop_deposit(invoice_of(request, invoice_id), by=request.actor, at=timezone.now())
    messages.success(request, _("The deposit is dropped."))
    return redirect("treasury:invoice_detail", request.edition.slug, whole.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_write_invoices)
def invoice_regimes(request: TeamRequest, invoice_id: int) -> HttpResponse:
    """How each line of a draft is taxed."""
    invoice = invoice_of(request, invoice_id)
    form = RegimesForm(request.POST or None, lines=queries.lines_of(invoice))
    if request.method == "POST" and form.is_valid():
        actions.choose_regimes(invoice, form.regimes, by=request.actor, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("treasury:invoice_detail", request.edition.slug, invoice.pk)
    context = {"form": form, "invoice": invoice}
    return render(request, "treasury/invoice_regimes.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_write_invoices)
def balance_list(request: TeamRequest) -> HttpResponse:
    """Every draft that is left after its deposit: what would be issued, what keeps the others; then what became."""
    now = timezone.now()
    if request.method == "POST":
        start_issuing(request.edition, by=request.actor, at=now)
        return redirect("treasury:balance_list", request.edition.slug)
    rows = balances_of(request.edition, at=now)
    ready = [row for row in rows if row.is_ready]
    context = {"rows": rows, "ready": ready, "run": run_of(request.edition)}
    return render(request, "treasury/balance_list.html", context)


@require_safe
@team_view(rules.can_write_invoices)
def balance_progress(request: TeamRequest) -> HttpResponse:
    """How far the worker is; once it has done, the whole page is asked again."""
    run = run_of(request.edition)
    if run is None or not run.is_open:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "treasury/balance_list.html#progress", {"run": run})
