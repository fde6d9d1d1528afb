"""Companies that may be one: found, compared, merged, and taken apart again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.companies import actions, queries, rules
from parvis.companies.comparison import compare_companies
from parvis.companies.duplicates import likely_pairs
from parvis.companies.merging import UNDO_DAYS, plan_merge
from parvis.companies.models import Company, CompanyMerge, ToldApart
from parvis.core.errors import Refused
from parvis.editions.doors import TeamRequest, team_view

MOST_FOUND = 10


@require_safe
@team_view(rules.can_see_companies)
def duplicate_list(request: TeamRequest) -> HttpResponse:
    """Pairs that look alike, those told apart lately, and the merges that can still be undone."""
    recent = CompanyMerge.objects.filter(undone_at=None).select_related("kept", "gone").order_by("-merged_at", "-pk")
    context = {
        "pairs": likely_pairs(Company.objects.active().order_by("pk"), apart=queries.told_apart()),
        "recent": recent[:MOST_FOUND],
        "twins": ToldApart.objects.select_related("one", "other").order_by("-decided_at", "-pk")[:MOST_FOUND],
        "days": UNDO_DAYS,
        "can_change": rules.can_change_companies(request.member) and not request.edition.is_closed,
    }
    return render(request, "companies/duplicate_list.html", context)


@require_http_methods(["GET", "POST"])
@team_view(rules.can_change_companies)
def company_merge(request: TeamRequest, company_id: int) -> HttpResponse:
    """This company goes into another (`?into=`): look for it, see what will happen, then do it."""
    gone = get_object_or_404(Company, pk=company_id)
    asked = request.POST.get("into") or request.GET.get("into", "")
    kept = Company.objects.active().filter(pk=int(asked) if asked.isascii() and asked.isdigit() else 0).first()
    if request.method == "POST":
        if kept is None:
            raise Refused(_("Choose the company that stays."), code="nothing_chosen")
        actions.merge_companies(gone, into=kept, edition=request.edition, by=request.actor, at=timezone.now())
        messages.success(request, _("%(gone)s is part of %(kept)s now.") % {"gone": gone.name, "kept": kept.name})
        return redirect("companies:company_detail", request.edition.slug, kept.pk)
    words = request.GET.get("q", "")[:80]
    context: dict[str, Any] = {"gone": gone, "kept": kept, "days": UNDO_DAYS, "words": words}
    if kept is not None:
        context |= {"plan": plan_merge(gone, kept), "lines": compare_companies(gone, kept)}
    elif words:
        found = Company.objects.active().matching(words).exclude(pk=gone.pk).order_by("name_folded", "pk")
        context |= {"found": list(found[:MOST_FOUND])}
    return render(request, "companies/company_merge.html", context)


@require_POST
@team_view(rules.can_change_companies)
def company_unmerge(request: TeamRequest, merge_id: int) -> HttpResponse:
    merge = get_object_or_404(CompanyMerge.objects.select_related("gone"), pk=merge_id)
    actions.undo_merge(merge, edition=request.edition, by=request.actor, at=timezone.now())
    messages.success(request, _("%(name)s is a company of its own again.") % {"name": merge.gone.name})
    return redirect("companies:company_detail", request.edition.slug, merge.gone_id)


@require_POST
@team_view(rules.can_change_companies)
def company_tell_apart(request: TeamRequest, company_id: int, other_id: int) -> HttpResponse:
    one, other = (get_object_or_404(Company, pk=key) for key in (company_id, other_id))
    actions.tell_apart(one, other=other, edition=request.edition, by=request.actor, at=timezone.now())
    said = _("%(one)s and %(other)s are two: nobody is asked again.")
    messages.success(request, said % {"one": one.name, "other": other.name})
    return redirect("companies:duplicate_list", request.edition.slug)


@require_POST
@team_view(rules.can_change_companies)
def company_doubt(request: TeamRequest, twins_id: int) -> HttpResponse:
    twins = get_object_or_404(ToldApart.objects.select_related("one", "other"), pk=twins_id)
    actions.doubt_again(twins, edition=request.edition, by=request.actor, at=timezone.now())
    said = _("%(one)s and %(other)s are shown again when they look alike.")
    messages.success(request, said % {"one": twins.one.name, "other": twins.other.name})
    return redirect("companies:duplicate_list", request.edition.slug)
