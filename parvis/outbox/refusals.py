"""What a mail server says about an address that takes no mail, and the block that follows from it.

Source: RFC 3463 (status codes), RFC 3464 (reports of delivery). A refusal for another reason, such as what the mail
holds or a full mailbox, blocks nothing.
"""

import re
from datetime import datetime

from parvis.core.actor import Actor
from parvis.outbox.models import Suppression
from parvis.outbox.signals import address_suppressed

STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
GONE = re.compile(r"5\.(1\.([0-46]|10)|2\.1)")  # no such address, host or mailbox; moved; null MX; disabled
GONE_CODES = frozenset({550, 551, 553})
NOT_ITS_FAULT = re.compile(
    r"relay|polic|spam|block|reject|denied|authent|permit|reputation|sender|SPF|DKIM|DMARC|quota|full", re.IGNORECASE
)


def is_gone(said: str, code: int = 0) -> bool:
    """Whether a permanent refusal is about the address: by its status; without one, by the reply code and its words."""
    if found := STATUS.search(said):
        return bool(GONE.fullmatch(found[0]))
    return code in GONE_CODES and not NOT_ITS_FAULT.search(said)


def block(address: str, reason: str, *, by: Actor, at: datetime) -> Suppression:
    """Write to this address no more, for this reason; once, however often it is said."""
    row, _is_new = Suppression.objects.get_or_create(address=address, reason=reason, defaults={"at": at})
    address_suppressed.send(Suppression, address=address, by=by, at=at)
    return row
