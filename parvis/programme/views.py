"""The team's pages about the programme."""

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.core.errors import Refused
from parvis.editions.doors import TeamRequest, team_view
from parvis.programme import actions, queries, rules
from parvis.programme.forms import ActivityForm, SlotForm
from parvis.programme.models import Activity, ActivitySlot


def _activity(request: TeamRequest, activity_id: int) -> Activity:
    return get_object_or_404(Activity.objects.filter(edition=request.edition), pk=activity_id)


@require_GET
@team_view(rules.can_see_programme)
def activity_list(request: TeamRequest) -> HttpResponse:
    context = {
        "activities": queries.activities(request.edition),
        "can_manage": rules.can_manage_programme(request.member) and not request.edition.is_closed,
    }
    return render(request, "programme/activity_list.html", context)


def _page(
    request: TeamRequest,
    template: str,
    form: BaseForm,
    refused: Refused | None = None,
    *,
    activity: Activity | None = None,
) -> HttpResponse:
    """The form's page; what was typed stays, with the reason above it."""
    if refused:
        form.add_error(None, refused.message)
    return render(request, template, {"form": form, "activity": activity}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_programme)
def activity_new(request: TeamRequest) -> HttpResponse:
    form = ActivityForm(request.POST or None, edition=request.edition)
    if request.method == "GET" or not form.is_valid():
        return _page(request, "programme/activity_edit.html", form)
    words = form.cleaned_data
    activity = actions.create_activity(request.edition, words=words, by=request.actor, at=timezone.now())
    messages.success(request, _("“%(title)s” is there. Now its time and room.") % {"title": activity.title})
    return redirect("programme:slot_new", request.edition.slug, activity.pk)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_programme)
def activity_edit(request: TeamRequest, activity_id: int) -> HttpResponse:
    activity = _activity(request, activity_id)
    form = ActivityForm(request.POST or None, instance=activity, edition=request.edition)
    if request.method == "GET" or not form.is_valid():
        return _page(request, "programme/activity_edit.html", form, activity=activity)
    actions.change_activity(activity, words=form.cleaned_data, by=request.actor, at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("programme:activity_list", request.edition.slug)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_programme)
def slot_new(request: TeamRequest, activity_id: int) -> HttpResponse:
    activity = _activity(request, activity_id)
    form = SlotForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _page(request, "programme/slot_new.html", form, activity=activity)
    try:
        actions.schedule_slot(activity, **form.cleaned_data, by=request.actor, at=timezone.now())
    except Refused as refused:
        return _page(request, "programme/slot_new.html", form, refused, activity=activity)
    messages.success(request, _("Time and room kept."))
    return redirect("programme:activity_list", request.edition.slug)


@require_POST
@team_view(rules.can_manage_programme)
def slot_remove(request: TeamRequest, slot_id: int) -> HttpResponse:
    slot = get_object_or_404(ActivitySlot.objects.in_edition(request.edition), pk=slot_id)
    actions.remove_slot(slot, by=request.actor, at=timezone.now())
    messages.success(request, _("Time and room are free again."))
    return redirect("programme:activity_list", request.edition.slug)


@require_POST
@team_view(rules.can_manage_programme)
def activity_publish(request: TeamRequest, activity_id: int) -> HttpResponse:
    activity = _activity(request, activity_id)
    actions.publish_activity(activity, by=request.actor, at=timezone.now())
    messages.success(request, _("“%(title)s” is in the public programme.") % {"title": activity.title})
    return redirect("programme:activity_list", request.edition.slug)


@require_POST
@team_view(rules.can_manage_programme)
def activity_unpublish(request: TeamRequest, activity_id: int) -> HttpResponse:
    activity = _activity(request, activity_id)
    actions.unpublish_activity(activity, by=request.actor, at=timezone.now())
    messages.success(request, _("“%(title)s” is no longer public.") % {"title": activity.title})
    return redirect("programme:activity_list", request.edition.slug)
