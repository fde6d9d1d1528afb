"""The child that reads the e-invoice inside a PDF that somebody sent (`python -m parvis.treasury.einvoice.reader`).

Such a file comes from outside: pikepdf and lxml open it here, without document type, entities or network, and what is
found is handed back as plain words and cents. Jobs are `{"pdf": base64}`, answers `{}` or the facts of `facts_of`.
"""

import base64
import io
import json
import re
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from parvis.core.apart import serve
from parvis.core.lazy import load

NAMES = {"factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"}
MOST_BYTES = 2_000_000
SPACES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
DOCUMENT = "rsm:ExchangedDocument"
TRADE = "rsm:SupplyChainTradeTransaction"
SELLER = f"{TRADE}/ram:ApplicableHeaderTradeAgreement/ram:SellerTradeParty"
SETTLED = f"{TRADE}/ram:ApplicableHeaderTradeSettlement"


def answer(job: dict[str, Any]) -> bytes:
    xml = xml_inside(base64.b64decode(job["pdf"]))
    return json.dumps(facts_of(xml) if xml else {}).encode()


def xml_inside(pdf: bytes) -> bytes:
    """The e-invoice that the PDF carries; nothing when it carries none."""
    pikepdf = load("pikepdf")
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for name, carried in document.attachments.items():
            if name.lower() in NAMES:
                data: bytes = carried.get_file().read_bytes()
                return data if len(data) <= MOST_BYTES and b"<!DOCTYPE" not in data else b""
    return b""


def facts_of(xml: bytes) -> dict[str, Any]:
    """What a cross-industry invoice says about itself, its seller and its sums; nothing when it is none."""
    etree = load("lxml.etree")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        return {}
    if root.tag != f"{{{SPACES['rsm']}}}CrossIndustryInvoice":
        return {}

    def text(path: str) -> str:
        found = root.find(path, SPACES)
        return " ".join((found.text or "").split())[:200] if found is not None else ""

    return {
        "number": text(f"{DOCUMENT}/ram:ID"),
        "type": text(f"{DOCUMENT}/ram:TypeCode"),
        "issued_on": _day(text(f"{DOCUMENT}/ram:IssueDateTime/udt:DateTimeString")),
        "due_on": _day(text(f"{SETTLED}/ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString")),
        "currency": text(f"{SETTLED}/ram:InvoiceCurrencyCode"),
        "name": text(f"{SELLER}/ram:Name"),
        "siren": text(f"{SELLER}/ram:SpecifiedLegalOrganization/ram:ID[@schemeID='0002']"),
        "vat_number": text(f"{SELLER}/ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']"),
        "iban": text(
            f"{SETTLED}/ram:SpecifiedTradeSettlementPaymentMeans/ram:PayeePartyCreditorFinancialAccount/ram:IBANID"
        ),
        "rates": [_rate(node) for node in root.findall(f"{SETTLED}/ram:ApplicableTradeTax", SPACES)],
        "xml": xml.decode("utf-8", "replace"),
    }


def _rate(node: Any) -> dict[str, int]:
    """The base, the VAT and the rate of one group, in cents and basis points."""

    def amount(name: str) -> int:
        return _hundredths(node.findtext(f"ram:{name}", "0", SPACES))

    return {
        "net_cents": amount("BasisAmount"),
        "vat_cents": amount("CalculatedAmount"),
        "vat_basis_points": amount("RateApplicablePercent"),
    }


def _hundredths(text: str) -> int:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return 0
    return int((value * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)) if abs(value) < Decimal(10**11) else 0


def _day(text: str) -> str:
    """20261020 as 2026-10-20."""
    if not re.fullmatch(r"\d{8}", text, re.ASCII):
        return ""
    try:
        return datetime.strptime(text, "%Y%m%d").date().isoformat()  # noqa: DTZ007  (a day has no zone)
    except ValueError:
        return ""


if __name__ == "__main__":
    serve(answer)
