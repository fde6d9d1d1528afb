"""The exhibitor's own quotes and contract."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from parvis.core.uploads import download_response
from parvis.exhibitors.doors import ExhibitorRequest, exhibitor_view
from parvis.sales import queries
from parvis.sales.models import Contract, Quote
from parvis.sales.offer import entitlements_of, offer_totals
from parvis.sales.printing import entitlement_facts
from parvis.sales.signatories import seals_of
from parvis.sales.views.contracts import contract_status
from parvis.sales.views.quotes import quote_status


@require_safe
@exhibitor_view
def portal_order_list(request: ExhibitorRequest) -> HttpResponse:
    """What was ordered, under which contract; then every quote that was sent."""
    quotes = list(queries.papers_of_exhibitor(request.exhibitor))
    return render(request, "sales/portal_order_list.html", _order(quotes))


@require_safe
@exhibitor_view
def exhibitor_panel(request: ExhibitorRequest) -> HttpResponse:
    """The order in short, for the first page of the space."""
    quotes = list(queries.papers_of_exhibitor(request.exhibitor))
    return render(request, "sales/exhibitor_panel.html", _order(quotes))


def _order(quotes: list[Quote]) -> dict[str, Any]:
    contracts = [quote.contract for quote in quotes if hasattr(quote, "contract")]
    standing = next((one for one in contracts if one.status not in Contract.ENDED), None)
    lines = queries.lines_of([standing.quote]) if standing else []
    return {
        "contract": standing,
        "contract_status": contract_status(standing) if standing else None,
        "signature": getattr(standing, "signature", None),
        "amendments": [(one, contract_status(one)) for one in queries.amendments_of(standing)] if standing else [],
        "lines": lines,
        "totals": offer_totals(lines),
        "included": entitlement_facts(entitlements_of(lines)),
        "quotes": [(quote, quote_status(quote)) for quote in quotes],
    }


@require_safe
@exhibitor_view
def portal_quote_file(request: ExhibitorRequest, quote_id: int) -> HttpResponseBase:
    quote = get_object_or_404(queries.papers_of_exhibitor(request.exhibitor), pk=quote_id)
    return download_response(quote.pdf_path, filename=f"{quote}.pdf")


@require_safe
@exhibitor_view
def portal_contract_file(request: ExhibitorRequest, contract_id: int) -> HttpResponseBase:
    """The sealed file once there is one, else the contract as it was read."""
    contract = get_object_or_404(Contract, exhibitor=request.exhibitor, pk=contract_id)
    seals = seals_of(contract)
    return download_response(seals[-1].file.pdf_path if seals else contract.pdf_path, filename=f"{contract}.pdf")
