"""Drawing the place: venue, halls, booths; and the list of booths."""

from decimal import Decimal

from django.contrib import messages
from django.db.models import Q
from django.db.models.functions import Lower
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.core.errors import Refused
from parvis.core.tables import Column, Empty, Filter, Status, Table, render_table
from parvis.editions.doors import TeamRequest, team_view
from parvis.logistics import rules
from parvis.logistics.actions import place as actions
from parvis.logistics.forms import BoothForm, GridForm, HallForm, VenueForm
from parvis.logistics.models import Booth, Hall, Venue
from parvis.logistics.views.plan import plan_url

GIVEN = {"no": Q(exhibitor=None), "yes": Q(exhibitor__isnull=False)}


def _link(booth: Booth) -> str:
    return plan_url(booth, booth.hall.venue.edition.slug)


def _state(booth: Booth) -> Status:
    return Status("good", _("Given")) if booth.exhibitor_id else Status("neutral", _("Free"))


def _booths(halls: list[tuple[str, str]]) -> Table:
    """The list of booths; the halls of the edition are its filter."""
    given = [("no", gettext_lazy("Free")), ("yes", gettext_lazy("Given"))]
    return Table(
        id="booths",
        label=gettext_lazy("Booths"),
        columns=[
            Column("number", gettext_lazy("Number"), sort="number", link=_link),
            Column("hall", gettext_lazy("Hall"), "hall.name", sort="hall__position"),
            Column("size", gettext_lazy("Size"), "dimensions"),
            Column("area", gettext_lazy("Area (m²)"), lambda booth: Decimal(booth.area_dm2) / 100, kind="number"),
            Column("state", gettext_lazy("State"), _state, kind="status"),
            Column(
                "exhibitor",
                gettext_lazy("Exhibitor"),
                lambda booth: str(booth.exhibitor or ""),
                sort="exhibitor__company__name_folded",
            ),
            Column("since", gettext_lazy("Since"), "assigned_at", sort="assigned_at", kind="moment", hidden=True),
        ],
        sort="number",
        search=["exhibitor__company__name_folded", "number_lower"],
        search_hint=gettext_lazy("Exhibitor or number"),
        filters=[
            Filter("given", gettext_lazy("State"), given, conditions=GIVEN),
            Filter("hall", gettext_lazy("Hall"), halls, field="hall__slug", as_select=True),
        ],
        empty=Empty(
            gettext_lazy("No booth yet"),
            gettext_lazy("Draw a hall on the floor plan, then its booths, one by one or as a grid."),
            "map",
        ),
        total=lambda count: ngettext("%(count)s booth", "%(count)s booths", count) % {"count": count},
    )


@require_GET
@team_view(rules.can_see_plan)
def booth_list(request: TeamRequest) -> HttpResponse:
    halls = [(hall.slug, hall.name) for hall in Hall.objects.in_edition(request.edition)]
    booths = Booth.objects.in_edition(request.edition).annotate(number_lower=Lower("number"))
    rows = booths.select_related("hall__venue__edition", "exhibitor__company")
    return render_table(request, "logistics/booth_list.html", _booths(halls), rows)


def _page(
    request: TeamRequest, template: str, form: BaseForm, refused: Refused | None = None, *, hall: Hall | None = None
) -> HttpResponse:
    """The form's page; what was typed stays, with the reason above it."""
    if refused:
        form.add_error(None, refused.message)
    return render(request, template, {"form": form, "hall": hall}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_plan)
def venue_edit(request: TeamRequest) -> HttpResponse:
    venue = Venue.objects.filter(edition=request.edition).first()
    form = VenueForm(request.POST or None, instance=venue or Venue(name=request.edition.place_name))
    if request.method == "GET" or not form.is_valid():
        return _page(request, "logistics/venue_edit.html", form)
    actions.set_venue(request.edition, words=form.cleaned_data, by=request.actor, at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("logistics:floor_plan", request.edition.slug)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_plan)
def hall_new(request: TeamRequest) -> HttpResponse:
    form = HallForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _page(request, "logistics/hall_edit.html", form)
    try:
        hall = actions.create_hall(request.edition, words=form.cleaned_data, by=request.actor, at=timezone.now())
    except Refused as refused:
        return _page(request, "logistics/hall_edit.html", form, refused)
    messages.success(request, _("%(hall)s is drawn. Now its booths.") % {"hall": hall})
    return redirect("logistics:grid_new", request.edition.slug, hall.pk)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_plan)
def hall_edit(request: TeamRequest, hall_id: int) -> HttpResponse:
    hall = get_object_or_404(Hall.objects.in_edition(request.edition), pk=hall_id)
    form = HallForm(request.POST or None, instance=hall)
    if request.method == "GET" or not form.is_valid():
        return _page(request, "logistics/hall_edit.html", form)
    try:
        actions.change_hall(hall, words=form.cleaned_data, by=request.actor, at=timezone.now())
    except Refused as refused:
        return _page(request, "logistics/hall_edit.html", form, refused)
    messages.success(request, _("Saved."))
    return _to_hall(request, form.cleaned_data["slug"])


def _to_hall(request: TeamRequest, hall_slug: str) -> HttpResponse:
    return redirect(f"{reverse('logistics:floor_plan', args=[request.edition.slug])}?hall={hall_slug}")


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_plan)
def grid_new(request: TeamRequest, hall_id: int) -> HttpResponse:
    """Many equal booths at once."""
    hall = get_object_or_404(Hall.objects.in_edition(request.edition), pk=hall_id)
    form = GridForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _page(request, "logistics/grid_new.html", form, hall=hall)
    try:
        drawn = actions.draw_booths(hall, form.grid.booths(hall), by=request.actor, at=timezone.now())
    except Refused as refused:
        return _page(request, "logistics/grid_new.html", form, refused, hall=hall)
    sentence = ngettext("%(count)s booth drawn.", "%(count)s booths drawn.", len(drawn))
    messages.success(request, sentence % {"count": len(drawn)})
    return _to_hall(request, hall.slug)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_plan)
def booth_new(request: TeamRequest, hall_id: int) -> HttpResponse:
    hall = get_object_or_404(Hall.objects.in_edition(request.edition), pk=hall_id)
    form = BoothForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _page(request, "logistics/booth_edit.html", form, hall=hall)
    try:
        booth = Booth(hall=hall, **form.cleaned_data)
        actions.draw_booths(hall, [booth], by=request.actor, at=timezone.now())
    except Refused as refused:
        return _page(request, "logistics/booth_edit.html", form, refused, hall=hall)
    messages.success(request, _("Booth %(number)s drawn.") % {"number": booth})
    return _to_hall(request, hall.slug)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_plan)
def booth_edit(request: TeamRequest, booth_id: int) -> HttpResponse:
    booth = get_object_or_404(Booth.objects.in_edition(request.edition).select_related("hall"), pk=booth_id)
    form = BoothForm(request.POST or None, instance=booth)
    if request.method == "GET" or not form.is_valid():
        return _page(request, "logistics/booth_edit.html", form, hall=booth.hall)
    try:
        actions.change_booth(booth, words=form.cleaned_data, by=request.actor, at=timezone.now())
    except Refused as refused:
        return _page(request, "logistics/booth_edit.html", form, refused, hall=booth.hall)
    messages.success(request, _("Saved."))
    return _to_hall(request, booth.hall.slug)


@require_POST
@team_view(rules.can_manage_plan)
def booth_remove(request: TeamRequest, booth_id: int) -> HttpResponse:
    booth = get_object_or_404(Booth.objects.in_edition(request.edition).select_related("hall"), pk=booth_id)
    actions.remove_booth(booth, by=request.actor, at=timezone.now())
    messages.success(request, _("Booth %(number)s is off the plan.") % {"number": booth})
    return _to_hall(request, booth.hall.slug)
