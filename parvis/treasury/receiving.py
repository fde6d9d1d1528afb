"""A file received from a supplier, between its upload and the form about it: kept, and read when it is an e-invoice."""

import base64
import json
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from parvis.core import waiting_files
from parvis.core.apart import Child, ChildFailed
from parvis.core.errors import Refused
from parvis.core.uploads import CleanImage, CleanPdf, store
from parvis.treasury.models import CURRENCY

SLOWEST_S = 20.0
LONGEST_S = 24 * 3600
SALT = "parvis.treasury.receiving"
INVOICES = {"380", "386", "326"}  # whole, deposit, part


class _Reader(Child):
    module = "parvis.treasury.einvoice.reader"


@dataclass(frozen=True, slots=True)
class Received:
    """Where the file is kept, and what its e-invoice says; `xml` names the e-invoice among the waiting files."""

    path: str
    sha256: str
    xml: str
    facts: dict[str, Any]

    @property
    def is_read(self) -> bool:
        return bool(self.facts)


def facts_in(pdf: bytes) -> dict[str, Any]:
    """What the e-invoice inside the PDF says; nothing when there is none that can be read."""
    try:
        found = json.loads(_Reader.answer({"pdf": base64.b64encode(pdf).decode()}, seconds=SLOWEST_S))
    except ChildFailed:
        return {}
    return dict(found)


def keep_received(clean: CleanImage | CleanPdf, original: bytes) -> Received:
    """Keep the harmless file; the e-invoice is read from the bytes that came, for washing takes it out."""
    facts = facts_in(original) if isinstance(clean, CleanPdf) else {}
    _refuse_what_is_no_bill(facts)
    xml = facts.pop("xml", "")
    kept = waiting_files.keep(xml.encode()) if xml else ""
    return Received(store(clean), clean.sha256, kept, facts)


def _refuse_what_is_no_bill(facts: dict[str, Any]) -> None:
    if facts and facts["type"] not in INVOICES:
        raise Refused(_("This e-invoice is a credit note or a correction: it is for whoever keeps the accounts."))
    if facts and facts["currency"] != CURRENCY:
        raise Refused(_("This e-invoice is in %(currency)s, not in euros.") % {"currency": facts["currency"][:3]})


def ticket_of(received: Received) -> str:
    """What the form carries: signed, so that nobody names another file."""
    return signing.dumps(
        {"path": received.path, "sha256": received.sha256, "xml": received.xml, "facts": received.facts},
        salt=SALT,
        compress=True,
    )


def received_by(ticket: str) -> Received:
    """Raises Refused for a ticket that is not ours, or too old."""
    try:
        said = signing.loads(ticket, salt=SALT, max_age=LONGEST_S)
    except signing.BadSignature:
        raise Refused(_("Send the file again: it was waiting for too long."), code="ticket") from None
    return Received(**said)


def xml_of(received: Received) -> str:
    """The e-invoice, for the books."""
    return waiting_files.read(received.xml).decode() if received.xml else ""
