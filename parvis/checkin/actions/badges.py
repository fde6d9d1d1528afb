"""Giving, replacing and withdrawing badges, and the key of the edition that signs them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, get_args

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.checkin import tasks, token
from parvis.checkin.holders import Holder, edition_id_of, holder_of, kind_of, may_hold
from parvis.checkin.models import Badge, BadgeKey
from parvis.checkin.queries import newest_key, valid_badge_of
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.core.prepared import Prepared
from parvis.core.secrets import seal, unseal
from parvis.core.text import clean_line
from parvis.editions.history import record
from parvis.editions.models import Edition
from parvis.exhibitors.models import Representative
from parvis.visitors.models import Registration

PURPOSE = "badge-key"
LAST_KEY = 15
CHUNK = 500


_locked: dict[type, Prepared[Any]] = {
    model: Prepared(
        lambda pk, model=model: model._default_manager.filter(pk=pk).select_for_update(of=("self",), no_key=True), -1
    )
    for model in get_args(Holder)
}


@transaction.atomic
def issue_badge(holder: Holder, *, by: Actor, at: datetime) -> Badge:
    """The badge of a visitor, a representative or a member: the one they have or a new one, mailed to a visitor."""
    _locked[type(holder)].rows(holder.pk)
    found = valid_badge_of(holder)
    if found is not None:
        return found
    if not may_hold(holder, at=at):
        raise Refused(_("Only somebody who takes part gets a badge."), code="not_taking_part")
    badge = _new_badges(_edition_of(holder), [holder], at=at)[0]
    badge.save()
    if isinstance(holder, Registration):
        tasks.mail_badge.enqueue(badge.pk)  # in the same commit: a badge without its mail cannot be
    record("badge.issued", badge, by=by, at=at, edition=badge.edition, changes={"kind": [None, badge.kind]})
    return badge


@transaction.atomic
def send_badge_again(registration: Registration, *, by: Actor, at: datetime) -> None:
    """Mail the badge once more; whoever has none gets one, and its mail with it."""
    _locked[Registration].rows(registration.pk)
    found = valid_badge_of(registration)
    if found is None:
        issue_badge(registration, by=by, at=at)
    else:
        tasks.mail_badge.enqueue(found.pk, again=f"{at:%Y%m%d%H%M%S}")


@transaction.atomic
def issue_badges(edition: Edition, holders: Sequence[Holder], *, by: Actor, at: datetime) -> list[Badge]:
    """Badges for many at once, without mail; who does not take part is left out, who has one keeps it.

    One history line for the whole list. The holders must be of this edition.
    """
    lock_row(Edition.objects.filter(pk=edition.pk))
    if any(edition_id_of(holder) != edition.pk for holder in holders):
        raise Refused(_("Somebody on this list belongs to another edition."), code="wrong_edition")
    having = _having(edition)
    wanted = [holder for holder in holders if may_hold(holder, at=at) and (type(holder), holder.pk) not in having]
    badges = Badge.objects.bulk_create(_new_badges(edition, wanted, at=at), batch_size=CHUNK)
    record("badges.issued", edition, by=by, at=at, edition=edition, changes={"count": [0, len(badges)]})
    return badges


@transaction.atomic
def issue_speaker_badge(edition: Edition, *, name: str, by: Actor, at: datetime) -> Badge:
    """The badge of somebody who is only a name to us."""
    name = clean_line(name)[:160]
    if not name:
        raise Refused(_("A speaker’s badge needs a name."))
    found = Badge.objects.valid().filter(edition=edition, speaker_name=name).first()
    if found is not None:
        return found
    badge = _signed(edition, _signing_key(edition, at=at), Badge.Kind.SPEAKER, at=at)
    badge.speaker_name = name
    badge.save()
    record("badge.issued", badge, by=by, at=at, edition=edition, changes={"kind": [None, badge.kind]})
    return badge


@transaction.atomic
def reissue_badge(badge: Badge, *, by: Actor, at: datetime) -> Badge:
    """A new badge for the same person; the old one dies now."""
    badge = lock_row(Badge.objects.filter(pk=badge.pk))
    if badge.revoked_at is not None:
        raise Refused(_("This badge was already replaced or revoked."))
    _revoke(badge, at=at)
    holder = holder_of(badge)
    if holder is None:
        fresh = issue_speaker_badge(badge.edition, name=badge.speaker_name, by=by, at=at)
    else:
        fresh = issue_badge(holder, by=by, at=at)
    record("badge.reissued", badge, by=by, at=at, edition=badge.edition, changes={"revoked_at": [None, at]})
    return fresh


@transaction.atomic
def revoke_badge(badge: Badge, *, by: Actor, at: datetime) -> None:
    """The badge opens no door any more; revoking twice is revoking once."""
    badge = lock_row(Badge.objects.filter(pk=badge.pk))
    if badge.revoked_at is not None:
        return
    _revoke(badge, at=at)
    record("badge.revoked", badge, by=by, at=at, edition=badge.edition, changes={"revoked_at": [None, at]})


@transaction.atomic
def renew_badge_key(edition: Edition, *, by: Actor, at: datetime) -> BadgeKey:
    """A fresh key for the badges to come; those already signed stay good. Sixteen keys at most."""
    lock_row(Edition.objects.filter(pk=edition.pk))
    newest = newest_key(edition)
    number = 0 if newest is None else newest.key_id + 1
    if number > LAST_KEY:
        raise Refused(_("An edition has at most 16 badge keys."), code="no_more_keys")
    key = _make_key(edition, number, at=at)
    record("badge_key.created", key, by=by, at=at, edition=edition, changes={"key_id": [None, number]})
    return key


def _revoke(badge: Badge, *, at: datetime) -> None:
    badge.revoked_at = at
    badge.save(update_fields=["revoked_at"])


def _edition_of(holder: Holder) -> Edition:
    return holder.exhibitor.edition if isinstance(holder, Representative) else holder.edition


def _having(edition: Edition) -> set[tuple[type, int]]:
    """Who has a valid badge in this edition."""
    rows = Badge.objects.valid().in_edition(edition).filter(speaker_name="")
    return {(type(holder), holder.pk) for holder in map(holder_of, rows.with_holders()) if holder is not None}


def _new_badges(edition: Edition, holders: Sequence[Holder], *, at: datetime) -> list[Badge]:
    """Signed, not stored yet. The first badge of an edition makes its key."""
    if not holders:
        return []
    key, badges = _signing_key(edition, at=at), []
    for holder in holders:
        badge = _signed(edition, key, kind_of(holder), at=at)
        setattr(badge, str(holder._meta.model_name), holder)
        badges.append(badge)
    return badges


def _signed(edition: Edition, key: tuple[int, bytes], kind: Badge.Kind, *, at: datetime) -> Badge:
    key_id, private = key
    claim = token.new_claim(key_id=key_id, edition=edition.number, kind=kind)
    return Badge(
        edition=edition, kind=kind, random_hex=claim.random_hex, token=token.sign(claim, private), issued_at=at
    )


def _signing_key(edition: Edition, *, at: datetime) -> tuple[int, bytes]:
    """The key in use, made now under the edition's lock if there is none: (key id, private half)."""
    key = newest_key(edition)
    if key is None:
        lock_row(Edition.objects.filter(pk=edition.pk))
        key = newest_key(edition) or _make_key(edition, 0, at=at)
    return key.key_id, unseal(key.sealed_private_key, purpose=PURPOSE)


def _make_key(edition: Edition, number: int, *, at: datetime) -> BadgeKey:
    pair = token.new_key_pair()
    return BadgeKey.objects.create(
        edition=edition,
        key_id=number,
        public_key=pair.public,
        sealed_private_key=seal(pair.private, purpose=PURPOSE),
        created_at=at,
    )
