"""The list of sectors, set by the lead of company relations for the whole installation."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.companies import rules
from parvis.companies.actions.sectors import add_sector, change_sector
from parvis.companies.forms.sectors import SectorEditForm, SectorForm
from parvis.companies.sectors import Kind, sector_counts
from parvis.core.errors import Refused
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.models import Term


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_set_pipeline)
def sector_list(request: TeamRequest) -> HttpResponse:
    """Each sector with how many companies are in it; a post adds one."""
    form = SectorForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            add_sector(**form.cleaned_data, by=request.actor, at=timezone.now())
        except Refused as refused:
            form.add_error("name_fr", refused.message)
        else:
            messages.success(request, _("Sector added."))
            return redirect("companies:sector_list", request.edition.slug)
    context = {"form": form, "rows": sector_counts()}
    return render(request, "companies/sector_list.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_set_pipeline)
def sector_edit(request: TeamRequest, sector_id: int) -> HttpResponse:
    term = get_object_or_404(Term.objects.of_kind(Kind.SECTOR), pk=sector_id)
    form = SectorEditForm(request.POST if request.method == "POST" else None, term=term)
    if form.is_valid():
        try:
            change_sector(term, **form.cleaned_data, by=request.actor, at=timezone.now())
        except Refused as refused:
            form.add_error("name_fr", refused.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("companies:sector_list", request.edition.slug)
    context = {"form": form, "term": term}
    return render(request, "companies/sector_edit.html", context, status=422 if form.is_bound else 200)
