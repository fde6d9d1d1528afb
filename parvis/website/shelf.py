"""Public pages kept in memory, for readers who are nobody in particular.

Everybody who is not signed in sees the same page in the same language, so it is drawn once and handed out. It is
kept with the version of what the public may see: any act recorded about an edition, a company, an exhibitor, the
plan, the programme or a page of the site makes a new version. Each process looks at it once a second, so a reader
may see a page that is one second old; a page is drawn anew after a minute whatever happens, because deadlines pass
without any act. The version lives in the cache table, which every process shares.
"""

import time
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language

from parvis.core.doors import View

KEPT_S = 60.0
LOOK_S = 1.0
MOST_PAGES = 256
LONGEST_ADDRESS = 300
LARGEST_PAGE = 500_000
VERSION = "website.version"
SHOWN = frozenset({"editions", "companies", "exhibitors", "logistics", "programme", "website"})
THEMES = frozenset({"light", "dark"})
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One drawn page."""

    version: str
    drawn_at: float
    content: bytes
    content_type: str
    etag: str

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        """The page, or 304 to a reader who has this very one."""
        response = HttpResponse(self.content, content_type=self.content_type, headers={"ETag": self.etag})
        patch_cache_control(response, no_cache=True)
        patch_vary_headers(response, ["Accept-Language", "Cookie", "HX-Request"])
        return get_conditional_response(request, etag=self.etag, response=response) or response


class Shelf:
    """The pages of one process, the one used longest ago dropped first."""

    def __init__(self) -> None:
        self._leaves: OrderedDict[Key, Leaf] = OrderedDict()
        self._lock = Lock()
        self._version = ""
        self._looked_at = float("-inf")

    def version(self) -> str:
        now = time.monotonic()
        if now - self._looked_at >= LOOK_S:
            self._version, self._looked_at = cache.get(VERSION) or "", now
        return self._version

    def find(self, key: Key) -> Leaf | None:
        leaf = self._leaves.get(key)
        if leaf is None or leaf.version != self.version() or time.monotonic() - leaf.drawn_at > KEPT_S:
            return None
        with self._lock:
            if key in self._leaves:
                self._leaves.move_to_end(key)
        return leaf

    def keep(self, key: Key, version: str, response: HttpResponse) -> Leaf:
        content = response.content
        etag = f'"{zlib.crc32(content):08x}-{len(content):x}"'
        leaf = Leaf(version, time.monotonic(), content, response.headers["Content-Type"], etag)
        with self._lock:
            self._leaves[key] = leaf
            if len(self._leaves) > MOST_PAGES:
                self._leaves.popitem(last=False)
        return leaf


SHELF = Shelf()


def shelved(view: View) -> View:
    """Answer readers without a session from the shelf; the view draws what is not there.

    The page must be the same for all of them: `request.is_shared` tells templates to leave out what is one
    reader's own.
    """

    @wraps(view)
    def from_shelf(request: HttpRequest, *args: Any, **route: Any) -> HttpResponseBase:
        key = _key_of(request)
        if key is None:
            return view(request, *args, **route)
        leaf = SHELF.find(key)
        if leaf is None:
            version = SHELF.version()  # before anything is read: what changes meanwhile makes this page old
            request.is_shared = True  # type: ignore[attr-defined]
            response = view(request, *args, **route)
            if not isinstance(response, HttpResponse) or not _is_for_all(response):
                return response
            leaf = SHELF.keep(key, version, response)
        return leaf.answer(request)

    return from_shelf


def _key_of(request: HttpRequest) -> Key | None:
    """What tells one page from another; None where the reader may be somebody, or the address is no usual one."""
    own = {settings.SESSION_COOKIE_NAME, "messages"}
    address = request.get_full_path()
    if not KEPT_S or len(address) > LONGEST_ADDRESS or not own.isdisjoint(request.COOKIES):
        return None
    theme = request.COOKIES.get("theme", "")
    kind = "part" if "HX-Request" in request.headers else "page"
    return address, get_language() or "", theme if theme in THEMES else "", kind, str(timezone.localdate())


def _is_for_all(response: HttpResponse) -> bool:
    return response.status_code == 200 and not response.cookies and len(response.content) <= LARGEST_PAGE


def note_change(object_type: str) -> None:
    """An act about such an object was recorded: pages drawn before it are old once it is committed."""
    if not KEPT_S or object_type.partition(".")[0] not in SHOWN:
        return
    if not any(found[1] is _new_version for found in connection.run_on_commit):
        transaction.on_commit(_new_version)


def _new_version() -> None:
    cache.set(VERSION, uuid4().hex, None)
