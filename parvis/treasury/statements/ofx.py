"""OFX 1.02 (SGML, mostly Windows-1252) and 2.x (XML): ofxtools reads the tree, we read its bank statements.

French banks leave out what the norm requires, so that its strict model is not asked for: only the parts used here are.
"""

import io
import re
from html import unescape
from typing import Any

from django.utils.translation import gettext as _

from parvis.core.errors import Refused
from parvis.core.lazy import load
from parvis.treasury.statements.parsed import (
    LONGEST_ACCOUNT,
    LONGEST_NAME,
    Entry,
    Parsed,
    at_row,
    cents_of,
    day_of,
    one_line,
    refuse_markup,
)

GROUPS = ("OFX", "BANKMSGSRSV1", "STMTTRNRS", "STMTRS", "BANKTRANLIST", "STMTTRN")
ENTRY = re.compile(rb"<STMTTRN>", re.IGNORECASE)


def read_ofx(data: bytes) -> list[Parsed]:
    """Each bank statement of the file. Raises Refused for the whole file."""
    refuse_markup(data)
    _refuse_cut(data)
    root = _tree(data)
    rows = iter([data.count(b"\n", 0, found.start()) + 1 for found in ENTRY.finditer(data)])
    statements = [_statement(node, rows) for node in root.iter("STMTRS")]
    if not statements:
        raise at_row(1, _("this OFX file holds no bank statement."))
    return statements


def _refuse_cut(data: bytes) -> None:
    """Groups are closed in both versions; one that is not was cut off."""
    upper = data.upper()
    for name in GROUPS:
        opened, closed = upper.count(f"<{name}>".encode()), upper.count(f"</{name}>".encode())
        if opened != closed or (name == "OFX" and opened != 1):
            raise at_row(upper.count(b"\n") + 1, _("the file is cut off: <%(name)s> is not closed.") % {"name": name})


def _tree(data: bytes) -> Any:
    parser = load("ofxtools.Parser")
    header = load("ofxtools.header")
    tree = parser.OFXTree()
    try:
        return tree.parse(io.BytesIO(data))
    except (parser.ParseError, header.OFXHeaderError, ValueError, AssertionError):
        raise at_row(1, _("the OFX header or its groups are damaged.")) from None


def _text(node: Any, path: str) -> str:
    return unescape(node.findtext(path) or "").strip()


def _statement(node: Any, rows: Any) -> Parsed:
    account = one_line([_text(node, f"BANKACCTFROM/{name}") for name in ("BANKID", "BRANCHID", "ACCTID")])
    currency = _text(node, "CURDEF") or "EUR"
    entries = tuple(_entry(one, next(rows)) for one in node.iter("STMTTRN"))
    if not entries:
        raise Refused(_("The statement holds no booked entry."), code="statement")
    balance = _text(node, "LEDGERBAL/BALAMT")
    closing = cents_of(balance, 1) if balance else None
    return Parsed("ofx", account[:LONGEST_ACCOUNT], currency[:3], entries, None, closing)


def _entry(node: Any, row: int) -> Entry:
    cents = cents_of(_text(node, "TRNAMT"), row)
    if not cents:
        raise at_row(row, _("an entry of zero moves no money."))
    name = _text(node, "NAME") or _text(node, "PAYEE/NAME")
    original = _text(node, "ORIGCURRENCY/CURSYM") or _text(node, "CURRENCY/CURSYM")
    return Entry(
        row,
        day_of(_text(node, "DTPOSTED"), row),
        cents,
        one_line([name, _text(node, "MEMO")]),
        one_line([name], LONGEST_NAME),
        one_line([_text(node, "FITID")], LONGEST_NAME),
        original[:40],
    )
