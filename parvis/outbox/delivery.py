"""Sending what is due: one message at a time, each step committed before the next.

A message is marked `sending` and committed, sent, then marked with what became of it. A worker killed in between
leaves `sending`; when its lease ends the message is `unsure`, and a person decides: it is never sent twice by itself.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from parvis.core.actor import Actor
from parvis.outbox.models import Attempt, Message, Suppression
from parvis.outbox.post import Fate, Post, Result
from parvis.outbox.refusals import block
from parvis.outbox.signals import message_failed, message_sent, message_unsure

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=15)
BATCH = 20  # a batch ends well within a lease, even if each message waits for its time-out
GIVE_UP = timedelta(days=2)
DELAYS = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 300, 900, 3600))
NO_ANSWER = "The worker stopped before it could tell."
SERVER = Actor.system("mail server")
State, Outcome = Message.State, Attempt.Outcome


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one round did; `is_connected` is false when the mail server could not be reached."""

    taken: int
    is_connected: bool


def deliver_due(limit: int, at: datetime) -> Delivery:
    """Send at most `limit` of the messages that are due, oldest first; stop when the server is not reached."""
    mark_stranded(at)
    post, taken, is_connected = Post(), 0, True
    try:
        while is_connected and taken < limit and (message := take_next(at)) is not None:
            result = post.send(message)
            conclude(message, result, at)
            taken += 1
            is_connected = result.fate != Fate.NOT_CONNECTED
    finally:
        post.close()
    return Delivery(taken, is_connected)


def take_next(at: datetime) -> Message | None:
    """The next message due, leased to us; those to blocked addresses are put aside on the way."""
    while Message.objects.due(at).exists():
        with transaction.atomic():
            message = Message.objects.due(at).select_for_update(skip_locked=True).order_by("due_at", "pk").first()
            if message is None:
                return None
            if Suppression.objects.stopping(message.to_address, message.stream).exists():
                message.state = State.SUPPRESSED
                message.save(update_fields=["state"])
                continue
            message.state, message.leased_until = State.SENDING, at + LEASE
            message.attempts_count += 1
            message.save(update_fields=["state", "leased_until", "attempts_count"])
        return message
    return None


@transaction.atomic
def conclude(message: Message, result: Result, at: datetime) -> None:
    """Write down what became of the message, and announce it."""
    state, outcome = _verdict(message, result, at)
    message.state, message.leased_until = state, None
    message.sent_at = at if state == State.SENT else None
    if state == State.NEW:
        message.due_at = at + DELAYS[min(message.attempts_count, len(DELAYS)) - 1]
    message.save(update_fields=["state", "leased_until", "sent_at", "due_at"])
    Attempt.objects.create(message=message, at=at, outcome=outcome, detail=result.detail[:500])
    if result.is_gone:
        block(message.to_address, Suppression.Reason.HARD_BOUNCE, by=SERVER, at=at)
    signals = {State.SENT: message_sent, State.FAILED: message_failed, State.UNSURE: message_unsure}
    if state in signals:
        signals[state].send(Message, message=message, at=at)
    if state in {State.FAILED, State.UNSURE}:
        log.warning("Message %s is %s: %s", message.pk, state, result.detail)


def mark_stranded(at: datetime) -> None:
    """Messages whose worker died: sent or not, nobody knows."""
    for message in Message.objects.stranded(at):
        conclude(message, Result(Fate.UNSURE, NO_ANSWER), at)


def _verdict(message: Message, result: Result, at: datetime) -> tuple[Message.State, Attempt.Outcome]:
    if result.fate == Fate.SENT:
        return State.SENT, Outcome.SENT
    if result.fate == Fate.UNSURE:
        return State.UNSURE, Outcome.UNSURE
    if result.fate == Fate.REFUSED:
        return State.FAILED, Outcome.REFUSED
    is_too_old = at - message.created_at > GIVE_UP
    return (State.FAILED, Outcome.REFUSED) if is_too_old else (State.NEW, Outcome.LATER)
