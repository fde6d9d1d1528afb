"""What was answered to a call with a key, and how it is given again."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from parvis.accounts.models import StoredAnswer
from parvis.core.errors import Refused


def fingerprint_of(request: HttpRequest) -> str:
    """What makes two calls the same: method, whole address, body."""
    head = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(head + request.body).hexdigest()


def replay(known: StoredAnswer, fingerprint: str) -> HttpResponse:
    """The first answer again. Raises Refused when the key belongs to another call."""
    if known.fingerprint != fingerprint:
        raise Refused(_("This Idempotency-Key was given to another call."), code="key_reused", status=422)
    headers = {"Idempotent-Replay": "true"}
    return HttpResponse(known.body, status=known.status, content_type="application/json", headers=headers)
