"""The scanner: one page for members and for enrolled phones, and what it asks of the server."""

import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.accounts.doors import client_ip
from parvis.checkin import actions, rules
from parvis.checkin.doors import DeviceRequest, device_view
from parvis.checkin.models import Place
from parvis.checkin.queries import scanning_membership
from parvis.checkin.verdicts import TONES, said
from parvis.core.actor import Actor, ActorKind
from parvis.core.dates import local_date
from parvis.core.doors import public_view
from parvis.core.errors import Refused
from parvis.core.problems import problem
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.models import Edition
from parvis.editions.queries import editions_of


@require_GET
@never_cache
@ensure_csrf_cookie
@public_view
def scanner(request: HttpRequest) -> HttpResponse:
    """A member of an open edition scans in their name; other pages look for the secret of an enrolled phone."""
    now = timezone.now()
    editions = _open_editions(request, at=now)
    here = _chosen(editions, request.GET.get("edition", ""), at=now)
    config: dict[str, Any] = {
        "mode": "member" if here else "device",
        "send": reverse("checkin:scan_events", args=[here.slug]) if here else reverse("api:scans"),
        "hello": reverse("checkin:hello"),
        "decoder": reverse("checkin:decoder"),
        "places": _places(here) if here else [],
        "verdicts": said(),
        "tones": {tone.kind: {"notes": tone.notes, "ms": tone.note_ms, "vibration": tone.vibration} for tone in TONES},
        "words": _words(),
    }
    context = {"config": config, "scan_edition": here, "editions": editions}
    return render(request, "checkin/scanner.html", context)


def _open_editions(request: HttpRequest, *, at: datetime) -> list[Edition]:
    if not request.user.is_authenticated:
        return []
    return [edition for edition in editions_of(request.user, at=at) if not edition.is_closed]


def _chosen(editions: list[Edition], slug: str, *, at: datetime) -> Edition | None:
    """The edition asked for, else the one whose fair is nearest."""
    today = local_date(at)
    asked = [edition for edition in editions if edition.slug == slug]
    return min(asked or editions, key=lambda edition: abs((edition.fair_on - today).days), default=None)


def _places(edition: Edition) -> list[dict[str, str]]:
    places = Place.objects.in_edition(edition).doors_first()
    return [{"slug": place.slug, "name": place.name, "kind": place.kind} for place in places]


def _words() -> dict[str, str]:
    """What the page says by itself."""
    return {
        "idle": _("Show a badge to the camera"),
        "first": _("First read at {at}, {place}, {device}."),
        "kept": _("Kept on this phone"),
        "keptWhy": _("No answer from the server. It is sent again by itself; decide by eye."),
        "signedOut": _("Sign in again"),
        "signedOutWhy": _("Your session has ended. What waits here is kept."),
        "noCamera": _("No camera here. Type the code, or use a hand scanner."),
        "notEnrolled": _("This phone is not enrolled"),
        "never": _("never"),
        "seconds": _("{n} s ago"),
        "minutes": _("{n} min ago"),
        "goodbye": _("Goodbye"),
    }


@require_GET
@csp_override({})  # the decoder's WebAssembly is compiled here, in a worker, so that no page needs a wider policy
@public_view
def decoder(request: HttpRequest) -> HttpResponse:
    """The worker that reads QR codes in pictures; it sees pictures only."""
    return render(request, "checkin/decoder.js", content_type="text/javascript")


@require_POST
@team_view(rules.can_scan)
def scan_events(request: TeamRequest) -> HttpResponse:
    """Scans of a signed-in member: the same body and answers as `POST /api/v1/scans`."""
    now = timezone.now()
    membership = scanning_membership(request.user, request.edition, at=now)
    try:
        items = _items(request)
        results = actions.record_scans(membership, items, by=request.actor, at=now)
    except Refused as refused:
        return problem(refused.status, refused.code, refused.message)
    return JsonResponse({"results": [result.as_dict() for result in results], "server_time": now.isoformat()})


def _items(request: HttpRequest) -> list[Any]:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError, RawPostDataException):  # no JSON, nested without end, or a form read before
        body = None
    items = body.get("events") if isinstance(body, dict) else None
    if not isinstance(items, list):
        raise Refused(_("There are no scans in this request."), code="invalid", status=422)
    return items


@csrf_exempt  # the phone proves itself by its secret in a header, which no other site can send
@require_POST
@device_view
def hello(request: DeviceRequest) -> HttpResponse:
    """An enrolled phone asks where it is; that it asked is written down."""
    actions.note_seen(request.device, at=timezone.now())
    place = request.device.place
    places = [here for here in _places(request.edition) if place.kind == Place.Kind.DESK or here["kind"] == place.kind]
    return JsonResponse(
        {
            "edition": request.edition.name,
            "device": request.device.name,
            "place": place.slug,
            "places": places,
            "server_time": timezone.now().isoformat(),
        }
    )


@never_cache
@require_http_methods(["GET", "POST"])
@public_view
def enrol(request: HttpRequest, code: str) -> HttpResponse:
    """The one-time link of a phone. Opening it spends nothing; the button does."""
    now = timezone.now()
    if request.method == "GET":
        device = actions.find_enrolment(code, at=now)
        return render(request, "checkin/enrol.html", {"device": device, "edition": device.edition})
    by = Actor(ActorKind.DEVICE, "", _("Phone being enrolled"), client_ip(request))
    device, plain = actions.join_device(code, by=by, at=now)
    keep = {"token": plain, "next": reverse("checkin:scanner")}
    context = {"device": device, "edition": device.edition, "keep": keep}
    return render(request, "checkin/enrolled.html", context)
