"""The mails of an edition: one to prove that they leave; those that did not arrive, and what a person decides."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.accounts.models import User
from parvis.core.actor import Actor
from parvis.core.errors import Refused, naming
from parvis.editions.history import PERSONAL, record
from parvis.editions.models import Edition
from parvis.editions.preparation import TEST_MAIL
from parvis.outbox.actions import OPEN, RESENDABLE, lift_suppression, mark_resolved, resend, send_later
from parvis.outbox.layout import compose
from parvis.outbox.models import Message, Suppression


@transaction.atomic
def send_test_mail(edition: Edition, *, to: User, by: Actor, at: datetime) -> Message:
    """Prove that mails leave: the checklist looks for one that has."""
    draft = compose("editions/mail/mail_test", {"edition": edition, "user": to}, to.language)
    message = send_later(kind=TEST_MAIL, cause=f"{to.pk}:{at.isoformat()}", to=to.email, draft=draft, by=by, at=at)
    record("mail.tested", edition, by=by, at=at, edition=edition)
    return message


@transaction.atomic
def resend_mails(edition: Edition, mails: Iterable[Message], *, by: Actor, at: datetime) -> int:
    """Send again what failed, was held or is unsure; answers how many. What waits or left already is left alone.

    Raises Refused, and sends none, when the address of one is blocked.
    """
    sent = 0
    for mail in _locked(mails):
        if mail.state in RESENDABLE:
            with naming(mail.to_address):
                resend(mail, by=by, at=at)
            record("mail.resent", mail, by=by, at=at, edition=edition, changes={"state": [mail.state, "new"]})
            sent += 1
    return sent


@transaction.atomic
def settle_mails(edition: Edition, mails: Iterable[Message], *, was_sent: bool, by: Actor, at: datetime) -> int:
    """Say of unsure and held mails that they arrived, or that they are not to go out; answers of how many.

    What needs no decision is left alone, so that deciding twice is deciding once.
    """
    settled = 0
    for mail in _locked(mails):
        if mail.state in OPEN:
            after = mark_resolved(mail, was_sent=was_sent, by=by, at=at).state
            record("mail.settled", mail, by=by, at=at, edition=edition, changes={"state": [mail.state, after]})
            settled += 1
    return settled


@transaction.atomic
def unblock_address(edition: Edition, mail: Message, *, reason: str, by: Actor, at: datetime) -> None:
    """Write to the address of this mail again, although the mailbox or its reader refused us once.

    Unsubscribing is the person’s own: Refused. Lifting twice is lifting once.
    """
    if reason == Suppression.Reason.OPT_OUT:
        raise Refused(_("This person asked for no such mail: only they can take that back."), code="own_choice")
    if lift_suppression(mail.to_address, reason=reason, by=by, at=at):
        changes: dict[str, list[Any]] = {"to_address": PERSONAL, "reason": [reason, None]}
        record("address.unblocked", mail, by=by, at=at, edition=edition, changes=changes)


def _locked(mails: Iterable[Message]) -> Iterable[Message]:
    """As they are now and nobody else's to change, each locked in the same order by whoever comes."""
    keys = [mail.pk for mail in mails]
    return list(Message.objects.filter(pk__in=keys).select_for_update(of=("self",), no_key=True).order_by("pk"))
