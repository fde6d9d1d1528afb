"""The floor plan: halls as tabs, booths as links, one of them chosen."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.core.errors import Refused
from parvis.editions.doors import TeamRequest, team_view
from parvis.exhibitors.models import Exhibitor
from parvis.logistics import queries, rules
from parvis.logistics.actions import booths as actions
from parvis.logistics.forms import GiveForm
from parvis.logistics.models import Booth


def plan_url(booth: Booth, slug: str) -> str:
    """The plan with this booth chosen."""
    query = urlencode({"hall": booth.hall.slug, "booth": booth.number})
    return f"{reverse('logistics:floor_plan', args=[slug])}?{query}"


@require_GET
@team_view(rules.can_see_plan)
def floor_plan(request: TeamRequest) -> HttpResponse:
    """One hall at a time; `?hall=` and `?booth=` say which, so that a pasted link shows the same."""
    slug = request.edition.slug
    asked = {"hall__slug": request.GET.get("hall", ""), "number": request.GET.get("booth", "")[:10]}
    booths = Booth.objects.in_edition(request.edition).select_related("hall", "exhibitor__company")
    chosen = booths.filter(**asked).first() if asked["number"] else None
    halls = queries.plan(request.edition, link=lambda booth: plan_url(booth, slug), chosen=chosen)
    shown = next((hall for hall in halls if hall.hall.slug == asked["hall__slug"]), halls[0] if halls else None)
    can_manage = rules.can_manage_plan(request.member) and not request.edition.is_closed
    exhibitors = queries.exhibitors_to_place(request.edition)
    context = {
        "halls": halls,
        "shown": shown,
        "chosen": chosen,
        "can_manage": can_manage,
        "counts": queries.counts(request.edition),
        "form": GiveForm(exhibitors=exhibitors) if chosen and not chosen.exhibitor_id and can_manage else None,
    }
    return render(request, "logistics/floor_plan.html", context)


@require_POST
@team_view(rules.can_manage_plan)
def booth_give(request: TeamRequest, booth_id: int) -> HttpResponse:
    """Give the booth to the exhibitor of the form (or of the address, when a free booth is given back)."""
    booth = get_object_or_404(Booth.objects.in_edition(request.edition), pk=booth_id)
    asked = request.POST.get("exhibitor") or request.GET.get("exhibitor", "")
    if not asked:
        raise Refused(_("Choose the exhibitor who gets this booth."), status=422)
    exhibitors = Exhibitor.objects.in_edition(request.edition)
    exhibitor = get_object_or_404(exhibitors, pk=asked if asked.isdecimal() and len(asked) < 19 else 0)
    booth = actions.give_booth(booth, exhibitor=exhibitor, by=request.actor, at=timezone.now())
    undo = reverse("logistics:booth_free", args=[request.edition.slug, booth.pk])
    names = {"number": booth.number, "company": exhibitor}
    messages.success(request, _("Booth %(number)s is for %(company)s.") % names, extra_tags=f"undo:{undo}")
    missing = queries.missing_area_dm2(exhibitor)
    if missing:
        area = {"company": exhibitor, "area": queries.square_metres(missing)}
        messages.warning(request, _("%(company)s has ordered %(area)s more than its booths hold.") % area)
    return redirect(plan_url(booth, request.edition.slug))


@require_POST
@team_view(rules.can_manage_plan)
def booth_free(request: TeamRequest, booth_id: int) -> HttpResponse:
    booth = get_object_or_404(Booth.objects.in_edition(request.edition), pk=booth_id)
    actions.free_booth(booth, by=request.actor, at=timezone.now())
    give = reverse("logistics:booth_give", args=[request.edition.slug, booth.pk])
    undo = f"undo:{give}?exhibitor={booth.exhibitor_id}" if booth.exhibitor_id else ""
    messages.success(request, _("Booth %(number)s is free.") % {"number": booth}, extra_tags=undo)
    return redirect(plan_url(booth, request.edition.slug))


@require_GET
@team_view(rules.can_see_plan)
def exhibitor_booths(request: TeamRequest, exhibitor_id: int) -> HttpResponse:
    """A panel of the exhibitor's file: which booths it has."""
    exhibitor = get_object_or_404(Exhibitor.objects.in_edition(request.edition), pk=exhibitor_id)
    slug = request.edition.slug
    context = {
        "exhibitor": exhibitor,
        "booths": [(booth, plan_url(booth, slug)) for booth in queries.booths_of(exhibitor)],
        "missing": queries.missing_area_dm2(exhibitor),
    }
    return render(request, "logistics/exhibitor_booths.html", context)
