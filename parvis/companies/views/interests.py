"""Who wrote through the public form, and what a company did in every edition."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parvis.companies import actions, queries, rules
from parvis.companies.models import Company, Interest
from parvis.companies.past import SUMS, over_the_years, past_of
from parvis.editions.doors import TeamRequest, team_view


@require_safe
@team_view(rules.can_see_companies)
def interest_list(request: TeamRequest) -> HttpResponse:
    """Those who wait for an answer first; who waits for a package has its place on the page of sales."""
    rows = list(queries.interests_in(request.edition)[:500])
    context = {
        "rows": rows,
        "waiting_count": sum(row.is_waiting and row.answered_at is None for row in rows),
        "open_count": sum(row.answered_at is None for row in rows),
        "can_change": rules.can_change_companies(request.member) and not request.edition.is_closed,
    }
    return render(request, "companies/interest_list.html", context)


@require_POST
@team_view(rules.can_change_companies)
def interest_answer(request: TeamRequest, interest_id: int) -> HttpResponse:
    interest = get_object_or_404(Interest.objects.filter(edition=request.edition), pk=interest_id)
    actions.answer_interest(interest, by=request.actor, at=timezone.now())
    messages.success(request, _("%(name)s waits no longer.") % {"name": interest.name})
    return redirect("companies:interest_list", request.edition.slug)


@require_safe
@team_view(rules.can_see_companies)
def company_past(request: TeamRequest, company_id: int) -> HttpResponse:
    """What they bought, paid, said and got, edition by edition; each app shows what the member may see."""
    company = get_object_or_404(Company, pk=company_id)
    past = past_of(company, request.member)
    context = {"company": company, "past": past, "sums": SUMS.values(), "total": over_the_years(past)}
    return render(request, "companies/company_past.html", context)
