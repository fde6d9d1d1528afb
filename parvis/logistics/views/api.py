"""The API of the place: its booths, and who stands there."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema
from pydantic import StrictInt

from parvis.accounts.doors import TokenDoor, TokenRequest
from parvis.core.cursors import FEW_ROWS, Cursor, Limit, page_of
from parvis.core.etags import etag_of, is_still
from parvis.core.openapi import IF_MATCH, LARGEST_ID, ChangeBody, Id, Slug, told
from parvis.editions.history import refuse_closed
from parvis.editions.reach import editions_reached
from parvis.exhibitors.models import Exhibitor
from parvis.logistics import queries
from parvis.logistics.actions import booths as actions
from parvis.logistics.models import Booth

router = Router(tags=["place"])


class BoothOut(Schema):
    """Where it stands in its hall, in centimetres; `exhibitor` is null while it is free."""

    id: int
    edition: str
    hall: str
    number: str
    x_cm: int
    y_cm: int
    width_cm: int
    depth_cm: int
    exhibitor: int | None
    company_name: str
    assigned_at: datetime | None


class BoothsOut(Schema):
    items: list[BoothOut]
    next: str | None


class BoothChange(ChangeBody):
    """Nothing changes when `exhibitor` is not named."""

    exhibitor: StrictInt | None = Field(
        None, ge=1, le=LARGEST_ID, description="a confirmed exhibitor of the same edition gets the booth; null frees it"
    )


@router.get("/booths", auth=TokenDoor("booths:read"), response=BoothsOut, url_name="booth_list")
def booth_list(
    request: TokenRequest, edition: Slug = "", limit: Limit = FEW_ROWS, cursor: Cursor = ""
) -> dict[str, Any]:
    """Booths of an edition, or of all the token reaches; free ones too."""
    rows = _reached(request, edition)
    return page_of(request, rows, lambda booth: _out(booth).dict(), limit=limit, cursor=cursor)


@router.get("/booths/{booth_id}", auth=TokenDoor("booths:read"), response=BoothOut, url_name="booth_detail")
def booth_detail(request: TokenRequest, booth_id: Id) -> HttpResponse:
    """One booth. Its ETag is what `If-Match` of a change wants."""
    return told(_out(get_object_or_404(_reached(request), pk=booth_id)))


@router.patch(
    "/booths/{booth_id}",
    auth=TokenDoor("booths:write"),
    response=BoothOut,
    url_name="booth_change",
    openapi_extra=IF_MATCH,
)
def booth_change(request: TokenRequest, booth_id: Id, payload: BoothChange) -> HttpResponse:
    """Give the booth, or free it. With `If-Match`, refused (412) when somebody changed it since it was read."""
    booth = get_object_or_404(_reached(request), pk=booth_id)
    edition = booth.hall.venue.edition
    refuse_closed(edition)
    seen = lambda row: is_still(request, told(_out(row)).content)  # noqa: E731  (one question about the locked row)
    usual: dict[str, Any] = {"is_still": seen, "by": request.actor, "at": timezone.now()}
    if payload.exhibitor is not None:
        exhibitor = get_object_or_404(Exhibitor.objects.in_edition(edition), pk=payload.exhibitor)
        actions.give_booth(booth, exhibitor=exhibitor, **usual)
    elif "exhibitor" in payload.model_fields_set:
        actions.free_booth(booth, **usual)
    answer = told(_out(_reached(request).get(pk=booth.pk)))
    answer.headers["ETag"] = etag_of(answer.content)
    return answer


def _reached(request: TokenRequest, slug: str = "") -> QuerySet[Booth]:
    return queries.booths_of_editions(editions_reached(request.token, slug))


def _out(booth: Booth) -> BoothOut:
    own = {"edition", "hall", "exhibitor", "company_name"}
    return BoothOut(
        **{name: getattr(booth, name) for name in BoothOut.model_fields if name not in own},
        edition=booth.hall.venue.edition.slug,
        hall=booth.hall.slug,
        exhibitor=booth.exhibitor_id,
        company_name=booth.exhibitor.company.name if booth.exhibitor else "",
    )
