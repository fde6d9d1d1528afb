"""`/dev/mail/`: the mails of a demonstration, which are never sent."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from parvis.core.doors import demo_view
from parvis.outbox.models import Message

LATEST = 200
FRAMING: dict[str, Any] = {**settings.SECURE_CSP, "frame-src": [CSP.SELF]}
# The mail itself: its inlined styles and nothing else; no script, no picture, no form.
MAIL_ONLY: dict[str, list[str] | str] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "frame-ancestors": [CSP.SELF],
    "sandbox": "",
}


@require_safe
@demo_view
def mail_list(request: HttpRequest) -> HttpResponse:
    messages = Message.objects.order_by("-created_at", "-pk")[:LATEST]
    return render(request, "outbox/mail_list.html", {"mails": messages})


@require_safe
@demo_view
@csp_override(FRAMING)
def mail_detail(request: HttpRequest, message_id: int) -> HttpResponse:
    message = get_object_or_404(Message, pk=message_id)
    attempts = message.attempts.order_by("at", "pk")
    return render(request, "outbox/mail_detail.html", {"mail": message, "attempts": attempts})


@require_safe
@demo_view
@xframe_options_sameorigin
@csp_override(MAIL_ONLY)
def mail_html(request: HttpRequest, message_id: int) -> HttpResponse:
    return HttpResponse(get_object_or_404(Message, pk=message_id).html)
