"""An extract of the official register: sent, looked at, brought in."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from parvis.companies import actions, rules
from parvis.companies.forms import FileForm
from parvis.companies.register import KIND
from parvis.core.errors import Refused
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.models import FileImport

PAGE = 100
State = FileImport.State


@require_http_methods(["GET", "POST"])
@team_view(rules.can_change_companies)
def register_import(request: TeamRequest) -> HttpResponse:
    """Send an extract; what it would fill comes next, and nothing is written before."""
    form = FileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        data, name = form.content()
        try:
            kept = actions.keep_register(data, name, edition=request.edition, by=request.actor, at=timezone.now())
        except Refused as refused:
            form.add_error("file", refused.message)
        else:
            return redirect("companies:register_preview", request.edition.slug, kept.pk)
    return render(request, "companies/register_import.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_change_companies)
def register_preview(request: TeamRequest, extract_id: int) -> HttpResponse:
    """What each company gets and what stays as somebody wrote it; a post brings it in, or drops the file."""
    kept = get_object_or_404(FileImport.objects.filter(edition=request.edition, kind=KIND), pk=extract_id)
    if request.method == "POST" and request.POST.get("do") == "drop":
        actions.drop_import(kept, by=request.actor, at=timezone.now())
        messages.success(request, _("The file is dropped; nothing was brought in."))
        return redirect("companies:register_import", request.edition.slug)
    if request.method == "POST":
        filled = actions.run_register(kept, by=request.actor, at=timezone.now())
        said = ngettext("%(n)s company is completed.", "%(n)s companies are completed.", filled) % {"n": filled}
        messages.success(request, said)
        return redirect("companies:register_preview", request.edition.slug, kept.pk)
    found = actions.planned_enrichment(kept) if kept.state == State.PREVIEW else []
    context = {
        "kept": kept,
        "filled_count": sum(bool(one.filled) for one in found),
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "companies/register_preview.html", context)
