"""What the treasury shows on a company's page, loaded by htmx."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from parvis.companies.models import Company
from parvis.core.dates import local_date
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.rules import is_team
from parvis.treasury import queries, rules
from parvis.treasury.delivering import with_delivery
from parvis.treasury.lists import delivery_of, number_or_draft, status_of


@require_safe
@team_view(is_team)
def company_panel(request: TeamRequest, company_id: int) -> HttpResponse:
    """The company's invoices of this edition; nothing for who may not see money."""
    company = get_object_or_404(Company, pk=company_id)
    if not rules.can_see_invoices(request.member):
        return HttpResponse()
    today = local_date(timezone.now())
    invoices = with_delivery(queries.invoices_of_company(company, request.edition))
    rows = [(one, number_or_draft(one), delivery_of(one) or status_of(one.standing(today))) for one in invoices]
    return render(request, "treasury/company_panel.html", {"rows": rows})
