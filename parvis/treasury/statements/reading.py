"""Which reader a file wants: told by its content, never by its name."""

from django.utils.translation import gettext as _

from parvis.core.errors import Refused
from parvis.treasury.statements.camt import read_camt
from parvis.treasury.statements.ofx import read_ofx
from parvis.treasury.statements.parsed import Parsed
from parvis.treasury.statements.table import read_bank_table

MOST_BYTES = 20 * 1024 * 1024
MOST_ENTRIES = 20_000


def read_statements(data: bytes, name: str) -> list[Parsed]:
    """The accounts of a file. Raises Refused, with line and reason, for the whole file."""
    if len(data) > MOST_BYTES:
        raise Refused(_("This file is larger than 20 MB. Ask the bank for a shorter period."), code="statement")
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:4096].replace(b"\x00", b"").upper()
    if start.startswith(b"OFXHEADER") or b"<OFX>" in start or b"<?OFX" in start:
        parsed = read_ofx(data)
    elif start.startswith((b"<", b"\xff\xfe<", b"\xfe\xff<")):
        parsed = read_camt(data)
    else:
        parsed = read_bank_table(data, name)
    if sum(len(one.entries) for one in parsed) > MOST_ENTRIES:
        raise Refused(_("This file holds more than 20,000 entries. Ask the bank for a shorter period."))
    return parsed
