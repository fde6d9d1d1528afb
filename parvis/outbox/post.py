"""The way out: one message to the mail server, and what is certain about it afterwards."""

import hashlib
import smtplib
from contextlib import suppress
from dataclasses import dataclass, replace
from email.headerregistry import Address
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.utils.translation import override

from parvis.core import media
from parvis.outbox.models import Message
from parvis.outbox.refusals import is_gone


class Fate(StrEnum):
    SENT = "sent"
    NOT_CONNECTED = "not_connected"  # surely not sent: the server was not reached
    LATER = "later"  # surely not sent: the server asked to come back
    REFUSED = "refused"  # surely not sent: the server will not take it
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one try; `detail` is what the server said."""

    fate: Fate
    detail: str = ""
    is_gone: bool = False  # the server knows no such address


class BadAttachment(Exception):
    """A file that is gone, or no longer what it was when the message was written."""


class Post:
    """One connection to the mail server, opened with the first message and kept for the next ones."""

    def __init__(self) -> None:
        self._mailer: Any = None

    def send(self, message: Message) -> Result:
        """Hand over one message. Never raises: whatever happens is one of the fates."""
        try:
            email = to_email(message)
            email.message()
        except (BadAttachment, ValueError) as error:
            return Result(Fate.REFUSED, str(error))
        try:
            self._open()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Result(Fate.NOT_CONNECTED, describe(error))
        return self._hand_over(email)

    def close(self) -> None:
        if self._mailer is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._mailer.close()
            self._mailer = None

    def _open(self) -> None:
        if self._mailer is None:
            self._mailer = mailers.default
            self._mailer.open()

    def _hand_over(self, email: EmailMultiAlternatives) -> Result:
        try:
            self._mailer.send_messages([email])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            result = answer(code, said)
            return replace(result, is_gone=result.fate == Fate.REFUSED and is_gone(result.detail, code))
        except smtplib.SMTPResponseException as error:
            self.close()
            return answer(error.smtp_code, error.smtp_error)
        except Exception as error:  # a provider's own: whether it was sent is not ours to guess
            is_surely_unsent = getattr(self._mailer, "is_handed_over", True) is False
            self.close()
            if not is_surely_unsent:
                return Result(Fate.UNSURE, describe(error))
            is_its_fault = isinstance(error, ValueError)  # an address that cannot be written, in Django's words
            return Result(Fate.REFUSED if is_its_fault else Fate.NOT_CONNECTED, describe(error))
        return Result(Fate.SENT)


def answer(code: int, said: bytes | str) -> Result:
    """4xx: come back later. 5xx: no. Anything else is no answer a server may give."""
    detail = f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    fates = {4: Fate.LATER, 5: Fate.REFUSED}
    return Result(fates.get(code // 100, Fate.UNSURE), detail)


def describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def to_email(message: Message) -> EmailMultiAlternatives:
    """The mail as it leaves. Raises BadAttachment, or ValueError for an address or header that cannot be written."""
    with override(message.language):
        email = EmailMultiAlternatives(
            subject=message.subject,
            body=message.text,
            from_email=getattr(settings, "MAIL_FROM", {}).get(message.stream) or settings.DEFAULT_FROM_EMAIL,
            to=[_mailbox(message.to_address, message.to_name)],
            headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated", **message.headers},
        )
    if message.html:
        email.attach_alternative(message.html, "text/html")
    for attachment in message.attachments:
        email.attach(attachment["name"], _content(attachment), attachment["type"])
    return email


def _mailbox(address: str, name: str) -> str:
    user, _at, domain = address.rpartition("@")
    return str(Address(display_name=name, username=user, domain=domain)) if name else address


def _content(attachment: dict[str, str]) -> bytes:
    try:
        content = media.read(attachment["path"])
    except OSError as error:
        raise BadAttachment(f"{attachment['name']}: the file is gone ({error})") from error
    if hashlib.sha256(content).hexdigest() != attachment["sha256"]:
        raise BadAttachment(f"{attachment['name']}: the file is no longer the one of the message")
    return content
