"""The team's view of the day: live numbers, scans, conflicts, phones and places."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import condition, require_GET, require_http_methods, require_POST

from parvis.checkin import actions, rules
from parvis.checkin.forms import ConflictForm, DeviceForm, PlaceForm
from parvis.checkin.lists import scan_table
from parvis.checkin.models import Conflict, Device, Place
from parvis.checkin.queries import (
    conflicts_of,
    devices_with_use,
    entries_per_five_minutes,
    last_door_day,
    live_counts,
    live_version,
    scans_of,
)
from parvis.core import qr
from parvis.core.tables import render_table
from parvis.editions.doors import TeamRequest, team_view

MOST_SCHOOLS = 12


@require_GET
@team_view(rules.can_see_live)
def live(request: TeamRequest) -> HttpResponse:
    """Inside now, entries, schools, five minutes by five minutes."""
    return render(request, "checkin/live.html", _numbers(request))


def _live_etag(request: TeamRequest) -> str:
    return f'"{live_version(request.edition)}-{get_language()}-{rules.can_see_scans(request.member)}"'


@require_GET
@team_view(rules.can_see_live)
@condition(etag_func=_live_etag)
def live_now(request: TeamRequest) -> HttpResponse:
    """The part that changes; asked every five seconds and answered 304 while nobody has moved."""
    response = render(request, "checkin/live.html#now", _numbers(request))
    response["Cache-Control"] = "private, no-cache"
    return response


def _numbers(request: TeamRequest) -> dict[str, Any]:
    counts, day = live_counts(request.edition), last_door_day(request.edition)
    steps = entries_per_five_minutes(request.edition, on=day) if day else []
    schools = list(counts.by_school.items())
    return {
        "counts": counts,
        "day": day,
        "steps": [{"label": format_date(at, "H:i"), "value": count} for at, count in steps],
        "schools": [{"label": name, "value": count} for name, count in schools[:MOST_SCHOOLS]],
        "more_schools": len(schools[MOST_SCHOOLS:]),
        "can_see_scans": rules.can_see_scans(request.member),
        "as_of": timezone.now(),
    }


@require_GET
@team_view(rules.can_see_scans)
def scan_list(request: TeamRequest) -> HttpResponse:
    open_count = Conflict.objects.in_edition(request.edition).still_open().count()
    rows, table = scans_of(request.edition), scan_table(request.edition)
    return render_table(request, "checkin/scan_list.html", table, rows, {"open_count": open_count})


@require_GET
@team_view(rules.can_see_scans)
def conflict_list(request: TeamRequest) -> HttpResponse:
    can_settle = rules.can_settle_conflicts(request.member) and not request.edition.is_closed
    context = {"conflicts": conflicts_of(request.edition), "can_settle": can_settle, "form": ConflictForm()}
    return render(request, "checkin/conflict_list.html", context)


@require_POST
@team_view(rules.can_settle_conflicts)
def conflict_resolve(request: TeamRequest, conflict_id: int) -> HttpResponse:
    conflict = get_object_or_404(Conflict.objects.in_edition(request.edition), pk=conflict_id)
    form = ConflictForm(request.POST)
    if not form.is_valid():
        context = {"conflicts": conflicts_of(request.edition), "can_settle": True, "form": form, "wrong": conflict.pk}
        return render(request, "checkin/conflict_list.html", context, status=422)
    actions.resolve_conflict(conflict, note=form.cleaned_data["note"], by=request.actor, at=timezone.now())
    messages.success(request, _("Settled."))
    return redirect("checkin:conflict_list", request.edition.slug)


@require_GET
@team_view(rules.can_manage_devices)
def device_list(request: TeamRequest) -> HttpResponse:
    return render(request, "checkin/device_list.html", {"devices": devices_with_use(request.edition)})


@never_cache
@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_devices)
def device_enrol(request: TeamRequest) -> HttpResponse:
    """A form, then the one-time QR; the page cannot be shown again, a lost one is enrolled anew."""
    form = DeviceForm(request.POST or None, edition=request.edition)
    if request.method == "GET" or not form.is_valid():
        context = {"form": form, "has_places": Place.objects.in_edition(request.edition).exists()}
        return render(request, "checkin/device_enrol.html", context, status=422 if form.is_bound else 200)
    device, _plain, enrol_url = actions.enrol_device(
        request.edition,
        name=form.cleaned_data["name"],
        place=form.cleaned_data["place"].slug,
        enrolled_by=request.user,
        by=request.actor,
        at=timezone.now(),
    )
    picture = qr.svg(enrol_url, title=_("Enrolment code of the phone"))
    context = {"device": device, "svg": picture, "enrol_url": enrol_url}
    return render(request, "checkin/device_code.html", context)


@require_POST
@team_view(rules.can_manage_devices)
def device_revoke(request: TeamRequest, device_id: int) -> HttpResponse:
    device = get_object_or_404(Device, edition=request.edition, pk=device_id)
    actions.revoke_device(device, by=request.actor, at=timezone.now())
    messages.success(request, _("%(name)s may scan no more.") % {"name": device.name})
    return redirect("checkin:device_list", request.edition.slug)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_devices)
def place_list(request: TeamRequest) -> HttpResponse:
    """The places, and the form of one more."""
    form = PlaceForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        places = Place.objects.in_edition(request.edition).doors_first()
        status = 422 if form.is_bound else 200
        return render(request, "checkin/place_list.html", {"places": places, "form": form}, status=status)
    data = form.cleaned_data
    actions.add_place(request.edition, name=data["name"], kind=data["kind"], by=request.actor, at=timezone.now())
    messages.success(request, _("Place added."))
    return redirect("checkin:place_list", request.edition.slug)


@require_POST
@team_view(rules.can_manage_devices)
def place_usual(request: TeamRequest) -> HttpResponse:
    """The usual places of a fair in one press."""
    actions.ensure_places(request.edition, by=request.actor, at=timezone.now())
    return redirect("checkin:place_list", request.edition.slug)
