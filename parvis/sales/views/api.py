"""The API of contracts: what was offered for signature, and what was signed."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from parvis.accounts.doors import TokenDoor, TokenRequest
from parvis.core.cursors import FEW_ROWS, Cursor, Limit, page_of
from parvis.core.openapi import Id, Slug
from parvis.editions.reach import editions_reached
from parvis.sales import queries
from parvis.sales.models import Contract

router = Router(tags=["contracts"])


class ContractOut(Schema):
    """Amounts are integer cents of the edition’s currency; `pdf_sha256` is of the bytes that were shown."""

    id: int
    edition: str
    exhibitor: int
    quote: int
    company_name: str
    number: str
    status: str
    net_cents: int
    vat_cents: int
    total_cents: int
    created_at: datetime
    signed_at: datetime | None
    withdrawn_at: datetime | None
    expires_on: date
    pdf_sha256: str


class ContractsOut(Schema):
    items: list[ContractOut]
    next: str | None


@router.get("/contracts", auth=TokenDoor("contracts:read"), response=ContractsOut, url_name="contract_list")
def contract_list(
    request: TokenRequest, edition: Slug = "", limit: Limit = FEW_ROWS, cursor: Cursor = ""
) -> dict[str, Any]:
    """Contracts of an edition, or of all the token reaches."""
    return page_of(request, _reached(request, edition), _out, limit=limit, cursor=cursor)


@router.get(
    "/contracts/{contract_id}", auth=TokenDoor("contracts:read"), response=ContractOut, url_name="contract_detail"
)
def contract_detail(request: TokenRequest, contract_id: Id) -> dict[str, Any]:
    """One contract."""
    return _out(get_object_or_404(_reached(request), pk=contract_id))


def _reached(request: TokenRequest, slug: str = "") -> QuerySet[Contract]:
    return queries.contracts_of_editions(editions_reached(request.token, slug))


def _out(contract: Contract) -> dict[str, Any]:
    own = {"edition", "exhibitor", "quote", "company_name"}
    fields = {name: getattr(contract, name) for name in ContractOut.model_fields if name not in own}
    exhibitor = contract.exhibitor
    return {
        **fields,
        "edition": exhibitor.edition.slug,
        "exhibitor": exhibitor.pk,
        "quote": contract.quote_id,
        "company_name": exhibitor.company.name,
    }
