"""Where a company reads and signs its contract. Opening the page is noted in the evidence and changes nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.doors import client_ip
from parvis.core.actor import Actor, ActorKind
from parvis.core.dates import local_date
from parvis.core.doors import public_view
from parvis.core.errors import Refused
from parvis.core.navigation import find_url
from parvis.core.uploads import download_response
from parvis.sales import actions
from parvis.sales.actions.signing import consent_text, empowered_text
from parvis.sales.forms.answers import DeclineForm, DelegateForm, SignatureForm
from parvis.sales.forms.invoicing import DetailsForm
from parvis.sales.invoicing import is_public, lacks_details
from parvis.sales.models import Contract
from parvis.sales.offer import entitlements_of, offer_totals
from parvis.sales.printing import entitlement_facts
from parvis.sales.queries import contract_behind, invoicing_of, lines_of
from parvis.sales.signatories import code_pause, live_code, signatory_of
from parvis.sales.terms import articles_of
from parvis.sales.views.links import closed, personal_link

WRONG_CODE = "wrong_code"
DECLINE_IDS, DELEGATE_IDS = "decline_%s", "delegate_%s"  # three forms on one page ask for a code


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public_view
@personal_link(contract_behind)
def contract_sign(request: HttpRequest, contract: Contract) -> HttpResponseBase:
    """The whole document, a code on demand, the signature; or declining, or handing over to a colleague."""
    if contract.is_signed:
        portal = find_url("exhibitors:portal_home", contract.exhibitor.edition.slug)
        return render(request, "sales/contract_signed.html", {"portal": portal})
    if not _is_open(contract):
        return closed(request, contract)
    step = request.POST.get("step", "")
    if request.method == "POST":
        return STEPS.get(step, _sign)(request, contract)
    if request.method == "GET":
        actions.note_opening(contract, agent=_agent(request), by=_signer(request, contract), at=timezone.now())
    return _page(request, contract)


@require_safe
@never_cache
@public_view
@personal_link(contract_behind)
def contract_sign_file(request: HttpRequest, contract: Contract) -> HttpResponseBase:
    """The PDF that is signed, as long as its link is alive."""
    if not _is_open(contract):
        raise Http404
    return download_response(contract.pdf_path, filename=f"{contract}.pdf")


def _code(request: HttpRequest, contract: Contract) -> HttpResponse:
    """Mail a code and come back to where it was asked for; while none is mailed the page says why."""
    place = "instead" if request.POST.get("for") == "instead" else "sign"
    if code_pause(contract, at=timezone.now()) is None:
        actions.send_code(contract, agent=_agent(request), by=_signer(request, contract), at=timezone.now())
    return redirect(f"{request.get_full_path()}#{place}")


def _sign(request: HttpRequest, contract: Contract) -> HttpResponse:
    form = _signature_form(request, contract)
    if not form.is_valid():
        return _page(request, contract, sign=form)
    values = {name: form.cleaned_data[name] for name in ("name", "role", "mobile", "code")}
    by = _signer(request, contract, name=values["name"])
    with _wrong_code_on(form):
        actions.sign_contract(contract, **values, user_agent=_agent(request), by=by, at=timezone.now())
    if form.errors:
        return _page(request, contract, sign=form)
    return redirect(request.get_full_path())


def _decline(request: HttpRequest, contract: Contract) -> HttpResponse:
    form = DeclineForm(request.POST, auto_id=DECLINE_IDS)
    if form.is_valid():
        by, agent = _signer(request, contract), _agent(request)
        with _wrong_code_on(form):
            actions.decline_contract(contract, **form.cleaned_data, agent=agent, by=by, at=timezone.now())
    if form.errors:
        return _page(request, contract, decline=form)
    return render(request, "sales/contract_declined.html")


def _delegate(request: HttpRequest, contract: Contract) -> HttpResponse:
    form = DelegateForm(request.POST, auto_id=DELEGATE_IDS)
    if form.is_valid():
        by, agent = _signer(request, contract), _agent(request)
        with _wrong_code_on(form):
            actions.delegate_contract(contract, **form.cleaned_data, agent=agent, by=by, at=timezone.now())
    if form.errors:
        return _page(request, contract, delegate=form)
    return render(request, "sales/contract_delegated.html", {"email": form.cleaned_data["email"]})


@contextmanager
def _wrong_code_on(form: forms.Form) -> Iterator[None]:
    """A wrong code is said at its field, with everything typed kept; any other refusal goes on."""
    try:
        yield
    except Refused as refused:
        if refused.code != WRONG_CODE:
            raise
        form.add_error("code", refused.message)


def _details(request: HttpRequest, contract: Contract) -> HttpResponse:
    form = _details_form(request, contract)
    if not form.is_valid():
        return _page(request, contract, details=form)
    try:
        actions.fill_details(contract, **form.values(), by=_signer(request, contract), at=timezone.now())
    except Refused as refused:
        form.add_error(refused.code if refused.code in form.fields else None, refused.message)
        return _page(request, contract, details=form)
    return redirect(f"{request.get_full_path()}#sign")


STEPS = {"details": _details, "code": _code, "sign": _sign, "decline": _decline, "delegate": _delegate}


def _page(request: HttpRequest, contract: Contract, **bound: forms.BaseForm) -> HttpResponse:
    """Everything the signer reads: what is bought, what it includes, the general terms; then the four ways on."""
    lines, who, said = lines_of([contract.quote]), signatory_of(contract), invoicing_of(contract)
    has_live, pause = live_code(contract, at=timezone.now()) is not None, code_pause(contract, at=timezone.now())
    context = {
        "contract": contract,
        "who": who,
        "lines": lines,
        "totals": offer_totals(lines),
        "included": entitlement_facts(entitlements_of(lines)),
        "articles": articles_of(contract.terms, contract.quote.language),
        "has_code": has_live or "sign" in bound,
        "has_code_instead": has_live or bool(bound.keys() & {"delegate", "decline"}),
        "pause": pause,
        "form": bound.get("sign") or _signature_form(None, contract),
        "details": bound.get("details") or _details_form(None, contract),
        "said": said,
        "is_blocked": lacks_details(contract),
        "is_public": is_public(contract.exhibitor.company),
        "decline": bound.get("decline") or DeclineForm(auto_id=DECLINE_IDS),
        "delegate": bound.get("delegate") or DelegateForm(auto_id=DELEGATE_IDS),
        "opened": next(iter(bound), ""),
    }
    return render(request, "sales/contract_sign.html", context, status=422 if bound else 200)


def _details_form(request: HttpRequest | None, contract: Contract) -> DetailsForm:
    said = invoicing_of(contract)
    start = {name: getattr(said, name) for name in DetailsForm.Meta.fields} if said else {}
    return DetailsForm(request.POST if request else None, company=contract.exhibitor.company, initial=start)


def _signature_form(request: HttpRequest | None, contract: Contract) -> SignatureForm:
    contact, who = contract.quote.contact, signatory_of(contract)
    is_contact = who.email == contact.email
    initial: dict[str, Any] = {"name": who.name if contact.last_name or not is_contact else "", "mobile": who.mobile}
    if is_contact:
        initial["role"] = contact.job_title
    return SignatureForm(
        request.POST if request else None,
        empowered=empowered_text(contract.exhibitor.company),
        consent=consent_text(contract),
        initial=initial,
    )


def _signer(request: HttpRequest, contract: Contract, *, name: str = "") -> Actor:
    """Who acts by a personal link: the signatory it was mailed to."""
    label = name or signatory_of(contract).name
    return Actor(ActorKind.SIGNER, str(contract.quote.contact_id), label, client_ip(request))


def _agent(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")


def _is_open(contract: Contract) -> bool:
    """Whether the link still leads to something that can be signed."""
    return contract.is_open and contract.expires_on >= local_date(timezone.now())
