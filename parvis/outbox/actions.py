"""Writing a message, and deciding by hand what delivery could not."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.db import models, transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.core.mail_reports import Bounce
from parvis.core.prepared import Prepared
from parvis.core.text import has_control
from parvis.outbox.layout import Draft
from parvis.outbox.models import ADDRESS_LENGTH, Attempt, Message, Stream, Suppression, message_id_for, object_key
from parvis.outbox.refusals import block, is_gone
from parvis.outbox.signals import message_failed, message_resent, message_resolved, suppression_lifted

State = Message.State
RESENDABLE = frozenset({State.UNSURE, State.FAILED, State.HELD, State.SUPPRESSED})
OPEN = frozenset({State.UNSURE, State.HELD})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A stored file sent with a message: its path in the media folder, its name for the reader, its hash."""

    path: str
    name: str
    sha256: str
    type: str = "application/pdf"


@transaction.atomic
def send_later(
    *,
    kind: str,
    cause: str,
    to: str,
    by: Actor,
    at: datetime,
    draft: Draft | None = None,
    subject: str = "",
    text: str = "",
    html: str = "",
    language: str = "fr",
    to_name: str = "",
    stream: str = Stream.TRANSACTIONAL,
    attachments: Sequence[Attachment] = (),
    headers: Mapping[str, str] | None = None,
    about: models.Model | None = None,
    due_at: datetime | None = None,
) -> Message:
    """Write the message in the caller's transaction; the worker sends it once that is committed.

    Idempotent: the same kind, cause and address give back the message written first, whatever its state.
    `draft` (from `layout.compose`) stands for subject, text, html and language. `about` is the object that shows it.
    """
    draft = draft or Draft(subject, text, html, language)
    address = normal_address(to)
    _refuse_line_breaks(draft.subject, to_name, *(headers or {}), *(headers or {}).values())
    is_stopped = bool(_stopping[Stream(stream)].rows(address))
    object_type, object_id = object_key(about)
    message = Message(
        kind=kind,
        cause=cause,
        to_address=address,
        **asdict(draft),
        to_name=to_name,
        stream=stream,
        attachments=[asdict(attachment) for attachment in attachments],
        headers=dict(headers or {}),
        message_id=message_id_for(kind, cause, address),
        state=State.SUPPRESSED if is_stopped else State.NEW,
        due_at=due_at or at,
        created_at=at,
        object_type=object_type,
        object_id=object_id,
    )
    # Nothing happens when it was written before, by another process in this very moment included.
    Message.objects.bulk_create([message], ignore_conflicts=True)
    return _written.rows(kind, cause, address)[0]


_stopping = {
    stream: Prepared(lambda address, stream=stream: Suppression.objects.stopping(address, stream), "address")
    for stream in Stream
}
_written = Prepared(
    lambda kind, cause, address: Message.objects.filter(kind=kind, cause=cause, to_address=address),
    *("kind", "cause", "address"),
)


@transaction.atomic
def resend(message: Message, *, by: Actor, at: datetime) -> Message:
    """Try again what failed, was held or is unsure; the Message-ID stays, so that a copy can be recognised."""
    message = lock_row(Message.objects.filter(pk=message.pk))
    if message.state not in RESENDABLE:
        raise Refused(_("This message is waiting or was sent: there is nothing to send again."))
    if Suppression.objects.stopping(message.to_address, message.stream).exists():
        raise Refused(_("This address is blocked. Lift the block first."))
    message.state, message.due_at, message.leased_until = State.NEW, at, None
    message.save(update_fields=["state", "due_at", "leased_until"])
    message_resent.send(Message, message=message, by=by, at=at)
    return message


@transaction.atomic
def mark_resolved(message: Message, *, was_sent: bool, by: Actor, at: datetime) -> Message:
    """Say of an unsure or held message what became of it: it arrived, or it is not to be sent any more."""
    message = lock_row(Message.objects.filter(pk=message.pk))
    if message.state not in OPEN:
        raise Refused(_("Only an unsure or held message needs a decision."))
    message.state, message.sent_at = (State.SENT, at) if was_sent else (State.FAILED, None)
    message.save(update_fields=["state", "sent_at"])
    Attempt.objects.create(message=message, at=at, outcome=Attempt.Outcome.BY_HAND, detail=by.label[:500])
    message_resolved.send(Message, message=message, by=by, at=at)
    return message


@transaction.atomic
def suppress_address(address: str, *, reason: str, by: Actor, at: datetime) -> Suppression:
    """Write to this address no more, for this reason; each reason stands by itself and is lifted by itself."""
    return block(normal_address(address), reason, by=by, at=at)


@transaction.atomic
def note_bounce(bounce: Bounce, *, by: Actor, at: datetime) -> Message | None:
    """A report says that a mail of ours did not arrive: the mail failed, and an address that is none is blocked.

    Nothing for a report that names no mail we sent: anybody can write one. The same report again changes nothing.
    """
    message = Message.objects.filter(message_id=bounce.message_id).first() if bounce.message_id else None
    if message is None:
        return None
    message = lock_row(Message.objects.filter(pk=message.pk))
    if message.state in {State.SENT, State.UNSURE}:
        message.state, message.sent_at = State.FAILED, None
        message.save(update_fields=["state", "sent_at"])
        said = f"{bounce.status} {bounce.said}".strip()[:500]
        Attempt.objects.create(message=message, at=at, outcome=Attempt.Outcome.REFUSED, detail=said)
        message_failed.send(Message, message=message, at=at)
    if message.to_address in bounce.addresses and is_gone(bounce.status):
        block(message.to_address, Suppression.Reason.HARD_BOUNCE, by=by, at=at)
    return message


@transaction.atomic
def lift_suppression(address: str, *, reason: str, by: Actor, at: datetime) -> bool:
    """Write to this address again, as far as this reason goes; answers whether it stood in the way."""
    address = normal_address(address)
    is_lifted = Suppression.objects.filter(address=address, reason=reason).delete()[0] > 0
    if is_lifted:
        suppression_lifted.send(Suppression, address=address, by=by, at=at)
    return is_lifted


@transaction.atomic
def hold_waiting(*, at: datetime, using: str = "default") -> int:
    """After a restore: what waited when the backup was made may have been sent since. A person decides."""
    messages = Message.objects.using(using)
    unsure = messages.filter(state=State.SENDING).update(state=State.UNSURE, leased_until=None)
    return unsure + messages.filter(state=State.NEW).update(state=State.HELD)


def normal_address(address: str) -> str:
    """The address as stored and compared: trimmed, lower case. Refused when it is none."""
    address = address.strip().lower()
    try:
        MaxLengthValidator(ADDRESS_LENGTH)(address)
        validate_email(address)
    except ValidationError:
        raise Refused(_("“%(address)s” is not an e-mail address.") % {"address": address[:80]}, code="email") from None
    return address


def _refuse_line_breaks(*values: str) -> None:
    """What goes into a header of the mail is one line without control characters."""
    if any("\n" in value or "\t" in value or has_control(value) for value in values):
        raise Refused(_("The subject, a name or a header holds a line break."), code="header")
