"""The API of the day: scans of enrolled phones, the search of the desk, the public key of badges, live numbers."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema
from pydantic import WithJsonSchema

from parvis.accounts.doors import AddressThrottle, TokenDoor, TokenRequest
from parvis.checkin import actions
from parvis.checkin.documents import badge_code
from parvis.checkin.doors import DeviceDoor, DeviceRequest
from parvis.checkin.events import LARGEST_SEQUENCE, MOST_EVENTS
from parvis.checkin.holders import person_of
from parvis.checkin.models import Badge, Scan
from parvis.checkin.queries import badge_keys, live_counts
from parvis.checkin.token import base64_of
from parvis.core.cursors import FEW_ROWS, Cursor, Limit, rows_of
from parvis.core.doors import mark_door
from parvis.core.openapi import Slug, Words
from parvis.editions.models import Edition
from parvis.editions.reach import edition_reached

router = Router(tags=["the day"])


class EventIn(Schema):
    """One reading. `id` is a UUID made by the phone; sending it again changes nothing and gives the same answer."""

    id: str = Field(max_length=64, json_schema_extra={"format": "uuid"})
    place: str = Field(max_length=40, examples=["door-a"])
    kind: str = Field(description="entry, exit, session or meal", max_length=10)
    badge: str = Field(description="what the QR says, the token alone, or the short code as typed", max_length=4096)
    device_time: str | None = Field(None, max_length=64, description="ISO 8601, as the phone believes")
    sequence: int = Field(0, ge=0, le=LARGEST_SEQUENCE)
    offline: bool = False


# Read item by item in `checkin.events`: one that is not as described is answered `error` and blocks no other.
Item = Annotated[Any, WithJsonSchema(EventIn.model_json_schema())]


class ScansIn(Schema):
    events: list[Item] = Field(max_length=MOST_EVENTS)


class FirstOut(Schema):
    at: str
    place: str
    device: str


class ResultOut(Schema):
    id: str
    verdict: str
    name: str
    school: str
    first: FirstOut | None


class ScansOut(Schema):
    results: list[ResultOut]
    server_time: str
    cursor: str
    changes: list[Any]


@router.post("/scans", auth=DeviceDoor(), response=ScansOut, url_name="scans")
def scans(request: DeviceRequest, payload: ScansIn) -> dict[str, Any]:
    """Scans of an enrolled phone, at most 500: a verdict for each, in the order given, whatever the others are."""
    now = timezone.now()
    results = actions.record_scans(request.device, payload.events, by=request.actor, at=now)
    return {
        "results": [result.as_dict() for result in results],
        "server_time": now.isoformat(),
        "cursor": now.isoformat(),
        "changes": [],
    }


class BadgeOut(Schema):
    id: int
    code: str
    kind: str
    name: str
    school: str
    status: str
    entered_at: str | None


class BadgesOut(Schema):
    items: list[BadgeOut]
    next: str | None


@router.get("/badges", auth=TokenDoor("badges:read"), response=BadgesOut, url_name="badges")
def badges(
    request: TokenRequest, edition: Slug, q: Words = "", limit: Limit = FEW_ROWS, cursor: Cursor = ""
) -> dict[str, Any]:
    """Badges of an edition by name, company or address; every word of `q` must be found."""
    found = Badge.objects.in_edition(edition_reached(request.token, edition)).with_holders().matching(q)
    rows, following = rows_of(request, found, limit=limit, cursor=cursor)
    entered = _entered(rows)
    return {"items": [_badge(badge, entered.get(badge.pk)) for badge in rows], "next": following}


def _entered(rows: list[Badge]) -> dict[int, str]:
    """When each of these first came in."""
    came = Scan.objects.filter(badge__in=[badge.pk for badge in rows], entry__purpose__startswith="door:")
    return {badge: at.isoformat() for badge, at in came.order_by("-pk").values_list("badge_id", "entry__at")}


def _badge(badge: Badge, entered_at: str | None) -> dict[str, Any]:
    person = person_of(badge)
    return {
        "id": badge.pk,
        "code": badge_code(badge),
        "kind": Badge.Kind(badge.kind).name.lower(),
        "name": person.full_name,
        "school": person.line,
        "status": "valid" if badge.revoked_at is None else "revoked",
        "entered_at": entered_at,
    }


class KeyOut(Schema):
    key_id: int
    public_key: str


class KeysOut(KeyOut):
    keys: list[KeyOut]


def badge_key(request: HttpRequest, slug: Slug) -> JsonResponse:
    """The public half (raw Ed25519, base64) of the key that signs badges now; `keys` also lists those before it."""
    rows = badge_keys(get_object_or_404(Edition, slug=slug))
    keys = [{"key_id": key.key_id, "public_key": base64_of(key.public_key)} for key in rows]
    if not keys:
        raise Http404
    return JsonResponse({**keys[0], "keys": keys})


router.get("/editions/{slug}/badge-key", auth=None, throttle=AddressThrottle(), response=KeysOut, url_name="badge_key")(
    mark_door(badge_key, "public")
)


class LiveOut(Schema):
    inside: int
    entries: int
    ceiling: int | None
    by_school: dict[str, int]
    as_of: str


@router.get("/editions/{slug}/live", auth=TokenDoor("live:read"), response=LiveOut, url_name="live")
def live(request: TokenRequest, slug: Slug) -> dict[str, Any]:
    """Who is inside now, and who came."""
    counts = live_counts(edition_reached(request.token, slug))
    return {
        "inside": counts.inside,
        "entries": counts.entries,
        "ceiling": counts.ceiling,
        "by_school": counts.by_school,
        "as_of": timezone.now().isoformat(),
    }
