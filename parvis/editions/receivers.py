"""What history keeps of the apps below, which cannot write it themselves; our own lines of the checklist."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from parvis.accounts import signals
from parvis.accounts.models import ApiToken, School, User
from parvis.core.actor import Actor
from parvis.core.backup import backup_restored, carry_over
from parvis.editions.history import PERSONAL, record
from parvis.editions.models import Edition, Membership
from parvis.editions.opening import Line
from parvis.editions.preparation import opening_lines
from parvis.editions.signals import opening_asked


@receiver(backup_restored)
def on_backup_restored(*, replaced: str = "", **_more: Any) -> None:
    if replaced:
        carry_over(Membership, "ended_at", same=["user__email", "edition__slug"], replaced=replaced)


@receiver(signals.user_invited)
def on_user_invited(*, user: User, by: Actor, at: datetime, **_more: Any) -> None:
    record("user.invited", user, by=by, at=at)


@receiver(signals.invitation_used)
def on_invitation_used(*, user: User, by: Actor, at: datetime, **_more: Any) -> None:
    record("invitation.used", user, by=by, at=at)


@receiver(signals.second_factor_forgotten)
def on_second_factor_forgotten(*, user: User, by: Actor, at: datetime, **_more: Any) -> None:
    record("user.second_factor_forgotten", user, by=by, at=at)


@receiver(signals.token_created)
def on_token_created(*, token: ApiToken, by: Actor, at: datetime, **_more: Any) -> None:
    edition = Edition.objects.filter(slug=token.edition_slug).first()
    changes = {"scopes": [[], token.scopes]} | ({"owner": PERSONAL} if token.owner else {})
    record("token.created", token, by=by, at=at, edition=edition, changes=changes)


@receiver(signals.token_revoked)
def on_token_revoked(*, token: ApiToken, by: Actor, at: datetime, **_more: Any) -> None:
    record("token.revoked", token, by=by, at=at, edition=Edition.objects.filter(slug=token.edition_slug).first())


@receiver(signals.school_saved)
def on_school_saved(*, school: School, is_new: bool, by: Actor, at: datetime, **_more: Any) -> None:
    record("school.added" if is_new else "school.changed", school, by=by, at=at)


@receiver(opening_asked)
def on_opening_asked(*, edition: Edition, at: datetime, **_more: Any) -> list[Line]:
    return opening_lines(edition, at=at)
