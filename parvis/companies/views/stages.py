"""The steps of the edition's pipeline, set by the lead."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.companies import actions, queries, rules
from parvis.companies.forms import StageForm
from parvis.companies.models import Stage
from parvis.core.errors import Refused
from parvis.editions.doors import TeamRequest, team_view


@require_http_methods(["GET", "POST"])
@team_view(rules.can_set_pipeline)
def stage_list(request: TeamRequest) -> HttpResponse:
    """The stages in order, each with how many companies stand there; a post adds one."""
    form = StageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.add_stage(request.edition, by=request.actor, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Stage added."))
        return redirect("companies:stage_list", request.edition.slug)
    context = {"form": form, "counts": queries.pipeline_counts(request.edition)}
    return render(request, "companies/stage_list.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_set_pipeline)
def stage_edit(request: TeamRequest, stage_id: int) -> HttpResponse:
    stage = get_object_or_404(Stage.objects.filter(edition=request.edition), pk=stage_id)
    form = StageForm(request.POST if request.method == "POST" else None, instance=stage)
    if form.is_valid():
        try:
            actions.change_stage(stage, by=request.actor, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error("outcome", refused.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("companies:stage_list", request.edition.slug)
    context = {"form": form, "stage": stage}
    return render(request, "companies/stage_edit.html", context, status=422 if form.is_bound else 200)


@require_POST
@team_view(rules.can_set_pipeline)
def stage_move(request: TeamRequest, stage_id: int) -> HttpResponse:
    stage = get_object_or_404(Stage.objects.filter(edition=request.edition), pk=stage_id)
    steps = -1 if request.POST.get("to") == "earlier" else 1
    actions.move_stage(stage, steps=steps, by=request.actor, at=timezone.now())
    return redirect("companies:stage_list", request.edition.slug)


@require_POST
@team_view(rules.can_set_pipeline)
def stage_remove(request: TeamRequest, stage_id: int) -> HttpResponse:
    stage = get_object_or_404(Stage.objects.filter(edition=request.edition), pk=stage_id)
    actions.remove_stage(stage, by=request.actor, at=timezone.now())
    messages.success(request, _("Stage removed."))
    return redirect("companies:stage_list", request.edition.slug)
