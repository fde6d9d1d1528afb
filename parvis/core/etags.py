"""The fingerprint of an answer, by which a caller asks “has it changed?” and “is it still what I saw?”."""

import hashlib

from django.http import HttpRequest
from django.utils.http import parse_etags


def etag_of(content: bytes) -> str:
    """A strong ETag: same bytes, same tag."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def is_still(request: HttpRequest, content: bytes) -> bool:
    """Does `If-Match` allow a change of what these bytes say? A request without it takes what comes."""
    asked = request.headers.get("If-Match")
    return asked is None or asked.strip() == "*" or etag_of(content) in parse_etags(asked)
