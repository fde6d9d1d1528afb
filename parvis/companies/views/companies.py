"""The list of companies, and one company's file."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.companies import actions, queries, rules
from parvis.companies.forms import CompanyForm, InteractionForm, MoveForm, PlanForm
from parvis.companies.history_words import in_words
from parvis.companies.models import Company, CompanyMerge, Contact, Opportunity
from parvis.companies.views.company_table import company_table, stage_status
from parvis.core.errors import Refused
from parvis.core.tables import chosen_rows, render_table
from parvis.editions.doors import TeamRequest, team_view

MOST_LINES = 12


@require_http_methods(["GET", "POST"])
@team_view(rules.can_see_companies)
def company_list(request: TeamRequest) -> HttpResponse:
    """All companies in use, with their place in this edition's pipeline; a post takes the ticked ones over."""
    can_change = rules.can_change_companies(request.member)
    table, rows = company_table(request.edition, can_change=can_change), queries.companies_for(request.edition)
    if request.method == "POST":
        if not can_change:
            raise Refused(_("Your role in this edition does not allow this."), code="forbidden", status=403)
        chosen = chosen_rows(request, table, rows)
        here, me = request.edition, request.user
        taken = actions.take_over(chosen, edition=here, owner=me, by=request.actor, at=timezone.now())
        said = ngettext("%(n)s company is yours now.", "%(n)s companies are yours now.", taken) % {"n": taken}
        messages.success(request, said)
        return redirect(request.get_full_path())
    context: dict[str, Any] = {"can_change": can_change, "held_count": queries.held_count(request.edition)}
    if can_change:
        context["empty_action"] = (
            _("Bring in a file"),
            reverse("companies:company_import", args=[request.edition.slug]),
        )
    return render_table(request, "companies/company_list.html", table, rows, context)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_change_companies)
def company_new(request: TeamRequest) -> HttpResponse:
    form = CompanyForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return render(request, "companies/company_form.html", {"form": form}, status=422 if form.is_bound else 200)
    now, here = timezone.now(), request.edition
    company = actions.create_company(edition=here, by=request.actor, at=now, **form.values())
    actions.set_tags(company, form.tags(), edition=here, by=request.actor, at=now)
    actions.ensure_opportunity(company, here, by=request.actor, at=now)
    messages.success(request, _("%(name)s is in the list.") % {"name": company.name})
    return redirect("companies:company_detail", here.slug, company.pk)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_change_companies)
def company_edit(request: TeamRequest, company_id: int) -> HttpResponse:
    company = get_object_or_404(Company, pk=company_id)
    form = CompanyForm(request.POST or None, company=company)
    if request.method == "GET" or not form.is_valid():
        context = {"form": form, "company": company}
        return render(request, "companies/company_form.html", context, status=422 if form.is_bound else 200)
    who: dict[str, Any] = {"edition": request.edition, "by": request.actor, "at": timezone.now()}
    actions.change_company(company, **who, **form.values())
    actions.set_tags(company, form.tags(), **who)
    messages.success(request, _("Saved."))
    return redirect("companies:company_detail", request.edition.slug, company.pk)


@require_GET
@team_view(rules.can_see_companies)
def company_detail(request: TeamRequest, company_id: int) -> HttpResponse:
    company = get_object_or_404(Company.objects.select_related("parent", "merged_into"), pk=company_id)
    return render(request, "companies/company_detail.html", detail_context(request, company))


def detail_context(request: TeamRequest, company: Company, **more: Any) -> dict[str, Any]:
    """What the company's page shows; `more` replaces forms that came back with errors."""
    here = Opportunity.objects.in_edition(request.edition).filter(company=company)
    opportunity = here.select_related("stage", "owner", "edition").first()
    interactions = company.interactions.select_related("author", "contact", "edition").order_by("-at", "-pk")
    context: dict[str, Any] = {
        "company": company,
        "opportunity": opportunity,
        "status": stage_status(opportunity.stage if opportunity else None),
        "wishes": company.interests.filter(edition=request.edition).order_by("-created_at", "-pk"),
        "tags": company.tags.order_by("name"),
        "merge": company.merged_into_id and CompanyMerge.objects.filter(gone=company, undone_at=None).first(),
        "contacts": Contact.objects.filter(company=company).with_refusal().order_by("-is_active", "name_folded"),
        "divisions": company.divisions.active().order_by("name_folded"),
        "interactions": interactions[:MOST_LINES],
        "held_rows": queries.held_rows_in(request.edition).filter(company=company, decision=""),
        "history": in_words(queries.history_of_company(company)[:MOST_LINES], sees_amounts=request.member.sees_amounts),
        "can_change": rules.can_change_companies(request.member) and not request.edition.is_closed,
        "interaction_form": InteractionForm(company=company),
    }
    if opportunity:
        why = {"loss": opportunity.lost_kind, "reason": opportunity.lost_reason}
        context["move_form"] = MoveForm(edition=request.edition, initial={"stage": opportunity.stage_id, **why})
        context["plan_form"] = PlanForm(
            opportunity=opportunity, at=timezone.now(), initial=PlanForm.initial_of(opportunity)
        )
    return context | more


@require_POST
@team_view(rules.can_change_companies)
def company_archive(request: TeamRequest, company_id: int) -> HttpResponse:
    company = get_object_or_404(Company, pk=company_id)
    actions.archive_company(company, edition=request.edition, by=request.actor, at=timezone.now())
    undo = reverse("companies:company_restore", args=[request.edition.slug, company.pk])
    messages.success(request, _("%(name)s is put away.") % {"name": company.name}, extra_tags=f"undo:{undo}")
    return redirect("companies:company_list", request.edition.slug)


@require_POST
@team_view(rules.can_change_companies)
def company_restore(request: TeamRequest, company_id: int) -> HttpResponse:
    company = get_object_or_404(Company, pk=company_id)
    actions.restore_company(company, edition=request.edition, by=request.actor, at=timezone.now())
    messages.success(request, _("%(name)s is back in the list.") % {"name": company.name})
    return redirect("companies:company_detail", request.edition.slug, company.pk)
