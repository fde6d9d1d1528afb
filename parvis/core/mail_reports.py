"""Reports of mail servers that a mail did not arrive (RFC 3464), read for what they say of whom."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from parvis.core.text import clean_line

LONGEST_WORDS, LONGEST_NUMBER = 300, 320
MOST_RECIPIENTS = 20
PERMANENT = re.compile(r"5\.\d{1,3}\.\d{1,3}")
NUMBER = re.compile(r"^message-id:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail that came back for good: its Message-ID, the addresses it was for, the status and words of the server."""

    message_id: str
    addresses: frozenset[str]
    status: str
    said: str = ""


def bounces_in(report: Message) -> list[Bounce]:
    """What the report says failed for good; nothing for a delay, a receipt, or another mail."""
    if report.get_content_type() != "multipart/report":
        return []
    number = _number(report)
    return [
        Bounce(number, _addresses(one), status, clean_line(_field(one, "Diagnostic-Code"))[:LONGEST_WORDS])
        for one in _recipients(report)
        if _field(one, "Action").lower() == "failed" and (status := _status(one))
    ]


def _recipients(report: Message) -> list[Message]:
    blocks: list[Message] = []
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status" and isinstance(payload := part.get_payload(), list):
            blocks += [one for one in payload if isinstance(one, Message) and one.get("Final-Recipient")]
    return blocks[:MOST_RECIPIENTS]


def _status(recipient: Message) -> str:
    found = PERMANENT.match(_field(recipient, "Status"))
    return found[0] if found else ""


def _addresses(recipient: Message) -> frozenset[str]:
    """As it was written, and as the last server knew it: a mail that was sent on has two."""
    said = (_field(recipient, name) for name in ("Original-Recipient", "Final-Recipient"))
    bare = (value.rpartition(";")[2].strip(" <>").lower() for value in said)
    return frozenset(address for address in bare if "@" in address)


def _field(part: Message, name: str) -> str:
    return str(part.get(name, "")).strip()


def _number(report: Message) -> str:
    """The Message-ID of the mail that came back: of its copy, or of its headers alone."""
    for part in report.walk():
        if part.get_content_type() in {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers"}:
            found = NUMBER.search("\n".join(_headers(part)))
            return found[1][:LONGEST_NUMBER] if found else ""
    return ""


def _headers(part: Message) -> Iterator[str]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (f"{name}: {value}" for one in payload if isinstance(one, Message) for name, value in one.items())
    elif isinstance(data := part.get_payload(decode=True), bytes):
        yield data.decode("ascii", "replace").replace("\r\n", "\n")
