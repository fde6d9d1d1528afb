"""The pipeline of the edition: a board by stage, and what moves a company through it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.companies import actions, queries, rules
from parvis.companies.forms import MoveForm, PlanForm
from parvis.companies.models import Company, Opportunity
from parvis.companies.views.companies import detail_context
from parvis.core.links import safe_next
from parvis.editions.doors import TeamRequest, team_view

BOARD = "companies/opportunity_board.html"


@require_GET
@team_view(rules.can_see_companies)
def opportunity_board(request: TeamRequest) -> HttpResponse:
    """Every company of the edition in the column of its stage; `?owner=me` keeps one's own."""
    return render(request, BOARD, _board(request, mine=request.GET.get("owner") == "me"))


def _board(request: TeamRequest, *, mine: bool) -> dict[str, object]:
    columns = queries.pipeline(request.edition, owner=request.user if mine else None)
    return {
        "columns": [
            {"stage": stage, "rows": rows, "expected_cents": sum(row.expected_cents for row in rows)}
            for stage, rows in columns
        ],
        "stages": [stage for stage, _rows in columns],
        "count": sum(len(rows) for _stage, rows in columns),
        "mine": mine,
        "today": timezone.localdate(),
        "can_change": rules.can_change_companies(request.member) and not request.edition.is_closed,
    }


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
    stage, reason = form.cleaned_data["stage"], form.cleaned_data["reason"]
    actions.move_opportunity(opportunity, stage=stage, reason=reason, by=request.actor, at=timezone.now())
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
    data = form.cleaned_data
    plan = {"next_step": data["next_step"], "next_step_on": data["next_step_on"], "expected_cents": data["expected"]}
    actions.plan_next_step(opportunity, **plan, by=request.actor, at=now)
    actions.assign_owner(opportunity, owner=data["owner"], by=request.actor, at=now)
    messages.success(request, _("Saved."))
    return redirect(_file_of(request, opportunity))


def _file_of(request: TeamRequest, opportunity: Opportunity) -> str:
    return reverse("companies:company_detail", args=[request.edition.slug, opportunity.company_id])
