"""What a visitor is written, in their language; each mail stands on its registration."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from parvis.core.actor import Actor
from parvis.core.links import absolute
from parvis.outbox.actions import send_later
from parvis.outbox.layout import compose
from parvis.visitors.links import confirm_token, unconfirmed_life
from parvis.visitors.models import Registration
from parvis.visitors.queries import waiting_position

CONFIRMATION = "registration"
NOT_AGAIN_WITHIN = timedelta(hours=1)


def ask_confirmation(registration: Registration, *, by: Actor, at: datetime) -> None:
    """Seat or place in the list, and the link that proves the address."""
    cause = f"{registration.pk}:confirm:{at:%Y%m%d%H%M}"
    _send(registration, "registered", kind=CONFIRMATION, cause=cause, by=by, at=at)


def invite(registration: Registration, *, by: Actor, at: datetime) -> None:
    """To somebody the team brought in: where the address comes from, and the same link; once."""
    cause = f"{registration.pk}:invited"
    _send(registration, "invited", kind=CONFIRMATION, cause=cause, by=by, at=at)


def tell_again(registration: Registration, *, by: Actor, at: datetime) -> None:
    """The address was given a second time on the site: the page says nothing of it, the mail does, once an hour."""
    if registration.registered_at > at - NOT_AGAIN_WITHIN:
        return
    template, kind = ("again", "registration_again")
    if registration.email_confirmed_at is None:
        template, kind = "registered", CONFIRMATION
    _send(registration, template, kind=kind, cause=f"{registration.pk}:again:{at:%Y%m%d%H}", by=by, at=at)


def tell_place_in_list(registration: Registration, *, by: Actor, at: datetime) -> None:
    """To somebody a program signed up and who waits; those with a seat get their badge instead."""
    if registration.is_waiting:
        cause = f"{registration.pk}:{registration.waiting_number}"
        _send(registration, "waiting", kind="registration_waiting", cause=cause, by=by, at=at)


def tell_promoted(registration: Registration, *, by: Actor, at: datetime) -> None:
    cause = f"{registration.pk}:{at:%Y%m%d%H%M%S}"
    _send(registration, "promoted", kind="registration_promoted", cause=cause, by=by, at=at)


def tell_cancelled(registration: Registration, *, by: Actor, at: datetime) -> None:
    cause = f"{registration.pk}:{at:%Y%m%d%H%M%S}"
    _send(registration, "cancelled", kind="registration_cancelled", cause=cause, by=by, at=at)


def tell_released(registration: Registration, *, by: Actor, at: datetime) -> None:
    cause = f"{registration.pk}:{at:%Y%m%d%H%M%S}"
    _send(registration, "released", kind="registration_released", cause=cause, by=by, at=at)


def _send(registration: Registration, template: str, *, kind: str, cause: str, by: Actor, at: datetime) -> None:
    visitor = registration.visitor
    draft = compose(f"visitors/mail/{template}", _context(registration, at), visitor.language)
    send_later(
        kind=kind,
        cause=cause,
        to=visitor.email,
        to_name=visitor.full_name,
        draft=draft,
        about=registration,
        by=by,
        at=at,
    )


def _context(registration: Registration, at: datetime) -> dict[str, Any]:
    edition = registration.edition
    return {
        "edition": edition,
        "sender_name": edition.name,
        "visitor": registration.visitor,
        "registration": registration,
        "position": waiting_position(registration),
        "hours": int(unconfirmed_life().total_seconds() // 3600),
        "link": absolute(reverse("visitors:confirm", args=[confirm_token(registration, at=at)])),
        "space": absolute(reverse("visitors:space_home", args=[edition.slug])),
        "register": absolute(reverse("visitors:register", args=[edition.slug])),
    }
