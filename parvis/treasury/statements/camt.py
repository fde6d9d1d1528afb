"""CAMT.053 (ISO 20022), versions .02 and .08: read by lxml without document type, entities or network."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from parvis.core.errors import Refused
from parvis.core.lazy import load
from parvis.treasury.statements.parsed import (
    LONGEST_ACCOUNT,
    LONGEST_NAME,
    NO_REFERENCE,
    Entry,
    Parsed,
    at_row,
    cents_of,
    day_of,
    one_line,
    refuse_markup,
    refuse_sums,
)

NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:(camt\.053\.001\.(?:02|08))")
OPENING = ("OPBD", "PRCD")
CLOSING = ("CLBD",)


def read_camt(data: bytes) -> list[Parsed]:
    """Each statement of the message. Raises Refused for the whole file."""
    refuse_markup(data)
    root = _root(data)
    statements = [_statement(node) for node in root.iterfind("{*}BkToCstmrStmt/{*}Stmt")]
    if not statements:
        raise Refused(_("This message holds no statement."), code="statement")
    return statements


def _root(data: bytes) -> Any:
    etree = load("lxml.etree")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise at_row(error.lineno or 1, _("the XML is damaged or cut off.")) from None
    namespace = etree.QName(root).namespace or ""
    if not NAMESPACE.fullmatch(namespace):
        kind = namespace.rpartition(":")[2] or etree.QName(root).localname
        sentence = _("this is “%(kind)s”; ask the bank for camt.053.001.02 or camt.053.001.08.")
        raise at_row(root.sourceline or 1, sentence % {"kind": kind[:60]})
    return root


def _statement(node: Any) -> Parsed:
    account = _text(node, "Acct/Id/IBAN") or _text(node, "Acct/Id/Othr/Id")
    balances = {_text(one, "Tp/CdOrPrtry/Cd"): one for one in node.iterfind("{*}Bal")}
    currency = _text(node, "Acct/Ccy") or next((_currency(one) for one in balances.values()), "")
    entries = tuple(entry for one in node.iterfind("{*}Ntry") if _is_booked(one) for entry in _entries(one, currency))
    if not entries:
        raise at_row(node.sourceline, _("the statement holds no booked entry."))
    parsed = Parsed(
        "camt",
        account[:LONGEST_ACCOUNT],
        currency or "EUR",
        entries,
        _balance(balances, OPENING),
        _balance(balances, CLOSING),
    )
    refuse_sums(parsed)
    return parsed


def _path(path: str) -> str:
    return "/".join(f"{{*}}{name}" for name in path.split("/"))


def _text(node: Any, path: str) -> str:
    return (node.findtext(_path(path)) or "").strip()


def _texts(node: Any, path: str) -> list[str]:
    return [(one.text or "").strip() for one in node.iterfind(_path(path))]


def _currency(node: Any) -> str:
    amount = node.find("{*}Amt")
    return "" if amount is None else str(amount.get("Ccy", ""))


def _is_booked(node: Any) -> bool:
    """`.02` writes the status as text, `.08` as a code."""
    return (_text(node, "Sts/Cd") or _text(node, "Sts")) == "BOOK"


def _balance(balances: dict[str, Any], codes: tuple[str, ...]) -> int | None:
    found = next((balances[code] for code in codes if code in balances), None)
    return None if found is None else _signed(found)


def _signed(node: Any) -> int:
    """The amount of an entry or balance, negative when it is a debit."""
    amount = node.find("{*}Amt")
    row = node.sourceline if amount is None else amount.sourceline
    cents = cents_of("" if amount is None else amount.text or "", row)
    direction = _text(node, "CdtDbtInd")
    if direction not in {"CRDT", "DBIT"} or cents < 0:
        raise at_row(row, _("it says neither credit nor debit."))
    return -cents if direction == "DBIT" else cents


def _entries(node: Any, currency: str) -> Iterator[Entry]:
    """One entry; or each of its transactions, when they say their amounts and these add up."""
    whole, row = _signed(node), node.sourceline
    if _currency(node) not in {"", currency}:
        raise at_row(row, _("an entry is in another currency than its account."))
    booked_on = day_of(_text(node, "BookgDt/Dt") or _text(node, "BookgDt/DtTm"), row)
    reference = one_line([_text(node, "AcctSvcrRef")], LONGEST_NAME)
    details = list(node.iterfind(_path("NtryDtls/TxDtls")))
    amounts = _split(details, whole, currency)
    for place, (detail, cents) in enumerate(zip(details or [None], amounts, strict=True)):
        if not cents:
            raise at_row(row, _("an entry of zero moves no money."))
        bank_id = f"{reference}/{place}" if reference and len(amounts) > 1 else reference
        yield Entry(row, booked_on, cents, *_words(node, detail, cents), bank_id, _original(detail, currency))


def _split(details: list[Any], whole: int, currency: str) -> list[int]:
    if len(details) < 2:
        return [whole]
    sign = -1 if whole < 0 else 1
    amounts = []
    for detail in details:
        amount = detail.find("{*}Amt")
        amount = detail.find(_path("AmtDtls/TxAmt/Amt")) if amount is None else amount
        if amount is not None and amount.get("Ccy") == currency:
            amounts.append(sign * cents_of(amount.text or "", amount.sourceline))
    if len(amounts) == len(details) and sum(amounts) == whole:
        return amounts
    del details[:]
    return [whole]


def _words(node: Any, detail: Any, cents: int) -> tuple[str, str]:
    """Label and the name at the other end."""
    if detail is None:
        return one_line([_text(node, "AddtlNtryInf"), *_texts(node, "NtryDtls/TxDtls/RmtInf/Ustrd")]), ""
    label = [
        *_texts(detail, "RmtInf/Ustrd"),
        *_texts(detail, "RmtInf/Strd/RfrdDocInf/Nb"),
        *_texts(detail, "RmtInf/Strd/CdtrRefInf/Ref"),
        _text(detail, "Refs/EndToEndId"),
        _text(detail, "AddtlTxInf"),
        _text(node, "AddtlNtryInf"),
    ]
    party = "RltdPties/Dbtr" if cents > 0 else "RltdPties/Cdtr"
    name = _text(detail, f"{party}/Pty/Nm") or _text(detail, f"{party}/Nm")
    return one_line(label), one_line([name], LONGEST_NAME)


def _original(detail: Any, currency: str) -> str:
    """What the payer sent, when it is in another currency."""
    amount = None if detail is None else detail.find(_path("AmtDtls/InstdAmt/Amt"))
    if amount is None or amount.get("Ccy") in {None, currency, *NO_REFERENCE}:
        return ""
    return one_line([f"{amount.get('Ccy')} {amount.text}"], 40)
