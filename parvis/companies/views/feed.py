"""The calendar of one member's next steps: its secret address, and what it answers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from parvis.companies import actions, queries, rules
from parvis.companies.calendar import calendar_of
from parvis.companies.models import StepFeed
from parvis.core.doors import public_view
from parvis.core.links import hash_token
from parvis.editions.doors import TeamRequest, team_view


@require_http_methods(["GET", "POST"])
@team_view(rules.can_see_companies)
def step_calendar(request: TeamRequest) -> HttpResponse:
    """Make the address (told once), make another one, or end it."""
    told = ""
    if request.method == "POST" and request.POST.get("do") == "close":
        actions.close_feed(request.user, by=request.actor, at=timezone.now())
        messages.success(request, _("The address works no more."))
        return redirect("companies:step_calendar", request.edition.slug)
    if request.method == "POST":
        told = actions.open_feed(request.user, by=request.actor, at=timezone.now())
    feed = StepFeed.objects.filter(user=request.user).first()
    return render(request, "companies/step_calendar.html", {"feed": feed, "told": told})


@require_safe
@public_view
def step_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the address reads; nothing else tells them apart, so it is secret and can be ended."""
    feed = StepFeed.objects.select_related("user").filter(token_hash=hash_token(token)).first()
    if feed is None or not feed.user.is_active:
        raise Http404
    now = timezone.now()
    with override(feed.user.language):
        text = calendar_of(queries.feed_rows(feed.user, at=now), name=_("My next steps"), at=now)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
