"""The API of exhibitors: who takes part."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from parvis.accounts.doors import TokenDoor, TokenRequest
from parvis.core.cursors import FEW_ROWS, Cursor, Limit, page_of
from parvis.core.openapi import Id, Slug
from parvis.editions.reach import editions_reached
from parvis.exhibitors import queries
from parvis.exhibitors.models import Exhibitor

router = Router(tags=["exhibitors"])


class ExhibitorOut(Schema):
    id: int
    edition: str
    company: int
    name: str
    status: str
    created_at: datetime
    confirmed_at: datetime | None
    withdrawn_at: datetime | None


class ExhibitorsOut(Schema):
    items: list[ExhibitorOut]
    next: str | None


@router.get("/exhibitors", auth=TokenDoor("exhibitors:read"), response=ExhibitorsOut, url_name="exhibitor_list")
def exhibitor_list(
    request: TokenRequest, edition: Slug = "", limit: Limit = FEW_ROWS, cursor: Cursor = ""
) -> dict[str, Any]:
    """Exhibitors of an edition, or of all the token reaches; prospective and withdrawn ones too."""
    return page_of(request, _reached(request, edition), _out, limit=limit, cursor=cursor)


@router.get(
    "/exhibitors/{exhibitor_id}", auth=TokenDoor("exhibitors:read"), response=ExhibitorOut, url_name="exhibitor_detail"
)
def exhibitor_detail(request: TokenRequest, exhibitor_id: Id) -> dict[str, Any]:
    """One exhibitor."""
    return _out(get_object_or_404(_reached(request), pk=exhibitor_id))


def _reached(request: TokenRequest, slug: str = "") -> QuerySet[Exhibitor]:
    return queries.exhibitors_in(editions_reached(request.token, slug))


def _out(exhibitor: Exhibitor) -> dict[str, Any]:
    return {
        "id": exhibitor.pk,
        "edition": exhibitor.edition.slug,
        "company": exhibitor.company_id,
        "name": exhibitor.company.name,
        "status": exhibitor.status,
        "created_at": exhibitor.created_at,
        "confirmed_at": exhibitor.confirmed_at,
        "withdrawn_at": exhibitor.withdrawn_at,
    }
