"""What a company bought in every edition, for its file."""

from django.utils.translation import gettext as _

from parvis.companies.models import Company
from parvis.companies.past import Fact
from parvis.editions.rules import Member
from parvis.sales.models import Contract, Quote
from parvis.sales.rules import can_see_sales


def facts_of(company: Company, member: Member) -> list[Fact]:
    """Contracts with their amount; quotes that led nowhere. Nothing to who may not see sales."""
    if not can_see_sales(member):
        return []
    contracts = Contract.objects.filter(exhibitor__company=company).select_related("quote", "exhibitor__edition")
    bought = [
        Fact(
            one.exhibitor.edition,
            "bought",
            _("Contract %(number)s: %(status)s") % {"number": one.number, "status": one.get_status_display().lower()},
            one.quote.net_cents,
        )
        for one in contracts.order_by("pk")
    ]
    ended = [Quote.Status.REFUSED, Quote.Status.EXPIRED]
    quotes = Quote.objects.filter(exhibitor__company=company, status__in=ended).select_related("exhibitor__edition")
    return bought + [
        Fact(
            one.exhibitor.edition,
            "bought",
            _("Quote %(number)s: %(status)s") % {"number": one.number, "status": one.get_status_display().lower()},
            one.net_cents,
        )
        for one in quotes.order_by("pk")
    ]
