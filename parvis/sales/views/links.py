"""Pages behind a personal link: the quote a company answers, the contract it signs. A GET never changes anything."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
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
from parvis.sales.actions.contracts import consent_text, empowered_text
from parvis.sales.forms.answers import RefusalForm, SignatureForm
from parvis.sales.models import Contract, Quote
from parvis.sales.offer import entitlements_of, offer_totals
from parvis.sales.printing import entitlement_facts
from parvis.sales.queries import contract_behind, lines_of, quote_behind
from parvis.sales.terms import articles_of

CLOSED = "sales/link_closed.html"


def personal_link[P: (Quote, Contract)](
    find: Callable[[str], P | None],
) -> Callable[[Callable[Concatenate[HttpRequest, P, ...], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """The view gets the paper behind the token, in its contact's language or that of `?lang=`; no paper, no data."""

    def guard(view: Callable[Concatenate[HttpRequest, P, ...], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def inner(request: HttpRequest, token: str) -> HttpResponseBase:
            paper = find(token)
            if paper is None:
                return render(request, CLOSED, status=404)
            request.edition = paper.exhibitor.edition  # type: ignore[attr-defined]
            asked = request.GET.get("lang", "")
            language = asked if asked in dict(settings.LANGUAGES) else paper.language
            with translation.override(language):
                try:
                    response = view(request, paper)
                except Refused as refused:
                    response = render(request, CLOSED, {"refused": refused}, status=refused.status)
            response["Content-Language"] = language
            response["Referrer-Policy"] = "no-referrer"  # the address itself is the secret
            return response

        return inner

    return guard


def signer(request: HttpRequest, quote: Quote) -> Actor:
    """Who acts by a personal link: the contact it was mailed to."""
    return Actor(ActorKind.SIGNER, str(quote.contact_id), quote.contact.full_name, client_ip(request))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public_view
@personal_link(quote_behind)
def quote_answer(request: HttpRequest, quote: Quote) -> HttpResponse:
    """The offer and its two answers; afterwards, what was answered."""
    form = RefusalForm(request.POST or None)
    if request.method == "POST":
        if request.POST.get("answer") == "accept":
            actions.accept_quote(quote, by=signer(request, quote), at=timezone.now())
            return redirect(request.get_full_path())
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            actions.refuse_quote(quote, reason=reason, by=signer(request, quote), at=timezone.now())
            return redirect(request.get_full_path())
    if quote.status in {Quote.Status.ACCEPTED, Quote.Status.REFUSED}:
        return render(request, "sales/quote_answered.html", {"quote": quote})
    if not _is_open(quote, Quote.Status.SENT):
        return render(request, CLOSED, status=404)
    lines = lines_of([quote])
    context = {"quote": quote, "lines": lines, "totals": offer_totals(lines), "form": form}
    return render(request, "sales/quote_answer.html", context, status=422 if form.errors else 200)


@require_safe
@never_cache
@public_view
@personal_link(quote_behind)
def quote_answer_file(request: HttpRequest, quote: Quote) -> HttpResponseBase:
    """The PDF of the quote, as long as its link is alive."""
    if not _is_open(quote, Quote.Status.SENT):
        raise Http404
    return download_response(quote.pdf_path, filename=f"{quote}.pdf")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public_view
@personal_link(contract_behind)
def contract_sign(request: HttpRequest, contract: Contract) -> HttpResponse:
    """The whole document, who signs, in which words; afterwards, that it is signed."""
    if contract.status == Contract.Status.SIGNED:
        portal = find_url("exhibitors:portal_home", contract.exhibitor.edition.slug)
        return render(request, "sales/contract_signed.html", {"portal": portal})
    if not _is_open(contract, Contract.Status.SENT):
        return render(request, CLOSED, status=404)
    form = _signature_form(request, contract)
    if request.method == "POST" and form.is_valid():
        values = {"name": form.cleaned_data["name"], "role": form.cleaned_data["role"]}
        agent = request.headers.get("User-Agent", "")
        by = signer(request, contract.quote)
        actions.sign_contract(contract, **values, user_agent=agent, by=by, at=timezone.now())
        return redirect(request.get_full_path())
    return render(request, "sales/contract_sign.html", _document(contract, form), status=422 if form.errors else 200)


@require_safe
@never_cache
@public_view
@personal_link(contract_behind)
def contract_sign_file(request: HttpRequest, contract: Contract) -> HttpResponseBase:
    """The PDF that is signed, as long as its link is alive."""
    if not _is_open(contract, Contract.Status.SENT):
        raise Http404
    return download_response(contract.pdf_path, filename=f"{contract}.pdf")


def _signature_form(request: HttpRequest, contract: Contract) -> SignatureForm:
    contact = contract.quote.contact
    named = contact.full_name if contact.last_name else ""
    return SignatureForm(
        request.POST or None,
        empowered=empowered_text(contract.exhibitor.company),
        consent=consent_text(contract),
        initial={"name": named, "role": contact.job_title},
    )


def _document(contract: Contract, form: SignatureForm) -> dict[str, Any]:
    """Everything the signer reads on the page: what is bought, what it includes, the general terms."""
    lines = lines_of([contract.quote])
    return {
        "contract": contract,
        "lines": lines,
        "totals": offer_totals(lines),
        "included": entitlement_facts(entitlements_of(lines)),
        "articles": articles_of(contract.terms, contract.quote.language),
        "form": form,
    }


def _is_open(paper: Quote | Contract, status: str) -> bool:
    """Whether the link still leads to something that can be answered."""
    return paper.status == status and paper.expires_on >= local_date(timezone.now())
