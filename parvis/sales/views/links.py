"""Pages behind a personal link: the door they share, and the quote a company answers. A GET never changes anything."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate

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
from parvis.core.uploads import download_response
from parvis.sales import actions
from parvis.sales.forms.answers import RefusalForm
from parvis.sales.models import Contract, Quote
from parvis.sales.offer import offer_totals
from parvis.sales.queries import lines_of, paper_once_behind, quote_behind

log = logging.getLogger(__name__)
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
                log.warning("a personal link that leads nowhere was opened")
                return closed(request, paper_once_behind(token))
            request.edition = paper.exhibitor.edition  # type: ignore[attr-defined]
            asked = request.GET.get("lang", "")
            language = asked if asked in dict(settings.LANGUAGES) else paper.language
            with translation.override(language):
                try:
                    response = view(request, paper)
                except Refused as refused:
                    response = render(request, CLOSED, {"refused": refused}, status=refused.status)
            response["Content-Language"] = language
            # The address itself is the secret. `no-referrer` would do more harm: browsers then send forms with
            # `Origin: null`, which is refused as forged, and no company could answer.
            response["Referrer-Policy"] = "strict-origin"
            return response

        return inner

    return guard


def closed(request: HttpRequest, paper: Quote | Contract | None) -> HttpResponse:
    """Says nothing of anybody; that a link was used after its time is written in the history of its paper."""
    if paper is not None:
        quote = paper.quote if isinstance(paper, Contract) else paper
        actions.note_dead_link(paper, by=signer(request, quote), at=timezone.now())
    return render(request, CLOSED, status=404)


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
    if not _is_open(quote):
        return closed(request, quote)
    lines = lines_of([quote])
    context = {"quote": quote, "lines": lines, "totals": offer_totals(lines), "form": form}
    return render(request, "sales/quote_answer.html", context, status=422 if form.errors else 200)


@require_safe
@never_cache
@public_view
@personal_link(quote_behind)
def quote_answer_file(request: HttpRequest, quote: Quote) -> HttpResponseBase:
    """The PDF of the quote, as long as its link is alive."""
    if not _is_open(quote):
        raise Http404
    return download_response(quote.pdf_path, filename=f"{quote}.pdf")


def _is_open(quote: Quote) -> bool:
    """Whether the link still leads to something that can be answered."""
    return quote.status == Quote.Status.SENT and quote.expires_on >= local_date(timezone.now())
