"""The exhibitor's people and job offers, as it manages them itself."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.core.errors import Refused
from parvis.exhibitors import queries
from parvis.exhibitors.actions import offers, people
from parvis.exhibitors.doors import ExhibitorRequest, exhibitor_view
from parvis.exhibitors.forms import JobOfferForm, RepresentativeForm
from parvis.exhibitors.models import Entitlement, JobOffer, Representative


def _people(request: ExhibitorRequest) -> QuerySet[Representative]:
    return Representative.objects.active().filter(exhibitor=request.exhibitor)


def _offers(request: ExhibitorRequest) -> QuerySet[JobOffer]:
    return JobOffer.objects.filter(exhibitor=request.exhibitor, removed_at=None)


@require_GET
@exhibitor_view
def portal_representative_list(request: ExhibitorRequest) -> HttpResponse:
    rows = list(_people(request).select_related("user").order_by("name_folded", "pk"))
    context = {
        "people": rows,
        "named": sum(row.is_on_site for row in rows),
        "badges": queries.entitlement_totals(request.exhibitor).get(Entitlement.Kind.BADGE, 0),
        "section": queries.sections_of(request.exhibitor, at=timezone.now())["representatives"],
    }
    return render(request, "exhibitors/portal_representative_list.html", context)


@require_http_methods(["GET", "POST"])
@exhibitor_view
def portal_representative_new(request: ExhibitorRequest) -> HttpResponse:
    form = RepresentativeForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _person_page(request, form)
    now = timezone.now()
    try:
        row = people.add_representative(request.exhibitor, person=form.person, by=request.actor, at=now)
    except Refused as refused:
        return _person_page(request, form, refused)
    if form.cleaned_data["invite"]:
        people.invite_representative(row, language=get_language() or "fr", by=request.actor, at=now)
    messages.success(request, _("%(name)s is in your list.") % {"name": row.full_name})
    return redirect("exhibitors:portal_representative_list", request.edition.slug)


@require_http_methods(["GET", "POST"])
@exhibitor_view
def portal_representative_edit(request: ExhibitorRequest, representative_id: int) -> HttpResponse:
    row = get_object_or_404(_people(request), pk=representative_id)
    form = RepresentativeForm(request.POST or None, instance=row)
    del form.fields["invite"]
    if request.method == "GET" or not form.is_valid():
        return _person_page(request, form)
    try:
        people.change_representative(row, person=form.person, by=request.actor, at=timezone.now())
    except Refused as refused:
        return _person_page(request, form, refused)
    messages.success(request, _("Saved."))
    return redirect("exhibitors:portal_representative_list", request.edition.slug)


def _person_page(request: ExhibitorRequest, form: RepresentativeForm, refused: Refused | None = None) -> HttpResponse:
    """What was typed stays, with the reason above it."""
    if refused:
        form.add_error(None, refused.message)
    status = 422 if form.is_bound else 200
    return render(request, "exhibitors/portal_representative_edit.html", {"form": form}, status=status)


@require_POST
@exhibitor_view
def portal_representative_invite(request: ExhibitorRequest, representative_id: int) -> HttpResponse:
    row = get_object_or_404(_people(request), pk=representative_id)
    people.invite_representative(row, language=get_language() or "fr", by=request.actor, at=timezone.now())
    messages.success(request, _("We have written to %(email)s.") % {"email": row.email})
    return redirect("exhibitors:portal_representative_list", request.edition.slug)


@require_POST
@exhibitor_view
def portal_representative_remove(request: ExhibitorRequest, representative_id: int) -> HttpResponse:
    row = get_object_or_404(_people(request), pk=representative_id)
    people.remove_representative(row, by=request.actor, at=timezone.now())
    messages.success(request, _("%(name)s is no longer in your list.") % {"name": row.full_name})
    return redirect("exhibitors:portal_representative_list", request.edition.slug)


@require_GET
@exhibitor_view
def portal_offer_list(request: ExhibitorRequest) -> HttpResponse:
    rows = list(_offers(request).select_related("kind").order_by("-created_at", "pk"))
    context = {
        "offers": rows,
        "allowed": queries.entitlement_totals(request.exhibitor).get(Entitlement.Kind.JOB_OFFER, 0),
        "section": queries.sections_of(request.exhibitor, at=timezone.now())["job_offers"],
    }
    return render(request, "exhibitors/portal_offer_list.html", context)


@require_http_methods(["GET", "POST"])
@exhibitor_view
def portal_offer_new(request: ExhibitorRequest) -> HttpResponse:
    form = JobOfferForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _offer_page(request, form)
    words, fields = form.words, form.cleaned_data["fields"]
    try:
        offer = offers.publish_job_offer(
            request.exhibitor, words=words, fields=fields, by=request.actor, at=timezone.now()
        )
    except Refused as refused:
        return _offer_page(request, form, refused)
    messages.success(request, _("“%(title)s” is published.") % {"title": offer.title})
    return redirect("exhibitors:portal_offer_list", request.edition.slug)


@require_http_methods(["GET", "POST"])
@exhibitor_view
def portal_offer_edit(request: ExhibitorRequest, offer_id: int) -> HttpResponse:
    offer = get_object_or_404(_offers(request), pk=offer_id)
    form = JobOfferForm(request.POST or None, instance=offer)
    if request.method == "GET" or not form.is_valid():
        return _offer_page(request, form)
    words, fields = form.words, form.cleaned_data["fields"]
    try:
        offers.change_job_offer(offer, words=words, fields=fields, by=request.actor, at=timezone.now())
    except Refused as refused:
        return _offer_page(request, form, refused)
    messages.success(request, _("Saved."))
    return redirect("exhibitors:portal_offer_list", request.edition.slug)


def _offer_page(request: ExhibitorRequest, form: JobOfferForm, refused: Refused | None = None) -> HttpResponse:
    if refused:
        form.add_error(None, refused.message)
    status = 422 if form.is_bound else 200
    return render(request, "exhibitors/portal_offer_edit.html", {"form": form}, status=status)


@require_POST
@exhibitor_view
def portal_offer_remove(request: ExhibitorRequest, offer_id: int) -> HttpResponse:
    offer = get_object_or_404(_offers(request), pk=offer_id)
    offers.remove_job_offer(offer, by=request.actor, at=timezone.now())
    messages.success(request, _("“%(title)s” is no longer shown.") % {"title": offer.title})
    return redirect("exhibitors:portal_offer_list", request.edition.slug)
