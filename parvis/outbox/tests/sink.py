"""A mail server on this machine that can refuse, fall silent, or hang up; it keeps what it took."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Sink:
    """`answers` to the next recipients instead of yes; `hang_up_at`: where it closes the line; `delay` of each mail."""

    answers: list[str] = field(default_factory=list)
    hang_up_at: str = ""
    delay: float = 0
    taken: list[bytes] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.hang_up_at == "recipient":
            server.transport.close()
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        await asyncio.sleep(self.delay)
        self.taken.append(envelope.content)
        if self.hang_up_at == "data":
            server.transport.close()
        return "250 taken"

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.taken]

    @property
    def mailers(self) -> dict[str, Any]:
        """`settings.MAILERS` that sends here."""
        options = {"host": "127.0.0.1", "port": self.port, "timeout": 5}
        return {"default": {"BACKEND": "parvis.outbox.backends.SmtpBackend", "OPTIONS": options}}


@contextmanager
def open_sink() -> Iterator[Sink]:
    sink = Sink(port=free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
