"""What a mail from outside says: who wrote it, its words as plain text, and whether a person or a machine did."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses, parseaddr
from html.parser import HTMLParser

from parvis.core.mail_reports import Bounce, bounces_in
from parvis.core.text import clean_line, clean_text

LONGEST_SUBJECT, LONGEST_TEXT, LONGEST_NAME = 200, 10_000, 120
TO_WHOM = ("To", "Cc", "Delivered-To", "X-Original-To", "X-Delivered-To", "Envelope-To", "Resent-To")
QUOTED = re.compile(r"^(>|-{2,} ?(original message|message d.origine|forwarded message)|_{10,}$)", re.IGNORECASE)
INTRODUCED = re.compile(r"^(on|le|am)\b.{0,200}(wrote|écrit|schrieb)\s*:?\s*$", re.IGNORECASE)
BLOCKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "table", "ul", "ol", "hr"}
UNSEEN = {"script", "style", "head", "title", "template"}
FALLBACKS = ("utf-8", "cp1252")


@dataclass(frozen=True, slots=True)
class ReadMail:
    """One mail, read. `key` is the same for every copy; `attached` names what came with it."""

    key: str
    sender: str
    sender_name: str
    subject: str
    text: str
    recipients: list[str] = field(default_factory=list)
    attached: list[str] = field(default_factory=list)
    is_bounce: bool = False
    is_automatic: bool = False
    bounces: list[Bounce] = field(default_factory=list)


def read_mail(data: bytes) -> ReadMail:
    """Read the bytes of a mail, whole or cut off. Never raises: what cannot be read is left out."""
    message = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(data)
    name, address = parseaddr(_header(message, "From"))
    said = _header(message, "Message-ID").strip()
    text, attached = _parts(message)
    return ReadMail(
        key=hashlib.sha256(said.encode(errors="replace") or data).hexdigest(),
        sender=clean_line(address).lower()[:254],
        sender_name=clean_line(name)[:LONGEST_NAME],
        subject=clean_line(_header(message, "Subject"))[:LONGEST_SUBJECT],
        text=without_quotes(text)[:LONGEST_TEXT],
        recipients=_recipients(message),
        attached=attached,
        is_bounce=_is_bounce(message, address),
        is_automatic=_is_automatic(message),
        bounces=_bounces(data),
    )


def _bounces(data: bytes) -> list[Bounce]:
    """By the older parser, which keeps each header as it came."""
    try:
        return bounces_in(BytesParser(policy=policy.compat32).parsebytes(data))
    except (MessageError, ValueError, LookupError, AttributeError, TypeError):
        return []


def _header(message: EmailMessage, name: str) -> str:
    """A header's words; nothing when it is missing or broken."""
    try:
        return str(message.get(name, ""))
    except (MessageError, ValueError, LookupError, IndexError, AttributeError, TypeError):
        return ""  # the parser of the standard library trips over some broken headers


def _recipients(message: EmailMessage) -> list[str]:
    """Every address the mail was sent or delivered to, in small letters."""
    lines: list[str] = []
    for name in TO_WHOM:
        try:
            lines += map(str, message.get_all(name, []))
        except (MessageError, ValueError, LookupError, IndexError, AttributeError, TypeError):
            continue
    return [address.lower() for _name, address in getaddresses(lines) if address]


def _is_bounce(message: EmailMessage, address: str) -> bool:
    kind = message.get_content_type()
    nobody = _header(message, "Return-Path").strip() == "<>"
    robot = address.lower().partition("@")[0] in {"mailer-daemon", "postmaster"}
    return (kind == "multipart/report" and "delivery-status" in _header(message, "Content-Type")) or (nobody and robot)


def _is_automatic(message: EmailMessage) -> bool:
    """Out of office, receipts, lists (RFC 3834 and what came before it)."""
    said = _header(message, "Auto-Submitted").lower()
    precedence = _header(message, "Precedence").lower()
    older = any(message.get(name) for name in ("X-Autoreply", "X-Autorespond", "List-Id"))
    return (bool(said) and said != "no") or precedence in {"bulk", "junk", "list", "auto_reply"} or older


def _parts(message: EmailMessage) -> tuple[str, list[str]]:
    """The words of the mail, plain ones before HTML, and the names of the files that came with it."""
    plain: list[str] = []
    rich: list[str] = []
    attached: list[str] = []
    for part in message.walk():
        if part.is_multipart():
            continue
        name = _file_name(part)
        if name or part.get_content_disposition() == "attachment" or part.get_content_maintype() != "text":
            attached.append(name or part.get_content_type())
        elif part.get_content_subtype() == "html":
            rich.append(_plain_of(_decoded(part)))
        else:
            plain.append(_decoded(part))
    words = clean_text("\n\n".join(plain)) or clean_text("\n\n".join(rich))
    return words, attached


def _file_name(part: EmailMessage) -> str:
    try:
        return clean_line(part.get_filename() or "")[:LONGEST_NAME]
    except (MessageError, ValueError, LookupError, TypeError):
        return "?"


def _decoded(part: EmailMessage) -> str:
    """The text of a part by its own charset, else by the two it most likely is."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    for charset in (part.get_content_charset() or "utf-8", *FALLBACKS):
        try:
            return data.decode(charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("latin-1")


def without_quotes(text: str) -> str:
    """What was written now: the mail that is answered, quoted below, is left out. All of it when nothing else is."""
    lines = text.splitlines()
    for place, line in enumerate(lines):
        if QUOTED.match(line) or INTRODUCED.match(line):
            kept = "\n".join(lines[:place]).strip()
            return kept or text
    return text


class _Words(HTMLParser):
    """The words of an HTML mail, a line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in UNSEEN
        if tag in BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self.hidden = max(0, self.hidden - 1)
        if tag in BLOCKS - {"br"}:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.pieces.append(re.sub(r"\s+", " ", data))

    def lines(self) -> Iterator[str]:
        return (line.strip() for line in "".join(self.pieces).splitlines())


def _plain_of(html: str) -> str:
    reader = _Words()
    reader.feed(html)
    reader.close()
    return "\n".join(reader.lines())
