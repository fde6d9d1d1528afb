"""Rows of files that look like a company we have: the same one, or another?"""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.companies import actions, queries, rules
from parvis.companies.comparison import compare
from parvis.core.errors import Refused
from parvis.editions.doors import TeamRequest, team_view

PAGE = 20


@require_GET
@team_view(rules.can_see_companies)
def held_row_list(request: TeamRequest) -> HttpResponse:
    """Each waiting row beside the company it looks like."""
    waiting = queries.held_rows_in(request.edition).filter(decision="").order_by("pk")
    page = Paginator(waiting.prefetch_related("company__contacts"), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pairs": [(held, compare(held)) for held in page],
        "can_change": rules.can_change_companies(request.member) and not request.edition.is_closed,
    }
    return render(request, "companies/held_row_list.html", context)


@require_POST
@team_view(rules.can_change_companies)
def held_row_decide(request: TeamRequest, held_id: int) -> HttpResponse:
    held = get_object_or_404(queries.held_rows_in(request.edition), pk=held_id)
    decision = request.POST.get("decision", "")
    if decision not in {"same", "other"}:
        raise Refused(_("Say whether it is the same company or another one."), code="no_decision")
    company = actions.decide_held_row(held, is_same=decision == "same", by=request.actor, at=timezone.now())
    said = _("%(name)s is completed.") if decision == "same" else _("%(name)s is a company of its own.")
    messages.success(request, said % {"name": company.name})
    return redirect("companies:held_row_list", request.edition.slug)
