"""About what the list of mails of an edition may speak: quotes and contracts, to who may see them."""

from typing import Any

from django.db.models import QuerySet

from parvis.editions.models import Edition
from parvis.editions.rules import Member
from parvis.sales.queries import contracts_in, quotes_in
from parvis.sales.rules import can_see_sales


def mailed(edition: Edition, member: Member) -> list[QuerySet[Any]]:
    return [quotes_in(edition), contracts_in(edition)] if can_see_sales(member) else []
