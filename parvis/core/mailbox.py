"""A mailbox read by IMAP: what came since the last look, each mail once, none of them moved, marked or deleted."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

SECONDS = 20.0
LARGEST_BYTES = 2_000_000  # of a larger mail only the start is fetched: its text comes before what is attached
MOST_AT_ONCE = 100


class MailboxFailed(Exception):
    """The server was not reached, or refused; the text says which."""


@dataclass(frozen=True, slots=True)
class MailboxAddress:
    """Where a mailbox is and who reads it."""

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    is_tls: bool = True
    starts_tls: bool = False


@dataclass(frozen=True, slots=True)
class RawMail:
    """One mail as the server holds it: its number there, its size, its bytes (the first ones of a large mail)."""

    uid: int
    size: int
    data: bytes


class Mailbox:
    """An open mailbox, read-only. `validity` changes when the server numbers its mails anew."""

    def __init__(self, address: MailboxAddress) -> None:
        self.address = address
        self.validity = 0
        self.next_uid = 1
        self._server: Any = None

    def __enter__(self) -> Self:
        try:
            self._open()
        except (OSError, imaplib.IMAP4.error) as error:
            self._close()
            raise MailboxFailed(_sentence(error)) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _open(self) -> None:
        place, context = self.address, ssl.create_default_context()
        if place.is_tls:
            self._server = imaplib.IMAP4_SSL(place.host, place.port, ssl_context=context, timeout=SECONDS)
        else:
            self._server = imaplib.IMAP4(place.host, place.port, timeout=SECONDS)
            if place.starts_tls:
                self._server.starttls(ssl_context=context)
        self._server.login(place.user, place.password)
        said, _count = self._server.select(f'"{place.folder}"', readonly=True)
        if said != "OK":
            raise imaplib.IMAP4.error(f"there is no folder {place.folder}")
        self.validity = self._number("UIDVALIDITY")
        self.next_uid = self._number("UIDNEXT")

    def _number(self, name: str) -> int:
        """A number that the server said when the folder was opened; 0 when it did not."""
        _name, values = self._server.response(name)
        return int(values[0]) if values and values[0] else 0

    def _close(self) -> None:
        if self._server is not None:
            try:
                self._server.logout()
            except (OSError, imaplib.IMAP4.error):
                self._server.shutdown()

    def mails_after(self, last: int) -> Iterator[RawMail]:
        """The mails with a number above `last`, in order, at most a hundred. Raises MailboxFailed."""
        try:
            _said, found = self._server.uid("SEARCH", None, f"UID {last + 1}:*")
            # "n:*" names the last mail even when its number is below n
            numbers = sorted(uid for uid in map(int, (found[0] or b"").split()) if uid > last)
            for uid in numbers[:MOST_AT_ONCE]:
                yield self._fetched(uid)
        except (OSError, imaplib.IMAP4.error, ValueError) as error:
            raise MailboxFailed(_sentence(error)) from error

    def _fetched(self, uid: int) -> RawMail:
        _said, sizes = self._server.uid("FETCH", str(uid), "(RFC822.SIZE)")
        size = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(part for part in sizes if isinstance(part, bytes)))
        length = int(size[1]) if size else 0
        _said, parts = self._server.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{LARGEST_BYTES}>)")
        data = next((part[1] for part in parts if isinstance(part, tuple)), b"")
        return RawMail(uid, max(length, len(data)), data)


def _sentence(error: Exception) -> str:
    """What went wrong, without what was typed: a refusal may repeat the password."""
    words = str(error.args[0].decode(errors="replace") if error.args and isinstance(error.args[0], bytes) else error)
    return f"{type(error).__name__}: {words}"[:200]
