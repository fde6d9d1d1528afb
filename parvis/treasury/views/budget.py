"""The budget: what is planned, committed and paid; its versions; preparing a draft and adopting it."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.core.errors import Refused
from parvis.core.exports import csv_response, xlsx_response
from parvis.editions.doors import TeamRequest, team_view
from parvis.treasury import budgeting, rules
from parvis.treasury.actions import budget as actions
from parvis.treasury.budgeting import Row
from parvis.treasury.forms.budget import BudgetLineForm
from parvis.treasury.models import BudgetLine, BudgetVersion

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}


def _can_write(request: TeamRequest) -> bool:
    return rules.can_write_spending(request.member) and not request.edition.is_closed


@require_safe
@team_view(rules.can_see_spending)
def budget(request: TeamRequest) -> HttpResponse:
    """Plan, committed and paid by item; as a file when asked."""
    comparison = budgeting.compared(request.edition)
    if export := EXPORTS.get(request.GET.get("export", "")):
        headers = [_("Kind"), _("Pole"), _("What it is for"), _("Planned"), _("Committed"), _("Paid so far"), _("Left")]
        return export(f"{_('Budget')} {request.edition.slug}", headers, [_cells(row) for row in comparison.rows])
    context = {
        "comparison": comparison,
        "sides": [comparison.income, comparison.expense] if comparison.rows else [],
        "plan": budgeting.plan_of(request.edition),
        "draft": budgeting.draft_of(request.edition),
        "can_write": _can_write(request),
    }
    return render(request, "treasury/budget.html", context)


def _cells(row: Row) -> list[Any]:
    item = row.item
    amounts = (row.planned_cents or 0, row.use.committed_cents, row.use.paid_cents, row.left_cents)
    return [
        *(item.get_kind_display(), item.get_pole_display(), item.label),
        *(Decimal(cents) / 100 for cents in amounts),
    ]


def _version_of(request: TeamRequest, budget_id: int) -> BudgetVersion:
    rows = budgeting.versions_of(request.edition).select_related("edition")
    return get_object_or_404(rows, pk=budget_id)


def _line_of(request: TeamRequest, budget_line_id: int) -> BudgetLine:
    return get_object_or_404(budgeting.lines_in(request.edition), pk=budget_line_id)


@require_safe
@team_view(rules.can_see_spending)
def budget_version(request: TeamRequest, budget_id: int) -> HttpResponse:
    version = _version_of(request, budget_id)
    lines = list(budgeting.lines_of_budget(version))
    sums = {kind: sum(one.planned_cents for one in lines if one.item.kind == kind) for kind in ("income", "expense")}
    context = {
        "version": version,
        "versions": budgeting.versions_of(request.edition),
        "lines": lines,
        "income_cents": sums["income"],
        "expense_cents": sums["expense"],
        "result_cents": sums["income"] - sums["expense"],
        "can_write": _can_write(request) and not version.is_adopted,
        "can_adopt": rules.can_adopt_budget(request.member) and not request.edition.is_closed,
    }
    return render(request, "treasury/budget_version.html", context)


@require_POST
@team_view(rules.can_write_spending)
def budget_draft(request: TeamRequest) -> HttpResponse:
    draft = actions.start_draft(request.edition, by=request.actor, at=timezone.now())
    return redirect("treasury:budget_version", request.edition.slug, draft.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_write_spending)
def budget_line_new(request: TeamRequest, budget_id: int) -> HttpResponse:
    version = _version_of(request, budget_id)
    form = BudgetLineForm(request.POST if request.method == "POST" else None, edition=request.edition)
    if form.is_valid():
        try:
            actions.add_budget_line(version, values=form.cleaned_data, by=request.actor, at=timezone.now())
        except Refused as refused:
            _say(form, refused)
        else:
            messages.success(request, _("%(label)s is in the draft.") % {"label": form.cleaned_data["label"]})
            return redirect("treasury:budget_version", request.edition.slug, version.pk)
    return _form_page(request, form, version)


@require_http_methods(["GET", "HEAD", "POST"])
@team_view(rules.can_write_spending)
def budget_line_edit(request: TeamRequest, budget_line_id: int) -> HttpResponse:
    line = _line_of(request, budget_line_id)
    form = BudgetLineForm(request.POST if request.method == "POST" else None, edition=request.edition, line=line)
    if form.is_valid():
        line = _line_of(request, budget_line_id)  # as it is kept: the form wrote what was typed into the other
        try:
            actions.change_budget_line(line, values=form.cleaned_data, by=request.actor, at=timezone.now())
        except Refused as refused:
            _say(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("treasury:budget_version", request.edition.slug, line.version_id)
    return _form_page(request, form, line.version, line=line)


def _say(form: BudgetLineForm, refused: Refused) -> None:
    form.add_error(refused.code if refused.code in form.fields else None, refused.message)


def _form_page(
    request: TeamRequest, form: BudgetLineForm, version: BudgetVersion, line: BudgetLine | None = None
) -> HttpResponse:
    context = {"form": form, "version": version, "line": line}
    status = 422 if request.method == "POST" else 200
    return render(request, "treasury/budget_line_edit.html", context, status=status)


@require_POST
@team_view(rules.can_write_spending)
def budget_line_drop(request: TeamRequest, budget_line_id: int) -> HttpResponse:
    line = _line_of(request, budget_line_id)
    actions.drop_budget_line(line, by=request.actor, at=timezone.now())
    messages.success(request, _("The draft plans nothing for it any more."))
    return redirect("treasury:budget_version", request.edition.slug, line.version_id)


@require_POST
@team_view(rules.can_adopt_budget)
def budget_adopt(request: TeamRequest, budget_id: int) -> HttpResponse:
    version = actions.adopt_budget(_version_of(request, budget_id), by=request.actor, at=timezone.now())
    messages.success(request, _("%(version)s is the budget of this edition.") % {"version": version})
    return redirect("treasury:budget", request.edition.slug)
