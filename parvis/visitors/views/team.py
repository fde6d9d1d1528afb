"""The team's pages: who comes, one registration, the seats."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.core.errors import Refused
from parvis.core.forms import CountForm
from parvis.core.tables import Table, chosen_rows, remembered, render_table, ticked_address
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.models import LogEntry
from parvis.editions.trails import tell_trails
from parvis.outbox.queries import messages_for
from parvis.visitors import actions, rules
from parvis.visitors.consent_texts import SHARE_PROFILE
from parvis.visitors.forms import EntryForm, SeatsForm
from parvis.visitors.lists import bulk_actions, registration_table
from parvis.visitors.models import Admission, Registration
from parvis.visitors.queries import consent_of, counts, waiting_position, year_name
from parvis.visitors.vocabulary import load_vocabulary

MOST_AT_ONCE = 200  # each is written to, and nobody else signs up meanwhile
NAMES_SHOWN = 20


def _table(request: TeamRequest) -> tuple[Table, QuerySet[Registration]]:
    may = {"may_manage": rules.can_manage_visitors, "may_change_seats": rules.can_change_seats}
    bulk = bulk_actions(**{name: rule(request.member) for name, rule in may.items()})
    rows = Registration.objects.in_edition(request.edition).select_related("visitor")
    return registration_table(request.edition, bulk=() if request.edition.is_closed else bulk), rows


@require_http_methods(["GET", "POST"])
@team_view(rules.can_see_visitors)
def registration_list(request: TeamRequest) -> HttpResponse:
    """Who comes; a post gives the ticked ones a seat, or again the link or the badge, or leads on to cancel."""
    table, rows = _table(request)
    if request.method == "POST":
        return _act_on_ticked(request, table, rows)
    context = {
        "counts": remembered(
            ("visitors", request.edition.pk), lambda: counts(request.edition), lambda found: found.confirmed
        ),
        "may_manage": rules.can_manage_visitors(request.member),
        "may_change_seats": rules.can_change_seats(request.member),
        "empty_action": (_("Import a list"), reverse("visitors:visitor_import", args=[request.edition.slug])),
    }
    return render_table(request, "visitors/registration_list.html", table, rows, context)


def _act_on_ticked(request: TeamRequest, table: Table, rows: QuerySet[Registration]) -> HttpResponse:
    asked, by, at = request.POST.get("action", ""), request.actor, timezone.now()
    if asked not in {action.key for action in table.bulk}:
        raise Refused(_("Your role in this edition does not allow this."), code="forbidden", status=403)
    rows = rows.select_related("visitor", "school", "edition")
    chosen = chosen_rows(request, table, rows, most=MOST_AT_ONCE)
    if asked == "cancel":
        return redirect(
            ticked_address(request, reverse("visitors:registration_cancel_many", args=[request.edition.slug]))
        )
    if asked == "seat":
        count = actions.give_seats(request.edition, chosen, by=by, at=at)
        said = ngettext("%(count)s seat is given.", "%(count)s seats are given.", count)
    elif asked == "badge":
        count = actions.resend_badges(request.edition, chosen, by=by, at=at)
        said = ngettext("%(count)s badge is sent again.", "%(count)s badges are sent again.", count)
    else:
        count = actions.resend_confirmations(chosen, by=by, at=at)
        said = ngettext("%(count)s link is sent again.", "%(count)s links are sent again.", count)
    messages.success(request, said % {"count": count})
    return redirect(request.get_full_path())


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_visitors)
def registration_cancel_many(request: TeamRequest) -> HttpResponse:
    """Says who loses their place, asks for their number, and cancels them all."""
    table, rows = _table(request)
    chosen = chosen_rows(request, table, rows, said=request.GET, most=MOST_AT_ONCE)
    leaving = [registration for registration in chosen if not registration.is_cancelled]
    if not leaving:
        raise Refused(_("These registrations are cancelled already."))
    form = CountForm(request.POST if request.method == "POST" else None, count=len(leaving))
    if form.is_valid():
        count = actions.cancel_registrations(request.edition, leaving, by=request.actor, at=timezone.now())
        said = ngettext("%(count)s registration is cancelled.", "%(count)s registrations are cancelled.", count)
        messages.success(request, said % {"count": count})
        return redirect("visitors:registration_list", request.edition.slug)
    context: dict[str, Any] = {"form": form, "leaving": leaving[:NAMES_SHOWN], "count": len(leaving)}
    context["more_count"] = max(0, len(leaving) - NAMES_SHOWN)
    return render(request, "visitors/registration_cancel_many.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_visitors)
def registration_new(request: TeamRequest) -> HttpResponse:
    """Sign somebody up by hand, also before the window opens and after it closes."""
    posted = request.POST if request.method == "POST" else None
    form = EntryForm(posted, words=load_vocabulary(), initial={"language": "fr"})
    if posted is None or not form.is_valid():
        return render(request, "visitors/registration_new.html", {"form": form}, status=200 if posted is None else 422)
    (outcome,) = actions.register_visitors(
        request.edition, [form.entry()], source="team", by=request.actor, at=timezone.now(), words=form.words
    )
    messages.success(request, _("Registered.") if outcome.is_new else _("This address was registered already."))
    return redirect("visitors:registration_detail", request.edition.slug, outcome.registration.pk)


@require_GET
@team_view(rules.can_see_visitors)
def registration_detail(request: TeamRequest, registration_id: int) -> HttpResponse:
    registration = _registration(request, registration_id)
    consent = consent_of(registration, SHARE_PROFILE)
    context = {
        "registration": registration,
        "position": waiting_position(registration),
        "year": year_name(registration),
        "terms": registration.terms.order_by("kind", "position"),
        "shares_profile": bool(consent and consent.is_given),
        "mails": messages_for(registration),
        "entries": LogEntry.objects.about(registration).newest_first(),
        "may_manage": rules.can_manage_visitors(request.member),
        "may_change_seats": rules.can_change_seats(request.member),
    }
    return render(request, "visitors/registration_detail.html", context)


@require_POST
@team_view(rules.can_manage_visitors)
def registration_cancel(request: TeamRequest, registration_id: int) -> HttpResponse:
    registration = _registration(request, registration_id)
    actions.cancel_registration(registration, by=request.actor, at=timezone.now())
    messages.success(request, _("Registration cancelled; the next one in the list has the seat."))
    return redirect("visitors:registration_detail", request.edition.slug, registration.pk)


@require_POST
@team_view(rules.can_manage_visitors)
def registration_resend(request: TeamRequest, registration_id: int) -> HttpResponse:
    registration = _registration(request, registration_id)
    actions.resend_confirmation(registration, by=request.actor, at=timezone.now())
    messages.success(request, _("The link is sent again."))
    return redirect("visitors:registration_detail", request.edition.slug, registration.pk)


@require_POST
@team_view(rules.can_change_seats)
def registration_give_seat(request: TeamRequest, registration_id: int) -> HttpResponse:
    registration = _registration(request, registration_id)
    actions.give_seat(registration, by=request.actor, at=timezone.now())
    messages.success(request, _("The seat is given."))
    return redirect("visitors:registration_detail", request.edition.slug, registration.pk)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_change_seats)
def seats(request: TeamRequest) -> HttpResponse:
    """How many people may come."""
    now = counts(request.edition)
    form = SeatsForm(request.POST or None, initial={"capacity": now.capacity or None})
    if request.method == "GET" or not form.is_valid():
        tell_trails(form, Admission, LogEntry.objects.of_kind(Admission).filter(edition=request.edition).newest_first())
        context = {"form": form, "counts": now}
        return render(request, "visitors/seats.html", context, status=200 if request.method == "GET" else 422)
    actions.change_capacity(request.edition, form.cleaned_data["capacity"], by=request.actor, at=timezone.now())
    messages.success(request, _("Seats changed."))
    return redirect("visitors:registration_list", request.edition.slug)


def _registration(request: TeamRequest, registration_id: int) -> Registration:
    rows = Registration.objects.in_edition(request.edition).select_related("visitor__user", "school", "edition")
    return get_object_or_404(rows, pk=registration_id)
