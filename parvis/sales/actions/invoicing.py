"""The company fills in what its invoices need before it signs; a public body its references, too."""

from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.companies.actions import change_company
from parvis.companies.models import Company
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.editions.history import difference, record
from parvis.sales.actions.contracts import fresh_contract, refuse_unsignable
from parvis.sales.invoicing import is_public, lacks_details, lacks_of
from parvis.sales.models import Contract, InvoicingDetails


class References(TypedDict, total=False):
    """What the invoices of a contract carry for the buyer."""

    purchase_order: str
    has_no_engagement: bool
    service_code: str
    has_no_service_code: bool
    market_number: str


@transaction.atomic
def fill_details(
    contract: Contract, *, place: dict[str, str], by: Actor, at: datetime, **references: Unpack[References]
) -> InvoicingDetails:
    """Keep what the signatory says; `place` holds fields of the company. Until it is signed it can be said again."""
    contract = fresh_contract(contract)
    refuse_unsignable(contract, at=at)
    company, edition = contract.exhibitor.company, contract.exhibitor.edition
    allowed = lacks_of(company)
    _change_company(company, {name: value for name, value in place.items() if name in allowed}, contract, by=by, at=at)
    details = InvoicingDetails.objects.filter(contract=contract).first() or InvoicingDetails(contract=contract)
    changes: dict[str, list[Any]] = difference(details, dict(references))
    for name, value in references.items():
        setattr(details, name, value)
    details.filled_at, details.filled_by = at, by.label[:160]
    if is_public(company) and not details.is_whole_for_public_body:
        raise Refused(_("A public body gives its service code and engagement number, or says that it has none."))
    details.save()
    record("contract.details_filled", contract, by=by, at=at, edition=edition, changes=changes)
    return details


def _change_company(company: Company, place: dict[str, Any], contract: Contract, *, by: Actor, at: datetime) -> None:
    """What was missing on the company. Another company's name is nobody's business who signs here."""
    if not place:
        return
    try:
        change_company(company, edition=contract.exhibitor.edition, by=by, at=at, **place)
    except Refused as refused:
        if refused.code != "siren_taken":
            raise
        raise Refused(
            _("This number cannot be kept here: write to us, we look at it with you."), code="siret"
        ) from None


def refuse_undetailed(contract: Contract) -> None:
    """Who cannot be invoiced does not sign yet: the invoice would wait for the team to ask for an address."""
    if lacks_details(contract):
        raise Refused(_("Fill in first what your invoices need."), code="details")
