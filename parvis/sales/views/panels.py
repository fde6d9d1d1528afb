"""What sales shows on the pages of lower apps, loaded by htmx: a company's, an exhibitor's."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from parvis.companies.models import Company
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.rules import is_team
from parvis.exhibitors.models import Exhibitor
from parvis.sales import queries, rules
from parvis.sales.views.contracts import contract_status
from parvis.sales.views.quotes import quote_status


@require_safe
@team_view(is_team)
def company_panel(request: TeamRequest, company_id: int) -> HttpResponse:
    return _panel(request, get_object_or_404(Company, pk=company_id))


@require_safe
@team_view(is_team)
def exhibitor_sales(request: TeamRequest, exhibitor_id: int) -> HttpResponse:
    exhibitors = Exhibitor.objects.in_edition(request.edition).select_related("company")
    return _panel(request, get_object_or_404(exhibitors, pk=exhibitor_id).company)


def _panel(request: TeamRequest, company: Company) -> HttpResponse:
    """The quotes and contracts of the company in this edition; nothing for who may not see prices."""
    if not rules.can_see_sales(request.member):
        return HttpResponse()
    quotes = queries.papers_of_company(company, request.edition)
    papers = []
    for quote in quotes:
        contract = getattr(quote, "contract", None)
        papers.append((quote, quote_status(quote), contract, contract_status(contract) if contract else None))
    can_write = rules.can_write_quotes(request.member) and not request.edition.is_closed
    context = {"company": company, "papers": papers, "can_write": can_write}
    return render(request, "sales/company_panel.html", context)
