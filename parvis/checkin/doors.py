"""The door of phones that scan: `Authorization: Bearer` with the phone's own secret."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from parvis.accounts.doors import client_ip, count_address, count_call
from parvis.checkin.models import Device
from parvis.checkin.queries import device_by_token
from parvis.core.actor import Actor, ActorKind
from parvis.core.doors import View, open_door
from parvis.core.errors import Refused
from parvis.core.links import hash_token
from parvis.core.problems import problem, refusal
from parvis.editions.models import Edition


class DeviceRequest(HttpRequest):
    """A request behind the door: the phone, its edition, and the phone as the one who acts."""

    device: Device
    edition: Edition
    actor: Actor


class DeviceDoor(HttpBearer):
    """A phone in service. Raises `Refused` for one that was revoked, so that it can say so on its screen."""

    door = "device"

    def __call__(self, request: HttpRequest) -> Device | None:
        found: Device | None = super().__call__(request)
        if found is None:
            count_address(request)
        return found

    def authenticate(self, request: HttpRequest, token: str) -> Device | None:
        device = device_by_token(hash_token(token))
        if device is None:
            return None
        count_call(request, f"device {device.pk}", settings.API_RATES["device"])
        if device.revoked_at is not None:
            raise Refused(_("This phone may scan no more. Go to the desk."), code="device-revoked", status=401)
        if device.edition.is_closed:
            raise Refused(_("This edition is closed: nothing is scanned any more."), code="edition_closed", status=403)
        request.device, request.edition = device, device.edition  # type: ignore[attr-defined]
        request.actor = Actor(ActorKind.DEVICE, str(device.pk), device.name, client_ip(request))  # type: ignore[attr-defined]
        return device


def _enrolled(request: HttpRequest, **route: Any) -> HttpResponseBase | None:
    try:
        found = DeviceDoor()(request)
    except Refused as refused:
        return refusal(refused)
    return None if found else problem(401, "unauthorized", _("The secret of an enrolled phone is needed."))


def device_view(view: View) -> View:
    """A plain view for enrolled phones; anything else is told so as problem+json."""
    return open_door("device", _enrolled)(view)
