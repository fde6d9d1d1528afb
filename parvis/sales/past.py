"""What companies bought in every edition, for the file of one of them."""

from django.utils.translation import gettext as _

from parvis.companies.models import Company
from parvis.companies.past import Fact
from parvis.editions.rules import Member
from parvis.sales.models import Contract, Quote
from parvis.sales.rules import can_see_sales


def facts_of(companies: list[Company], member: Member) -> list[Fact]:
    """Contracts with their amount; quotes that led nowhere. Nothing to who may not see sales."""
    if not can_see_sales(member):
        return []
    here = ("exhibitor__edition",)
    contracts = Contract.objects.filter(exhibitor__company__in=companies).select_related("quote", *here)
    ended = [Quote.Status.REFUSED, Quote.Status.EXPIRED]
    quotes = Quote.objects.filter(exhibitor__company__in=companies, status__in=ended).select_related(*here)
    bought = [_fact(one, one.quote, _("Contract %(number)s: %(status)s")) for one in contracts.order_by("pk")]
    return bought + [_fact(one, one, _("Quote %(number)s: %(status)s")) for one in quotes.order_by("pk")]


def _fact(paper: Contract | Quote, quote: Quote, words: str) -> Fact:
    said = words % {"number": paper.number, "status": paper.get_status_display().lower()}
    is_signed = isinstance(paper, Contract) and paper.is_signed
    exhibitor = paper.exhibitor
    sum_key = "signed" if is_signed else ""
    return Fact(exhibitor.edition, "bought", said, quote.net_cents, sum_key, exhibitor.company_id)
