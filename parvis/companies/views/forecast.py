"""Targets and forecast: by owner, by month, and why companies were lost."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.companies import actions, rules
from parvis.companies.forecast import NO_MONTH, Forecast, Sums, forecast_of
from parvis.companies.forms import TargetForm
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.rules import can_see_amounts


@require_GET
@team_view(can_see_amounts)
def forecast(request: TeamRequest) -> HttpResponse:
    """What is won, hoped for and aimed at."""
    return _page(request, TargetForm(edition=request.edition, at=timezone.now()))


@require_POST
@team_view(rules.can_set_pipeline)
def target_set(request: TeamRequest) -> HttpResponse:
    now, here = timezone.now(), request.edition
    form = TargetForm(request.POST, edition=here, at=now)
    if not form.is_valid():
        return _page(request, form)
    said = form.cleaned_data
    place = {"owner": said["owner"], "month": said["month"]}
    actions.set_target(here, **place, amount_cents=said["amount"], by=request.actor, at=now)
    messages.success(request, _("Target saved."))
    return redirect("companies:forecast", here.slug)


def _page(request: TeamRequest, form: TargetForm) -> HttpResponse:
    found = forecast_of(request.edition)
    context = {
        "form": form,
        "found": found,
        "months": [(_month(month), sums) for month, sums in found.months.items()],
        "cells": _cells(found),
        "chart": [_column(month, sums) for month, sums in found.months.items()],
        "series": [_("Signed"), _("Hoped for"), _("Missing to the target")],
        "can_set": rules.can_set_pipeline(request.member) and not request.edition.is_closed,
    }
    return render(request, "companies/forecast.html", context, status=422 if form.is_bound else 200)


def _month(month: date) -> str:
    return _("No date yet") if month == NO_MONTH else date_format(month, "F Y")


def _column(month: date, sums: Sums) -> dict[str, Any]:
    """Whole euros; what is missing to the target stands on what is there."""
    label = _("No date") if month == NO_MONTH else date_format(month, "M y")
    return {"label": label, "values": [cents // 100 for cents in (sums.won, sums.hoped, sums.missing)]}


def _cells(found: Forecast) -> list[tuple[str, list[tuple[str, Sums]]]]:
    """A line for each owner, a cell for each month."""
    lines = []
    for owner in found.owners:
        key = owner.pk if owner else 0
        name = owner.full_name if owner else _("Nobody yet")
        lines.append((name, [(_month(month), found.cells.get((key, month), Sums())) for month in found.months]))
    return sorted(lines, key=lambda line: line[0])
