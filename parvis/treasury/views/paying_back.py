"""Money given back, noted on the page of its invoice or confirmed on a line of the bank; fees of banks."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.core.errors import Refused
from parvis.editions.doors import TeamRequest, team_view
from parvis.treasury import bank_lines, rules
from parvis.treasury.actions.matching import LONGEST_REFERENCE
from parvis.treasury.actions.paying_back import keep_fee, pay_back
from parvis.treasury.forms import FeeForm, PayBackForm
from parvis.treasury.models import BankLine, Invoice, Payment
from parvis.treasury.views.team import detail_page, invoice_of


@require_POST
@team_view(rules.can_write_invoices)
def invoice_pay_back(request: TeamRequest, invoice_id: int) -> HttpResponse:
    invoice, form = invoice_of(request, invoice_id), PayBackForm(request.POST)
    if not _is_noted(request, form, partial(pay_back, invoice)):
        return detail_page(request, invoice, back_form=form)
    messages.success(request, _("What was given back is noted."))
    return redirect("treasury:invoice_detail", request.edition.slug, invoice.pk)


@require_POST
@team_view(rules.can_write_invoices)
def invoice_fee(request: TeamRequest, invoice_id: int) -> HttpResponse:
    """What is left of a payment is the fee of a bank."""
    invoice, form = invoice_of(request, invoice_id), FeeForm(request.POST)
    if not _is_noted(request, form, partial(keep_fee, invoice)):
        return detail_page(request, invoice, fee_form=form)
    messages.success(request, _("What was left is closed as a fee of the bank."))
    return redirect("treasury:invoice_detail", request.edition.slug, invoice.pk)


@require_POST
@team_view(rules.can_write_invoices)
def line_pay_back(request: TeamRequest, line_id: int) -> HttpResponse:
    """Money that went out is what was owed back of an invoice, to the cent."""
    line = get_object_or_404(BankLine.objects.in_edition(request.edition), pk=line_id)
    invoice = _owed_back(request.POST.get("invoice", ""))
    pay_back(
        invoice,
        amount_cents=-line.amount_cents,
        paid_on=line.booked_on,
        method=Payment.Method.TRANSFER,
        reference=(line.label or line.payer)[:LONGEST_REFERENCE],
        request_key=f"{line.pk}:{request.POST.get('request_key', '')[:40]}",
        bank_line=line,
        by=request.actor,
        at=timezone.now(),
    )
    messages.success(request, _("The line gives back what was paid too much of %(number)s.") % {"number": invoice})
    if "from_invoice" in request.POST:
        return redirect("treasury:invoice_detail", request.edition.slug, invoice.pk)
    return redirect("treasury:line_list", request.edition.slug)


def _is_noted(request: TeamRequest, form: PayBackForm | FeeForm, note: Callable[..., Payment]) -> bool:
    """Do what the form says; what is refused is told beside its field."""
    if not form.is_valid():
        return False
    try:
        note(**form.cleaned_data, by=request.actor, at=timezone.now())
    except Refused as refused:
        form.add_error(refused.code if refused.code in form.fields else None, refused.message)
        return False
    return True


def _owed_back(key: str) -> Invoice:
    """Raises Refused for what no button of ours sends, or was given back a moment ago."""
    if key not in {str(owed.invoice_id) for owed in bank_lines.money_owed_back()}:
        raise Refused(_("Nothing is owed back of this invoice any more: look at the line again."))
    return Invoice.objects.get(pk=key)
