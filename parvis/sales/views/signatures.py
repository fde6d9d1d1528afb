"""The association's side of a signature: signing for it, the sealed file, the evidence, copies signed elsewhere."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.second_factor import ask_second_factor, proved_since
from parvis.core.uploads import download_response
from parvis.editions.doors import TeamRequest, team_view
from parvis.sales import actions, rules
from parvis.sales.evidence import events_of, evidence_file
from parvis.sales.forms.external import ComparisonForm, CopyForm, CopyRefusalForm
from parvis.sales.models import Contract, ExternalCopy
from parvis.sales.proof_papers import print_evidence
from parvis.sales.signatories import last_copy, seals_of

FRESH = timedelta(minutes=5)


def _contract(request: TeamRequest, contract_id: int) -> Contract:
    contracts = Contract.objects.in_edition(request.edition)
    parts = ("exhibitor__company", "exhibitor__edition__association", "quote__contact", "terms")
    return get_object_or_404(contracts.select_related(*parts), pk=contract_id)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_countersign)
def contract_countersign(request: TeamRequest, contract_id: int) -> HttpResponseBase:
    """Sign for the association, with a second factor shown in the last minutes."""
    contract = _contract(request, contract_id)
    if not settings.SECOND_FACTOR_EXEMPT and not proved_since(request, timezone.now() - FRESH):
        return ask_second_factor(request, request.user)
    if request.method == "POST":
        agent = request.headers.get("User-Agent", "")
        actions.countersign_contract(contract, user_agent=agent, by=request.actor, at=timezone.now())
        messages.success(request, _("Signed. Both parties receive the sealed file in a moment."))
        return redirect("sales:contract_detail", request.edition.slug, contract.pk)
    signature = getattr(contract, "signature", None)
    return render(request, "sales/contract_countersign.html", {"contract": contract, "signature": signature})


@require_safe
@team_view(rules.can_see_sales)
def contract_signed_file(request: TeamRequest, contract_id: int) -> HttpResponseBase:
    """The last sealed file."""
    contract = _contract(request, contract_id)
    seals = seals_of(contract)
    if not seals:
        raise Http404
    return download_response(seals[-1].file.pdf_path, filename=f"{contract}-signed.pdf")


@require_safe
@team_view(rules.can_see_sales)
def contract_evidence(request: TeamRequest, contract_id: int) -> HttpResponse:
    """The chain of events as it stands, as JSON to keep or to show to a judge."""
    contract = _contract(request, contract_id)
    headers = {"Content-Disposition": f'attachment; filename="{contract}-evidence.json"'}
    return HttpResponse(evidence_file(contract), content_type="application/json", headers=headers)


@require_safe
@team_view(rules.can_see_sales)
def contract_evidence_paper(request: TeamRequest, contract_id: int) -> HttpResponse:
    """The same as a paper for people, with the JSON inside it."""
    contract = _contract(request, contract_id)
    if not events_of(contract):
        raise Http404
    pdf = print_evidence(contract, language=get_language() or "fr")
    headers = {"Content-Disposition": f'attachment; filename="{contract}-evidence.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_write_quotes)
def contract_copy(request: TeamRequest, contract_id: int) -> HttpResponse:
    """Bring in a copy signed elsewhere; then compare it with what was sent."""
    contract = _contract(request, contract_id)
    form = CopyForm(request.POST, request.FILES) if request.method == "POST" else CopyForm()
    if request.method == "POST" and form.is_valid():
        values, signed_on = form.values(), form.cleaned_data["signed_on"]
        data = form.cleaned_data["file"]
        actions.receive_copy(
            contract, data=data, values=values, signed_on=signed_on, by=request.actor, at=timezone.now()
        )
        messages.success(request, _("Copy kept. Compare it with what was sent."))
        return redirect("sales:contract_copy", request.edition.slug, contract.pk)
    return _copy_page(request, contract, form=form, status=422 if form.errors else 200)


@require_safe
@team_view(rules.can_see_sales)
def contract_copy_file(request: TeamRequest, contract_id: int) -> HttpResponseBase:
    """The copy as it came."""
    copy = _copy(_contract(request, contract_id))
    return download_response(copy.pdf_path, filename=f"{copy.contract}-copy.pdf")


@require_POST
@team_view(rules.can_countersign)
def contract_copy_accept(request: TeamRequest, contract_id: int) -> HttpResponse:
    contract = _contract(request, contract_id)
    form = ComparisonForm(request.POST)
    if not form.is_valid():
        return _copy_page(request, contract, accept=form, status=422)
    remark = form.cleaned_data["remark"]
    actions.accept_copy(_copy(contract), remark=remark, by=request.actor, at=timezone.now())
    messages.success(request, _("The contract is signed."))
    return redirect("sales:contract_detail", request.edition.slug, contract.pk)


@require_POST
@team_view(rules.can_write_quotes)
def contract_copy_refuse(request: TeamRequest, contract_id: int) -> HttpResponse:
    contract = _contract(request, contract_id)
    form = CopyRefusalForm(request.POST)
    if not form.is_valid():
        return _copy_page(request, contract, refuse=form, status=422)
    remark = form.cleaned_data["remark"]
    actions.refuse_copy(_copy(contract), remark=remark, by=request.actor, at=timezone.now())
    messages.success(request, _("Copy refused; the contract still waits for a signature."))
    return redirect("sales:contract_detail", request.edition.slug, contract.pk)


def _copy(contract: Contract) -> ExternalCopy:
    copy = last_copy(contract)
    if copy is None:
        raise Http404
    return copy


def _copy_page(request: TeamRequest, contract: Contract, *, status: int, **forms: object) -> HttpResponse:
    context = {
        "contract": contract,
        "copy": last_copy(contract),
        "form": CopyForm(),
        "accept": ComparisonForm(),
        "refuse": CopyRefusalForm(),
        "can_accept": rules.can_countersign(request.member),
        **forms,
    }
    return render(request, "sales/contract_copy.html", context, status=status)
