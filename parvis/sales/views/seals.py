"""The seal of contracts: what it is, its fingerprint on paper, and the ceremony that makes or renews it."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.second_factor import ask_second_factor, proved_since
from parvis.core.errors import Refused
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.looks import edition_look
from parvis.sales import rules
from parvis.sales.actions.seal import create_seal
from parvis.sales.forms.seals import CeremonyForm
from parvis.sales.history_words import seal_history
from parvis.sales.proof_papers import print_ceremony
from parvis.sales.seal_keys import SealKeys, read_keys
from parvis.sales.signatories import degraded_seals

FRESH = timedelta(minutes=5)
SOON = timedelta(days=60)


@require_safe
@team_view(rules.can_keep_seal)
def seal(request: TeamRequest) -> HttpResponse:
    """The seal in use: fingerprint, how long it lasts, who made it, what still waits for a time stamp."""
    keys, now = read_keys(), timezone.now()
    context = {
        "keys": keys,
        "is_ended": keys is not None and keys.leaf.not_valid_after_utc < now,
        "is_ending": keys is not None and keys.leaf.not_valid_after_utc < now + SOON,
        "has_time_service": bool(settings.TSA_URL),
        "waiting": len(degraded_seals()),
        "history": seal_history(),
    }
    return render(request, "sales/seal.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_keep_seal)
def seal_renew(request: TeamRequest) -> HttpResponseBase:
    """The ceremony: what will happen, a second factor shown in the last minutes, and the new key."""
    if not settings.SECOND_FACTOR_EXEMPT and not proved_since(request, timezone.now() - FRESH):
        return ask_second_factor(request, request.user)
    form, keys = CeremonyForm(request.POST if request.method == "POST" else None), read_keys()
    if request.method == "GET" or not form.is_valid():
        context = {"form": form, "keys": keys}
        return render(request, "sales/seal_renew.html", context, status=422 if form.is_bound else 200)
    association = request.edition.association
    create_seal(association, replace=keys is not None, by=request.actor, at=timezone.now())
    messages.success(request, _("The seal is made. Print its fingerprint and sign the record."))
    return redirect("sales:seal", request.edition.slug)


@require_safe
@team_view(rules.can_keep_seal)
def seal_paper(request: TeamRequest) -> HttpResponse:
    """The record of the ceremony, with the fingerprint, as PDF."""
    keys = _keys()
    look = edition_look(request.edition, language=get_language() or "fr", at=keys.leaf.not_valid_before_utc)
    pdf = print_ceremony(keys, request.edition.association, look=look)
    headers = {"Content-Disposition": 'inline; filename="seal.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _keys() -> SealKeys:
    keys = read_keys()
    if keys is None:
        raise Refused(_("There is no seal yet."))
    return keys
