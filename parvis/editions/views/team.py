"""The team's pages about the team: members, history, settings, the next edition."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from parvis.core.errors import Refused
from parvis.core.tables import chosen_rows, render_table
from parvis.editions import actions, rules
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.forms import InviteForm, NextEditionForm, invite_forms
from parvis.editions.lists import member_table
from parvis.editions.models import Membership

MOST_AT_ONCE = 20


@require_http_methods(["GET", "POST"])
@team_view(rules.is_team)
def member_list(request: TeamRequest) -> HttpResponse:
    """Who is in the team; a post ends the places of the ticked ones."""
    can_manage = rules.can_manage_team(request.member) and not request.edition.is_closed
    table = member_table(can_manage=can_manage)
    rows = Membership.objects.in_edition(request.edition).select_related("user").filter(ended_at=None)
    if request.method == "POST":
        if not can_manage:
            raise Refused(_("Your role in this edition does not allow this."), code="forbidden", status=403)
        return _end(request, list(chosen_rows(request, table, rows.select_related("edition"), most=MOST_AT_ONCE)))
    return render_table(request, "editions/member_list.html", table, rows, {"can_manage": can_manage})


def _end(request: TeamRequest, places: list[Membership]) -> HttpResponse:
    if not all(rules.can_give_role(request.member, pole=one.pole, role=one.role) for one in places):
        raise Refused(_("Only the board can end a place on the board."), code="forbidden", status=403)
    actions.end_memberships(places, by=request.actor, at=timezone.now())
    for place in places:
        messages.success(request, _("%(name)s no longer has access.") % {"name": place.user})
    return redirect("editions:member_list", request.edition.slug)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_team)
def member_invite(request: TeamRequest) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return render(request, "editions/member_invite.html", {"form": form}, status=422 if form.is_bound else 200)
    data = form.cleaned_data
    if not rules.can_give_role(request.member, pole=data["pole"], role=data["role"]):
        raise Refused(_("Only the board can name members of the board."), code="forbidden", status=403)
    names = (data["first_name"], data["last_name"])
    actions.invite_member(
        request.edition,
        email=data["email"],
        names=names,
        pole=data["pole"],
        role=data["role"],
        by=request.actor,
        at=timezone.now(),
    )
    messages.success(request, _("Invitation sent to %(email)s.") % {"email": data["email"]})
    return redirect("editions:member_list", request.edition.slug)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_team)
def member_invite_many(request: TeamRequest) -> HttpResponse:
    """The poles nobody is in yet, and some rows to spare; everybody is invited, or nobody."""
    rows = invite_forms(request.edition, request.POST if request.method == "POST" else None)
    filled = [form for _title, form in rows if form.is_bound]
    valid = [form.is_valid() for form in filled]  # each is asked, so that each shows its own errors
    if not filled or not all(valid):
        status = 422 if request.method == "POST" else 200
        return render(request, "editions/member_invite_many.html", {"rows": rows}, status=status)
    people = [form.cleaned_data for form in filled]
    if not all(rules.can_give_role(request.member, pole=row["pole"], role=row["role"]) for row in people):
        raise Refused(_("Only the board can name members of the board."), code="forbidden", status=403)
    actions.invite_members(request.edition, people, by=request.actor, at=timezone.now())
    sentence = ngettext("%(n)s invitation sent.", "%(n)s invitations sent.", len(people))
    messages.success(request, sentence % {"n": len(people)})
    return redirect("editions:member_list", request.edition.slug)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_manage_edition, also_closed=True)
def next_edition(request: TeamRequest) -> HttpResponse:
    """Copy the edition forward and hand it to the next president."""
    form = NextEditionForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return render(request, "editions/next_edition.html", {"form": form}, status=422 if form.is_bound else 200)
    data, now = form.cleaned_data, timezone.now()
    names = {"slug": data["slug"], "name": data["name"], "fair_on": data["fair_on"]}
    target = actions.hand_over(request.edition, **names, president=data["email"], by=request.actor, at=now)
    messages.success(request, _("%(name)s is ready; its president has an invitation.") % {"name": target.name})
    return redirect(f"{reverse('editions:settings', args=[request.edition.slug])}")


@require_POST
@team_view(rules.can_manage_edition)
def edition_open(request: TeamRequest) -> HttpResponse:
    actions.open_edition(request.edition, by=request.actor, at=timezone.now())
    messages.success(request, _("The edition is open."))
    return redirect("editions:settings", request.edition.slug)


@require_POST
@team_view(rules.can_manage_edition)
def edition_close(request: TeamRequest) -> HttpResponse:
    """Closing is for good: the person types the edition's address to say so."""
    if request.POST.get("confirmation", "").strip() != request.edition.slug:
        raise Refused(_("Type the edition’s address, %(slug)s, to close it.") % {"slug": request.edition.slug})
    actions.close_edition(request.edition, by=request.actor, at=timezone.now())
    messages.success(request, _("The edition is closed: it can be read, not changed."))
    return redirect("editions:settings", request.edition.slug)
