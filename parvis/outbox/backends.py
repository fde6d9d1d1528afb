"""Django mail backends: a folder for demonstrations, and SMTP that knows how far a message got."""

import smtplib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

TIMEOUT = 30  # seconds for each answer of the server


class FolderBackend(BaseEmailBackend):
    """Sends nothing: each mail becomes one `.eml` file in the mail folder, named by its Message-ID."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_ROOT)
        folder.mkdir(parents=True, exist_ok=True)
        for email in email_messages:
            message = email.message()
            name = "".join(letter for letter in str(message["Message-ID"]).partition("@")[0] if letter.isalnum())
            part = folder / f"{name}.part"
            part.write_bytes(message.as_bytes())
            part.replace(folder / f"{name}.eml")
        return len(email_messages)


class _Watched:
    """Mixin of smtplib's clients: remembers whether the message itself began to be handed over."""

    is_handed_over = False

    def mail(self, *args: Any, **options: Any) -> Any:
        self.is_handed_over = False
        return super().mail(*args, **options)  # type: ignore[misc]

    def data(self, msg: Any) -> Any:
        self.is_handed_over = True
        return super().data(msg)  # type: ignore[misc]


class WatchedSMTP(_Watched, smtplib.SMTP):
    """SMTP, with STARTTLS or without."""


class WatchedSMTPS(_Watched, smtplib.SMTP_SSL):
    """SMTP over TLS from the first byte."""


class SmtpBackend(EmailBackend):
    """After an error, `is_handed_over` tells whether the server may have taken the message all the same."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "timeout": options.get("timeout") or TIMEOUT})
        self.is_handed_over = False

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return WatchedSMTPS if self.use_ssl else WatchedSMTP

    def _send(self, email_message: EmailMessage) -> bool:
        try:
            return bool(super()._send(email_message))  # type: ignore[misc]
        finally:
            self.is_handed_over = bool(getattr(self.connection, "is_handed_over", False))
