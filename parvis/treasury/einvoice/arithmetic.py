"""The sums of a CII invoice computed again from its XML, to the cent and without the tolerance of the official rules.

EN 16931 lets the VAT of a group be wrong by up to one euro (BR-CO-17, BR-S-09); this does not. Pure, and run by the
child alone: it never sees how the sums were first made.
"""

from collections import defaultdict
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")
NAMES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
NOTHING = Decimal(0)
Group = tuple[str, Decimal]


def rounded(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def problems(root: Any, remainders: Mapping[str, int]) -> list[tuple[str, str]]:
    """(rule, what is wrong) of each sum that is not exact.

    `remainders`: rate -> cents by which the VAT of a credit note that takes what is left of a group differs from its
    own rounding.
    """
    found: list[tuple[str, str]] = []
    groups: dict[Group, Decimal] = defaultdict(Decimal)
    for line in root.iterfind(".//ram:IncludedSupplyChainTradeLineItem", NAMES):
        found += _line(line, groups)
    settlement = root.find(".//ram:ApplicableHeaderTradeSettlement", NAMES)
    lines_total = sum(groups.values(), NOTHING)
    for change in settlement.iterfind("ram:SpecifiedTradeAllowanceCharge", NAMES):
        groups[_group(change, "ram:CategoryTradeTax/")] += _signed(change)
    found += _groups(settlement, groups, remainders)
    return found + _totals(settlement, lines_total, groups) + _deposits(root, settlement)


def _number(node: Any, path: str) -> Decimal:
    return Decimal(node.findtext(path, default="0", namespaces=NAMES))


def _signed(change: Any) -> Decimal:
    is_charge = change.findtext("ram:ChargeIndicator/udt:Indicator", namespaces=NAMES) == "true"
    return _number(change, "ram:ActualAmount") * (1 if is_charge else -1)


def _group(node: Any, within: str = "") -> Group:
    category = node.findtext(f"{within}ram:CategoryCode", default="", namespaces=NAMES)
    return category, _number(node, f"{within}ram:RateApplicablePercent")


def _told(rule: str, what: str, is_: Decimal, should_be: Decimal) -> list[tuple[str, str]]:
    return [] if is_ == should_be else [(rule, f"{what}: {is_}, not {should_be}")]


def _line(line: Any, groups: dict[Group, Decimal]) -> list[tuple[str, str]]:
    settlement = line.find("ram:SpecifiedLineTradeSettlement", NAMES)
    price = _number(line, ".//ram:NetPriceProductTradePrice/ram:ChargeAmount")
    base = _number(line, ".//ram:NetPriceProductTradePrice/ram:BasisQuantity") or Decimal(1)
    quantity = _number(line, "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity")
    changes = settlement.iterfind("ram:SpecifiedTradeAllowanceCharge", NAMES)
    expected = rounded(quantity * price / base) + sum((_signed(change) for change in changes), NOTHING)
    net = _number(settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount")
    groups[_group(settlement, "ram:ApplicableTradeTax/")] += net
    return _told("STRICT-LINE", "BT-131", net, expected)


def _groups(settlement: Any, groups: dict[Group, Decimal], remainders: Mapping[str, int]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    seen: set[Group] = set()
    for tax in settlement.iterfind("ram:ApplicableTradeTax", NAMES):
        group = _group(tax)
        category, rate = group
        if group in seen:
            found.append(("STRICT-GROUP", f"{category} {rate} twice"))
        seen.add(group)
        base = _number(tax, "ram:BasisAmount")
        left_over = Decimal(remainders.get(f"{rate:.2f}", 0)) * CENT
        found += _told("STRICT-BASE", f"BT-116 of {category} {rate}", base, groups.get(group, NOTHING))
        expected = rounded(base * rate / 100) + left_over
        found += _told("STRICT-VAT", f"BT-117 of {category} {rate}", _number(tax, "ram:CalculatedAmount"), expected)
    missing = set(groups) - seen
    return found + [("STRICT-GROUP", f"no VAT group for {category} {rate}") for category, rate in sorted(missing)]


def _totals(settlement: Any, lines_total: Decimal, groups: dict[Group, Decimal]) -> list[tuple[str, str]]:
    sums = settlement.find("ram:SpecifiedTradeSettlementHeaderMonetarySummation", NAMES)
    taxes = settlement.iterfind("ram:ApplicableTradeTax", NAMES)
    vat = sum((_number(tax, "ram:CalculatedAmount") for tax in taxes), NOTHING)
    net, gross = _number(sums, "ram:TaxBasisTotalAmount"), _number(sums, "ram:GrandTotalAmount")
    due = gross - _number(sums, "ram:TotalPrepaidAmount") + _number(sums, "ram:RoundingAmount")
    return [
        *_told("STRICT-LINES", "BT-106", _number(sums, "ram:LineTotalAmount"), lines_total),
        *_told("STRICT-NET", "BT-109", net, sum(groups.values(), NOTHING)),
        *_told("STRICT-TAX", "BT-110", _number(sums, "ram:TaxTotalAmount"), vat),
        *_told("STRICT-GROSS", "BT-112", gross, net + vat),
        *_told("STRICT-DUE", "BT-115", _number(sums, "ram:DuePayableAmount"), due),
    ]


def _deposits(root: Any, settlement: Any) -> list[tuple[str, str]]:
    """A final invoice names its deposits, and one that names them is final: no official rule says so."""
    frame = root.findtext(
        ".//ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID", default="", namespaces=NAMES
    )
    kind = root.findtext("rsm:ExchangedDocument/ram:TypeCode", default="", namespaces=NAMES)
    names_some = settlement.find("ram:InvoiceReferencedDocument", NAMES) is not None
    paid = _number(settlement, "ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:TotalPrepaidAmount")
    if frame == "S4" and not names_some:
        return [("STRICT-DEPOSIT", "BG-3: a final invoice names its deposits")]
    if frame != "S4" and kind == "380" and (names_some or paid):
        return [("STRICT-FRAME", "BT-23: an invoice after a deposit has the frame S4")]
    if kind == "381" and not names_some:
        return [("STRICT-CREDIT", "BG-3: a credit note names its invoice")]
    return []
