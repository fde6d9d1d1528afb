"""The API of the programme: what takes place, when and where."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from parvis.accounts.doors import TokenDoor, TokenRequest
from parvis.core.cursors import FEW_ROWS, Cursor, Limit, page_of
from parvis.core.openapi import Id, Slug
from parvis.editions.reach import editions_reached
from parvis.programme import queries
from parvis.programme.models import Activity

router = Router(tags=["programme"])


class SlotOut(Schema):
    id: int
    room: str
    starts_at: datetime
    ends_at: datetime
    seats_count: int


class ActivityOut(Schema):
    """`exhibitor` gives it; null when the team does."""

    id: int
    edition: str
    exhibitor: int | None
    kind: str
    title_fr: str
    title_en: str
    summary_fr: str
    summary_en: str
    language: str
    is_published: bool
    slots: list[SlotOut]


class ActivitiesOut(Schema):
    items: list[ActivityOut]
    next: str | None


@router.get("/activities", auth=TokenDoor("activities:read"), response=ActivitiesOut, url_name="activity_list")
def activity_list(
    request: TokenRequest, edition: Slug = "", limit: Limit = FEW_ROWS, cursor: Cursor = ""
) -> dict[str, Any]:
    """Activities of an edition, or of all the token reaches, with their slots; unpublished ones too."""
    return page_of(request, _reached(request, edition), _out, limit=limit, cursor=cursor)


@router.get(
    "/activities/{activity_id}", auth=TokenDoor("activities:read"), response=ActivityOut, url_name="activity_detail"
)
def activity_detail(request: TokenRequest, activity_id: Id) -> dict[str, Any]:
    """One activity."""
    return _out(get_object_or_404(_reached(request), pk=activity_id))


def _reached(request: TokenRequest, slug: str = "") -> QuerySet[Activity]:
    return queries.activities_in(editions_reached(request.token, slug))


def _out(activity: Activity) -> dict[str, Any]:
    own = {"edition", "exhibitor", "slots"}
    return {
        **{name: getattr(activity, name) for name in ActivityOut.model_fields if name not in own},
        "edition": activity.edition.slug,
        "exhibitor": activity.exhibitor_id,
        "slots": [{name: getattr(slot, name) for name in SlotOut.model_fields} for slot in activity.slots.all()],
    }
