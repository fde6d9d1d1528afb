"""Payments: the list of all, entering one, taking one back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parvis.core.errors import Refused
from parvis.core.tables import render_table
from parvis.editions.doors import TeamRequest, team_view
from parvis.treasury import queries, rules
from parvis.treasury.actions.payments import enter_payment, take_back_payment
from parvis.treasury.forms import PaymentForm
from parvis.treasury.lists import payment_table
from parvis.treasury.views.team import detail_page, invoice_of

FIELD_OF = {"amount": "amount_cents", "received_on": "received_on", "overpayment": "accept_overpayment"}


@require_safe
@team_view(rules.can_see_invoices)
def payment_list(request: TeamRequest) -> HttpResponse:
    rows = queries.payments_in(request.edition)
    return render_table(request, "treasury/payment_list.html", payment_table(request.edition), rows)


@require_POST
@team_view(rules.can_write_invoices)
def payment_enter(request: TeamRequest, invoice_id: int) -> HttpResponse:
    invoice = invoice_of(request, invoice_id)
    form = PaymentForm(request.POST)
    if not form.is_valid():
        return detail_page(request, invoice, form)
    try:
        enter_payment(invoice, **form.cleaned_data, by=request.actor, at=timezone.now())
    except Refused as refused:
        form.add_error(FIELD_OF.get(refused.code), refused.message)
        return detail_page(request, invoice, form)
    messages.success(request, _("Payment entered."))
    return redirect("treasury:invoice_detail", request.edition.slug, invoice.pk)


@require_POST
@team_view(rules.can_write_invoices)
def payment_take_back(request: TeamRequest, payment_id: int) -> HttpResponse:
    payment = get_object_or_404(queries.payments_in(request.edition), pk=payment_id)
    take_back_payment(payment, by=request.actor, at=timezone.now())
    messages.success(request, _("Payment taken back."))
    return redirect("treasury:invoice_detail", request.edition.slug, payment.invoice_id)
