"""Invitations, sign-in links, keys of programs, phones."""

from argparse import Namespace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from parvis.accounts.actions import create_token, forget_second_factor, make_login_link, revoke_token
from parvis.accounts.models import ApiToken, User, normal_email
from parvis.checkin.actions import enrol_device
from parvis.cli.editions import edition_named
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.links import absolute
from parvis.editions.actions import invite_member
from parvis.editions.models import Membership
from parvis.editions.queries import find_member

SHELL = Actor.system("shell")


def invite(options: Namespace) -> dict[str, Any]:
    """An expiring invitation, mailed to the person."""
    for name, given, known in [
        ("pole", options.pole, Membership.Pole.values),
        ("role", options.role, Membership.Role.values),
    ]:
        if given not in known:
            raise Refused(f"There is no {name} “{given}”. Known: {', '.join(known)}.", code=f"unknown_{name}")
    edition = edition_named(options.edition)
    place = {"pole": options.pole, "role": options.role}
    member, link = invite_member(edition, email=options.mail, **place, by=SHELL, at=timezone.now())
    return {"mail": member.user.email, "edition": edition.slug, **place, "url": link}


def login_link(options: Namespace) -> dict[str, Any]:
    """A link that signs this person in once; a demo on this machine only."""
    if not settings.DEMO_OPEN:
        sentence = "Sign-in links exist only with PARVIS_MODE=demo, on a loopback address."
        raise Refused(sentence, code="not_a_demo")
    user = _user_at(options.mail)
    plain, expires_at = make_login_link(user, at=timezone.now())
    return {"expires_at": expires_at.isoformat(), "url": absolute(reverse("accounts:login_link", args=[plain]))}


def forget_factor(options: Namespace) -> dict[str, Any]:
    """Who lost phone and recovery codes signs in by a code again, once somebody knows that it is them."""
    user = _user_at(options.mail)
    forget_second_factor(user, by=SHELL, at=timezone.now())
    return {"mail": user.email}


def _user_at(mail: str) -> User:
    user = User.objects.filter(email=normal_email(mail)).first()
    if user is None:
        raise Refused(f"Nobody has an account at {mail}.", code="unknown_user")
    return user


def token_create(options: Namespace) -> dict[str, Any]:
    """A key for a program, shown once; its owner's mandate is its own, unless the installation owns it."""
    scopes = [scope for words in options.scope for scope in words.replace(",", " ").split()]
    slug = edition_named(options.edition).slug if options.edition else ""
    now = timezone.now()
    owner = _member_at(options.owner, at=now) if options.owner else None
    if owner is None and not options.system:
        print("This key belongs to the installation: no mandate ends it. Next time say --owner MAIL, or --system.")
    token, plain = create_token(
        options.name, scopes=scopes, edition_slug=slug, days=options.days, owner=owner, by=SHELL, at=now
    )
    expires_at = token.expires_at.isoformat() if token.expires_at else None
    return {"id": token.pk, "token": plain, "scopes": token.scopes, "expires_at": expires_at}


def _member_at(mail: str, *, at: datetime) -> User:
    user = find_member(mail, at=at)
    if user is None:
        raise Refused(f"Nobody in a team has the address {mail}.", code="unknown_member")
    return user


def token_list(options: Namespace) -> dict[str, Any]:
    """Every key that was made: what it opens, and whether it still does."""
    rows = ApiToken.objects.select_related("owner").order_by("-created_at", "-pk")
    return {
        "tokens": [
            {
                "id": row.pk,
                "name": row.name,
                "owner": row.owner.email if row.owner else None,
                "scopes": row.scopes,
                "edition": row.edition_slug,
                "created_at": row.created_at.isoformat(),
                "expires_at": row.expires_at.isoformat() if row.expires_at else None,
                "revoked_at": row.revoked_at.isoformat() if row.revoked_at else None,
            }
            for row in rows
        ]
    }


def token_revoke(options: Namespace) -> dict[str, Any]:
    """The program is refused from its next call on; a second time changes nothing."""
    row = ApiToken.objects.filter(pk=options.id).first()
    if row is None:
        raise Refused(f"There is no key {options.id}: `parvis token list` shows them.", code="unknown_token")
    if row.revoked_at is None:
        revoke_token(row, by=SHELL, at=timezone.now())
    return {"id": row.pk, "name": row.name, "revoked_at": row.revoked_at.isoformat() if row.revoked_at else None}


def device_enrol(options: Namespace) -> dict[str, Any]:
    """A phone for one place, with its secret and the link that enrols it."""
    edition = edition_named(options.edition)
    device, plain, enrol_url = enrol_device(
        edition, name=options.name, place=options.place, by=SHELL, at=timezone.now()
    )
    return {"id": device.pk, "token": plain, "enrol_url": enrol_url, "place": device.place.slug}
