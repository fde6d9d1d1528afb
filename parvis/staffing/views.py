"""The team's pages about shifts: who is where and when, and who is missing."""

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.core.errors import Refused
from parvis.editions.doors import TeamRequest, team_view
from parvis.staffing import actions, queries, rules
from parvis.staffing.forms import AssignForm, PositionForm, ShiftForm
from parvis.staffing.models import Position, Shift, ShiftAssignment


def _shifts(request: TeamRequest) -> QuerySet[Shift]:
    return Shift.objects.in_edition(request.edition).select_related("position__edition")


@require_GET
@team_view(rules.can_see_shifts)
def shift_list(request: TeamRequest) -> HttpResponse:
    """Positions with their shifts; `?missing=1` leaves those that need somebody."""
    positions = queries.staffed_positions(request.edition)
    context = {
        "positions": [row for row in positions if row.missing_count] if "missing" in request.GET else positions,
        "missing": sum(position.missing_count for position in positions),
        "total": sum(len(position.shifts) for position in positions),
        "can_manage": rules.can_manage_shifts(request.member) and not request.edition.is_closed,
    }
    return render(request, "staffing/shift_list.html", context)


def _page(
    request: TeamRequest,
    template: str,
    form: BaseForm,
    refused: Refused | None = None,
    *,
    about: Position | Shift | None = None,
) -> HttpResponse:
    """The form's page; what was typed stays, with the reason above it."""
    if refused:
        form.add_error(None, refused.message)
    return render(request, template, {"form": form, "about": about}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_shifts)
def position_new(request: TeamRequest) -> HttpResponse:
    form = PositionForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _page(request, "staffing/position_new.html", form)
    try:
        position = actions.create_position(
            request.edition, words=form.cleaned_data, by=request.actor, at=timezone.now()
        )
    except Refused as refused:
        return _page(request, "staffing/position_new.html", form, refused)
    messages.success(request, _("“%(position)s” is there. Now its shifts.") % {"position": position})
    return redirect("staffing:shift_new", request.edition.slug, position.pk)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_shifts)
def shift_new(request: TeamRequest, position_id: int) -> HttpResponse:
    position = get_object_or_404(Position.objects.filter(edition=request.edition), pk=position_id)
    form = ShiftForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _page(request, "staffing/shift_new.html", form, about=position)
    try:
        actions.add_shift(position, **form.cleaned_data, by=request.actor, at=timezone.now())
    except Refused as refused:
        return _page(request, "staffing/shift_new.html", form, refused, about=position)
    messages.success(request, _("Shift added."))
    return redirect("staffing:shift_list", request.edition.slug)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_shifts)
def shift_assign(request: TeamRequest, shift_id: int) -> HttpResponse:
    """Who takes it: only members who are nowhere else at that time are offered."""
    shift = get_object_or_404(_shifts(request), pk=shift_id)
    form = AssignForm(request.POST or None, members=queries.available_members(shift, at=timezone.now()))
    if request.method == "GET" or not form.is_valid():
        return _page(request, "staffing/shift_assign.html", form, about=shift)
    membership = form.cleaned_data["membership"]
    try:
        actions.assign_shift(shift, membership=membership, by=request.actor, at=timezone.now())
    except Refused as refused:
        return _page(request, "staffing/shift_assign.html", form, refused, about=shift)
    messages.success(request, _("%(name)s is on the shift.") % {"name": membership.user})
    return redirect("staffing:shift_list", request.edition.slug)


@require_POST
@team_view(rules.can_manage_shifts)
def shift_remove(request: TeamRequest, shift_id: int) -> HttpResponse:
    shift = get_object_or_404(_shifts(request), pk=shift_id)
    actions.remove_shift(shift, by=request.actor, at=timezone.now())
    messages.success(request, _("Shift removed."))
    return redirect("staffing:shift_list", request.edition.slug)


@require_POST
@team_view(rules.can_manage_shifts)
def assignment_remove(request: TeamRequest, assignment_id: int) -> HttpResponse:
    rows = ShiftAssignment.objects.filter(shift__position__edition=request.edition)
    assignment = get_object_or_404(rows, pk=assignment_id)
    actions.unassign_shift(assignment, by=request.actor, at=timezone.now())
    messages.success(request, _("%(name)s is off the shift.") % {"name": assignment.membership.user})
    return redirect("staffing:shift_list", request.edition.slug)
