"""Cancelling a contract: what the scale says is still owed, the reason, and the button."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.core.errors import Refused
from parvis.editions.doors import TeamRequest, team_view
from parvis.sales import rules
from parvis.sales.actions.cancellation import cancel_contract, reckon_cancellation
from parvis.sales.forms.quotes import WithdrawalForm
from parvis.sales.models import Contract


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_withdraw_contracts)
def contract_withdraw(request: TeamRequest, contract_id: int) -> HttpResponse:
    """The computation first; what is posted names the amount that was read."""
    contracts = Contract.objects.in_edition(request.edition).select_related("exhibitor__company", "quote")
    contract = get_object_or_404(contracts.select_related("exhibitor__edition"), pk=contract_id)
    form, now = WithdrawalForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            cancel_contract(contract, **form.cleaned_data, by=request.actor, at=now)
            messages.success(request, _("Contract withdrawn; the company has been told."))
            return redirect("sales:contract_detail", request.edition.slug, contract.pk)
        except Refused as refused:
            form.add_error(None, refused.message)
    context = {"contract": contract, "form": form, "reckoning": reckon_cancellation(contract, at=now)}
    return render(request, "sales/contract_withdraw.html", context, status=422 if form.errors else 200)
