"""Options taken out of a signed contract, as an amendment to sign."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.editions.doors import TeamRequest, team_view
from parvis.sales import queries, rules
from parvis.sales.actions.removals import remove_options
from parvis.sales.amending import removables_of, share_owed
from parvis.sales.forms.shop import RemovalForm
from parvis.sales.models import Contract


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_withdraw_contracts)
def contract_remove(request: TeamRequest, contract_id: int) -> HttpResponse:
    contract = _contract(request, contract_id)
    removables, today = removables_of(contract) if contract.is_signed else [], local_date(timezone.now())
    form = RemovalForm(request.POST or None, removables=removables, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            asked_on = form.cleaned_data["asked_on"]
            amendment = remove_options(
                contract, form.quantities(), asked_on=asked_on, by=request.actor, at=timezone.now()
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("%(number)s is on its way to be signed.") % {"number": amendment})
            return redirect("sales:contract_detail", request.edition.slug, amendment.pk)
    context = {
        "contract": contract,
        "form": form,
        "removables": removables,
        "share": share_owed(request.edition, on=today),
        "waiting": queries.open_removal(contract),
    }
    return render(request, "sales/contract_remove.html", context, status=422 if form.errors else 200)


def _contract(request: TeamRequest, contract_id: int) -> Contract:
    parts = ("exhibitor__company", "exhibitor__edition__association", "quote__contact", "terms")
    contracts = queries.contracts_in(request.edition).filter(amends=None)
    return get_object_or_404(contracts.select_related(*parts), pk=contract_id)
