"""Lists page by page: a cursor says after which row to go on, and nobody but us can write one."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from pydantic import Field

from parvis.core.errors import Refused

MOST_ROWS = 200
FEW_ROWS = 50
SEAL_BYTES = 16
Limit = Annotated[int, Field(ge=1, le=MOST_ROWS, description="How many rows at most.")]
Cursor = Annotated[
    str, Field(max_length=100, pattern=r"^[A-Za-z0-9_-]*$", description="`next` of the page before; same filters.")
]


class Page(NamedTuple):
    """Some rows of a list, and the cursor of those that follow."""

    items: list[dict[str, Any]]
    next: str | None

    def as_dict(self) -> dict[str, Any]:
        return self._asdict()


def page_of[M: Model](
    request: HttpRequest, rows: QuerySet[M], describe: Callable[[M], dict[str, Any]], *, limit: int, cursor: str
) -> dict[str, Any]:
    """The rows after the cursor in the order they were made, described, as the API's lists answer."""
    found, following = rows_of(request, rows, limit=limit, cursor=cursor)
    return Page([describe(row) for row in found], following).as_dict()


def rows_of[M: Model](
    request: HttpRequest, rows: QuerySet[M], *, limit: int, cursor: str
) -> tuple[list[M], str | None]:
    """The rows after the cursor, and the cursor of those that follow. Raises Refused for a cursor we did not write."""
    place = _list_of(request)
    after = read_cursor(cursor, place) if cursor else 0
    found = list(rows.order_by("pk").filter(pk__gt=after)[: limit + 1])
    following = write_cursor(found[limit - 1].pk, place) if len(found) > limit else None
    return found[:limit], following


def _list_of(request: HttpRequest) -> str:
    """Which list is read: its address and filters, whatever the page."""
    filters = sorted((name, text) for name, text in request.GET.items() if name not in {"cursor", "limit"})
    return repr((request.path, filters))


def write_cursor(after: int, place: str) -> str:
    raw = after.to_bytes(8)
    return urlsafe_b64encode(raw + _seal(raw, place)).decode().rstrip("=")


def read_cursor(cursor: str, place: str) -> int:
    """The row to go on after. Raises Refused for a text that is no cursor of ours, or one of another list."""
    try:
        sealed = urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
    except (ValueError, binascii.Error):
        sealed = b""
    raw, seal = sealed[:8], sealed[8:]
    if len(raw) != 8 or not constant_time_compare(seal, _seal(raw, place)):
        raise Refused(_("This cursor was not given by us for this list."), code="cursor", status=422)
    return int.from_bytes(raw)


def _seal(raw: bytes, place: str) -> bytes:
    return salted_hmac("parvis.cursor", raw + place.encode(), algorithm="sha256").digest()[:SEAL_BYTES]
