"""The pipeline of the edition: a board by stage, the same as a table, and what moves a company through it."""

from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.companies import actions, queries, rules
from parvis.companies.forms import MoveForm, OwnerForm, PlanForm
from parvis.companies.models import Company, Opportunity
from parvis.companies.views.companies import detail_context
from parvis.companies.views.opportunity_table import opportunity_rows, opportunity_table
from parvis.core.errors import Refused
from parvis.core.links import safe_next
from parvis.core.tables import chosen_rows, render_table, ticked_address
from parvis.editions.doors import TeamRequest, team_view

BOARD = "companies/opportunity_board.html"
MOST_AT_ONCE = 1000
SELECTED = format_html(" {}", "selected")


class ShownLane(NamedTuple):
    """A lane of the board, and the choice of stages that each of its cards offers."""

    lane: queries.Lane
    options: str


@require_GET
@team_view(rules.can_see_companies)
def opportunity_board(request: TeamRequest) -> HttpResponse:
    """Every company of the edition in the column of its stage; `?owner=me` keeps one's own."""
    return render(request, BOARD, _board(request, mine=request.GET.get("owner") == "me"))


def _board(request: TeamRequest, *, mine: bool) -> dict[str, object]:
    lanes, today = queries.board(request.edition, owner=request.user if mine else None), timezone.localdate()
    return {
        "lanes": [ShownLane(lane, _options(lanes, lane)) for lane in lanes],
        "companies_url": reverse("companies:company_list", args=[request.edition.slug]),
        "steps_url": reverse("companies:opportunity_board", args=[request.edition.slug]),
        "stale": {row.pk for lane in lanes for row in lane.rows if queries.is_stale(row, today=today)},
        "count": sum(lane.count for lane in lanes),
        "mine": mine,
        "today": today,
        "can_change": rules.can_change_companies(request.member) and not request.edition.is_closed,
    }


def _options(lanes: list[queries.Lane], here: queries.Lane) -> str:
    """The choice of stages on each card of a lane, drawn once: a board has hundreds of cards."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((lane.stage.pk, SELECTED if lane is here else "", lane.stage) for lane in lanes),
    )


@require_http_methods(["GET", "POST"])
@team_view(rules.can_see_companies)
def opportunity_list(request: TeamRequest) -> HttpResponse:
    """The board as a table; a post leads on to giving the ticked rows to somebody."""
    can_change = rules.can_change_companies(request.member) and not request.edition.is_closed
    today, sees_amounts = timezone.localdate(), request.member.sees_amounts
    who = {"can_change": can_change, "sees_amounts": sees_amounts}
    table = opportunity_table(request.edition, user=request.user, today=today, **who)
    rows = opportunity_rows(request.edition)
    if request.method == "POST":
        if not can_change:
            raise Refused(_("Your role in this edition does not allow this."), code="forbidden", status=403)
        chosen_rows(request, table, rows, most=MOST_AT_ONCE)
        return redirect(ticked_address(request, reverse("companies:opportunity_assign", args=[request.edition.slug])))
    empty = (_("Open the list of companies"), reverse("companies:company_list", args=[request.edition.slug]))
    return render_table(request, "companies/opportunity_list.html", table, rows, {"empty_action": empty})


@require_http_methods(["GET", "POST"])
@team_view(rules.can_change_companies)
def opportunity_assign(request: TeamRequest) -> HttpResponse:
    """To whom the ticked companies go."""
    now, here = timezone.now(), request.edition
    table = opportunity_table(here, user=request.user, today=timezone.localdate(), can_change=True, sees_amounts=True)
    rows = chosen_rows(request, table, opportunity_rows(here), said=request.GET, most=MOST_AT_ONCE)
    rows = rows.select_related("company", "stage", "owner")
    form = OwnerForm(request.POST if request.method == "POST" else None, edition=here, at=now)
    if request.method == "GET" or not form.is_valid():
        context = {"form": form, "rows": list(rows[:20]), "count": rows.count()}
        return render(request, "companies/opportunity_assign.html", context, status=422 if form.is_bound else 200)
    given = actions.assign_many(rows, owner=form.cleaned_data["owner"], by=request.actor, at=now)
    said = ngettext("%(n)s company changed its owner.", "%(n)s companies changed their owner.", given)
    messages.success(request, said % {"n": given})
    return redirect("companies:opportunity_list", here.slug)


@require_POST
@team_view(rules.can_change_companies)
def opportunity_new(request: TeamRequest, company_id: int) -> HttpResponse:
    """Put a company we know in this edition's pipeline."""
    company = get_object_or_404(Company, pk=company_id)
    actions.ensure_opportunity(company, request.edition, by=request.actor, at=timezone.now())
    messages.success(request, _("%(name)s is in the pipeline.") % {"name": company.name})
    return redirect("companies:company_detail", request.edition.slug, company.pk)


@require_POST
@team_view(rules.can_change_companies)
def opportunity_move(request: TeamRequest, opportunity_id: int) -> HttpResponse:
    """From the board (the board again) or from the company's page (back there)."""
    opportunity = get_object_or_404(Opportunity.objects.in_edition(request.edition), pk=opportunity_id)
    form = MoveForm(request.POST, edition=request.edition)
    if not form.is_valid():
        context = detail_context(request, opportunity.company, move_form=form)
        return render(request, "companies/company_detail.html", context, status=422)
    said, stage = form.cleaned_data, form.cleaned_data["stage"]
    why = {"loss": said["loss"], "reason": said["reason"]}
    actions.move_opportunity(opportunity, stage=stage, **why, by=request.actor, at=timezone.now())
    messages.success(request, _("%(name)s: %(stage)s.") % {"name": opportunity.company.name, "stage": stage})
    if "HX-Request" in request.headers:
        return render(request, "companies/_board_answer.html", _board(request, mine=request.POST.get("owner") == "me"))
    return redirect(safe_next(request.POST.get("next"), default=_file_of(request, opportunity)))


@require_POST
@team_view(rules.can_change_companies)
def opportunity_plan(request: TeamRequest, opportunity_id: int) -> HttpResponse:
    rows = Opportunity.objects.in_edition(request.edition).select_related("company__parent", "edition")
    opportunity, now = get_object_or_404(rows, pk=opportunity_id), timezone.now()
    form = PlanForm(request.POST, opportunity=opportunity, at=now)
    if not form.is_valid():
        context = detail_context(request, opportunity.company, plan_form=form)
        return render(request, "companies/company_detail.html", context, status=422)
    actions.plan_next_step(opportunity, **form.plan(), by=request.actor, at=now)
    actions.assign_owner(opportunity, owner=form.cleaned_data["owner"], by=request.actor, at=now)
    messages.success(request, _("Saved."))
    return redirect(_file_of(request, opportunity))


def _file_of(request: TeamRequest, opportunity: Opportunity) -> str:
    return reverse("companies:company_detail", args=[request.edition.slug, opportunity.company_id])
