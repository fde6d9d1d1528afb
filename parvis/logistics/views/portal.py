"""The exhibitor's own booth."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from parvis.exhibitors.doors import ExhibitorRequest, exhibitor_view
from parvis.exhibitors.queries import entitlement_lines, entitlement_totals
from parvis.logistics import queries
from parvis.logistics.models import Venue


def _booths(request: ExhibitorRequest) -> dict[str, Any]:
    """My booths, and the halls where they are with mine marked; other exhibitors are not named."""
    mine = list(queries.booths_of(request.exhibitor))
    halls = {booth.hall_id for booth in mine}
    plans = queries.plan(request.edition, mine=request.exhibitor, with_names=False) if mine else []
    return {"booths": mine, "plans": [plan for plan in plans if plan.hall.pk in halls]}


@require_GET
@exhibitor_view
def exhibitor_panel(request: ExhibitorRequest) -> HttpResponse:
    """A panel of the exhibitor's home."""
    return render(request, "logistics/exhibitor_panel.html", _booths(request))


@require_GET
@exhibitor_view
def portal_booth(request: ExhibitorRequest) -> HttpResponse:
    context = {
        **_booths(request),
        "included": entitlement_lines(entitlement_totals(request.exhibitor)),
        "venue": Venue.objects.filter(edition=request.edition).first(),
    }
    return render(request, "logistics/portal_booth.html", context)
