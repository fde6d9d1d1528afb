"""Phones come into service by a one-time link, and go out of it in one press."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.accounts.models import User
from parvis.checkin.actions.places import ensure_places
from parvis.checkin.models import Device, Place
from parvis.checkin.queries import open_enrolment
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.links import absolute, hash_token, new_token
from parvis.core.locks import lock_row
from parvis.core.text import clean_line
from parvis.editions.history import record
from parvis.editions.models import Edition

LINK_LIFE = timedelta(hours=24)
SEEN_AGAIN = timedelta(minutes=1)


@transaction.atomic
def enrol_device(
    edition: Edition, *, name: str, place: str, enrolled_by: User | None = None, by: Actor, at: datetime
) -> tuple[Device, str, str]:
    """A new phone for the place of that slug: the row, its secret, and a one-time link that enrols a phone by itself.

    The secret serves programs and the shell; a phone that opens the link gets a secret of its own in its stead.
    """
    _refuse_closed(edition)
    found = next((here for here in ensure_places(edition, by=by, at=at) if here.slug == place), None)
    if found is None:
        known = ", ".join(Place.objects.in_edition(edition).order_by("slug").values_list("slug", flat=True))
        raise Refused(
            _("There is no place “%(place)s”. Known: %(known)s.") % {"place": place, "known": known},
            code="unknown_place",
        )
    plain, token_hash = new_token()
    code, enrol_hash = new_token()
    device = Device.objects.create(
        edition=edition,
        place=found,
        name=clean_line(name)[:80] or found.name,
        enrolled_by=enrolled_by,
        token_hash=token_hash,
        enrol_hash=enrol_hash,
        created_at=at,
    )
    changes = {"name": [None, device.name], "place": [None, found.slug]}
    record("device.enrolled", device, by=by, at=at, edition=edition, changes=changes)
    return device, plain, absolute(reverse("checkin:enrol", args=[code]))


def find_enrolment(code: str, *, at: datetime) -> Device:
    """The phone waiting behind a link. Refused when used, revoked, a day old or unknown, all with one sentence."""
    device = open_enrolment(hash_token(code))
    if device is None or at > device.created_at + LINK_LIFE or device.edition.is_closed:
        sentence = _("This link has been used or is too old. Ask at the desk for a new one.")
        raise Refused(sentence, code="expired", status=404)
    return device


@transaction.atomic
def join_device(code: str, *, by: Actor, at: datetime) -> tuple[Device, str]:
    """Spend the link: the phone that opened it gets the secret, and any secret given before is worth nothing."""
    device = lock_row(Device.objects.filter(pk=find_enrolment(code, at=at).pk, enrol_hash=hash_token(code)))
    plain, device.token_hash = new_token()
    device.enrol_hash, device.enrolled_at, device.last_seen_at = None, at, at
    device.save(update_fields=["token_hash", "enrol_hash", "enrolled_at", "last_seen_at"])
    record("device.joined", device, by=by, at=at, edition=device.edition)
    return device, plain


@transaction.atomic
def revoke_device(device: Device, *, by: Actor, at: datetime) -> None:
    """Its next request is refused; revoking twice is revoking once."""
    device = lock_row(Device.objects.filter(pk=device.pk))
    if device.revoked_at is not None:
        return
    device.revoked_at, device.enrol_hash = at, None
    device.save(update_fields=["revoked_at", "enrol_hash"])
    record("device.revoked", device, by=by, at=at, edition=device.edition, changes={"revoked_at": [None, at]})


@transaction.atomic
def end_devices(user: User, *, by: Actor, at: datetime) -> None:
    """The phones that this person enrolled scan no more, whichever edition they are of."""
    for device in Device.objects.active().filter(enrolled_by=user).order_by("pk"):
        revoke_device(device, by=by, at=at)


def note_seen(device: Device, *, at: datetime) -> None:
    """The phone has shown that it is there; written down once a minute, and no line of history."""
    if device.last_seen_at is None or at - device.last_seen_at >= SEEN_AGAIN:
        Device.objects.filter(pk=device.pk).update(last_seen_at=at)


def _refuse_closed(edition: Edition) -> None:
    if edition.is_closed:
        raise Refused(_("This edition is closed: nothing is scanned any more."), code="edition_closed")
