"""What an invoice or a credit note says, by the terms of EN 16931 (BT and BG numbers), as factur-x takes it.

Amounts are text with two decimals, never floats; dates are text as 2026-11-12: the facts are kept as JSON with the
paper. French additions are those of XP Z12-012: electronic addresses by SIREN (scheme 0225), the notes on payment
(PMT, PMD, AAB), the frame BT-23 (S1 services, S4 final invoice after a deposit).
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from parvis.core.money import percent_of
from parvis.sales.pricing import VatShare, totals_of
from parvis.treasury.models import CreditNote, Invoice, InvoiceLine, IssuedPaper, Regime
from parvis.treasury.regimes import CATEGORIES, FRANCE
from parvis.treasury.sepa import is_iban
from parvis.treasury.snapshots import Buyer, Seller

Facts = dict[str, Any]
PROFILE = "urn:cen.eu:en16931:2017"
INVOICE, DEPOSIT, CREDIT_NOTE = "380", "386", "381"
SERVICES, FINAL = "S1", "S4"
BY_SIREN, BY_SIRET, LEGAL, BY_MAIL = "0225", "0009", "0002", "EM"
SEPA_TRANSFER, PIECE = "58", "C62"
AT_INVOICE = "invoice"
TOWN = re.compile(r"(?P<postcode>\d{5}) (?P<city>.+)")


def amount(cents: int) -> str:
    sign, whole = ("-" if cents < 0 else ""), abs(cents)
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def invoice_facts(invoice: Invoice, lines: Sequence[InvoiceLine], deposits: Iterable[Invoice] = ()) -> Facts:
    """Of a numbered invoice: whole, deposit, or balance after those deposits."""
    references = [_reference(deposit) for deposit in deposits]
    is_deposit = invoice.kind == Invoice.Kind.DEPOSIT
    totals = totals_of((line.net_cents, line.vat_basis_points) for line in lines)
    return {
        **_head(invoice, invoice, lines),
        "BT-3": DEPOSIT if is_deposit else INVOICE,
        "BT-23": FINAL if references else SERVICES,
        "BT-9": _day(invoice.due_on),
        "BT-20": " ".join(invoice.seller["conditions"][:1]),
        **({"BG-3": references} if references else {}),
        **_payment(invoice),
        "BG-23": [_group(share, lines) for share in totals.shares],
        "BG-25": [_line(line) for line in lines],
        **_sums(totals.shares, paid_cents=invoice.prepaid_cents),
    }


def credit_note_facts(note: CreditNote, lines: Sequence[InvoiceLine]) -> Facts:
    """Of a numbered credit note; `lines` are those of its invoice, which say how each rate is taxed."""
    shares = [VatShare(*share) for share in note.shares]
    return {
        **_head(note, note.invoice, lines),
        "BT-3": CREDIT_NOTE,
        "BT-23": SERVICES,
        "BT-20": f"En déduction de la facture {note.invoice.number}.",
        "BG-3": [_reference(note.invoice)],
        "BG-23": [_group(share, lines) for share in shares],
        "BG-25": [_credited(place, note.reason, share, lines) for place, share in enumerate(shares, start=1)],
        **_sums(shares),
    }


def remainders(facts: Facts) -> dict[str, int]:
    """Cents by which the VAT of a rate differs from its own rounding: of a credit note that takes what is left."""
    found = {}
    for group in facts["BG-23"]:
        rate = group.get("BT-119", "0.00")
        exact = percent_of(_cents(group["BT-116"]), _cents(rate))
        if difference := _cents(group["BT-117"]) - exact:
            found[rate] = difference
    return found


def _cents(text: str) -> int:
    return int(text.replace(".", ""))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _reference(invoice: Invoice) -> Facts:
    return {"BT-25": str(invoice.number), "BT-26": _day(invoice.issued_on)}


def _head(paper: IssuedPaper, invoice: Invoice, lines: Sequence[InvoiceLine]) -> Facts:
    """Number, dates, references, parties and notes."""
    outside = any(line.regime_or_rate == Regime.WORLD for line in lines)
    seller, buyer = _seller(paper.seller), _buyer(paper.buyer)
    if outside:  # BR-O-02: no VAT number of either side, though the page shows them
        for party in (seller, buyer):
            party.pop("vat_identifier", None)
            party.pop("tax_identifier", None)
    edition = invoice.exhibitor.edition
    contract = invoice.market_number or (invoice.contract.number if invoice.contract else "")
    given = {
        "BT-10": invoice.service_code,
        "BT-12": contract,
        "BT-13": invoice.purchase_order,
        "BT-8": AT_INVOICE if paper.seller["vat_on_debits"] and not outside else "",
    }
    return {
        "BT-1": str(paper.number),
        "BT-2": _day(paper.issued_on),
        "BT-5": edition.currency,
        "BT-24": PROFILE,
        "BT-72": _day(edition.fair_on),
        **{term: value for term, value in given.items() if value},
        "BG-1": _notes(paper.seller, paper.buyer),
        "BG-4": seller,
        "BG-7": buyer,
    }


def _notes(seller: Seller, buyer: Buyer) -> list[Facts]:
    said = sorted(seller["notes"].items(), reverse=True)  # a database may keep them in an order of its own
    notes = [{"BT-21": code, "BT-22": text} for code, text in said]
    if buyer["is_public"]:
        return notes
    return [*notes, {"BT-21": "BAR", "BT-22": "B2B" if buyer["country"] == FRANCE else "B2BINT"}]


def _seller(seller: Seller) -> Facts:
    party: Facts = {
        "name": seller["name"],
        "legal_info": "Association loi 1901" + (f", RNA {seller['rna']}" if seller["rna"] else ""),
        "legal_identifier": seller["siren"],
        "legal_identifier_schemeid": LEGAL,
        "einvoicing_addr": seller["siren"],
        "einvoicing_addr_schemeid": BY_SIREN,
        **_address(seller["address"], FRANCE),
    }
    if seller["siret"]:
        party["identifiers"] = {BY_SIRET: seller["siret"]}
    if seller["vat_number"]:
        party["vat_identifier"] = seller["vat_number"]
    else:
        party["tax_identifier"] = seller["siren"]
    return party


def _buyer(buyer: Buyer) -> Facts:
    is_french = buyer["country"] == FRANCE
    party: Facts = {
        "name": buyer["name"],
        "einvoicing_addr": buyer["siren"] if is_french else buyer["email"],
        "einvoicing_addr_schemeid": BY_SIREN if is_french else BY_MAIL,
        **_lines(buyer["street"]),
        "postcode": buyer["postcode"],
        "city": buyer["city"],
        "country_code": buyer["country"],
    }
    if is_french:
        party |= {"legal_identifier": buyer["siren"], "legal_identifier_schemeid": LEGAL}
        if buyer["siret"]:
            party["identifiers"] = {BY_SIRET: buyer["siret"]}
    if buyer["vat_number"]:
        party["vat_identifier"] = buyer["vat_number"]
    return party


def _address(lines: Sequence[str], country: str) -> Facts:
    """An address written freely: its last line is the town when it begins with a postcode."""
    *street, last = lines
    town = TOWN.fullmatch(last.strip())
    if not town:
        return {**_lines(lines), "country_code": country}
    return {**_lines(street), **town.groupdict(), "country_code": country}


def _lines(street: Sequence[str]) -> Facts:
    """At most three lines: what follows the second goes with the third."""
    parts = [*street[:2], ", ".join(street[2:])]
    return {f"addr_l{number}": text for number, text in enumerate(parts, start=1) if text}


def _payment(invoice: Invoice) -> Facts:
    seller: Seller = invoice.seller
    if not (is_iban(seller["iban"]) and invoice.asked_cents > 0):
        return {}
    account = {"BT-81": SEPA_TRANSFER, "BT-83": str(invoice.number), "BT-85": seller["name"]}
    account["BT-84"] = seller["iban"].replace(" ", "").upper()
    return {**account, "BT-86": seller["bic"]} if seller["bic"] else account


def _regime_of_rate(basis_points: int, lines: Iterable[InvoiceLine]) -> InvoiceLine:
    """The line that says how that rate is taxed: an invoice has one reason for bearing no VAT."""
    return next(line for line in lines if line.vat_basis_points == basis_points)


def _tax(line: InvoiceLine, *, rate_term: str, category_term: str) -> Facts:
    """Category and rate; sales outside VAT have no rate at all."""
    category = CATEGORIES[line.regime_or_rate]
    return {category_term: category} | ({} if category == "O" else {rate_term: amount(line.vat_basis_points)})


def _group(share: VatShare, lines: Sequence[InvoiceLine]) -> Facts:
    line = _regime_of_rate(share.basis_points, lines)
    reasons = {"BT-120": line.vat_mention, "BT-121": line.vat_reason_code}
    return {
        "BT-116": amount(share.base_cents),
        "BT-117": amount(share.vat_cents),
        **_tax(line, category_term="BT-118", rate_term="BT-119"),
        **{term: text for term, text in reasons.items() if text},
    }


def _line(line: InvoiceLine) -> Facts:
    gross_cents = line.quantity * line.unit_price_cents
    off = gross_cents - line.net_cents
    changed = {"amount": amount(abs(off)), "base_amount": amount(gross_cents), "reason": line.discount_text or "Remise"}
    return {
        "BT-126": str(line.position),
        "BT-129": str(line.quantity),
        "BT-130": PIECE,
        "BT-131": amount(line.net_cents),
        "BT-146": amount(line.unit_price_cents),
        **_tax(line, category_term="BT-151", rate_term="BT-152"),
        "BT-153": line.name,
        **({"BG-27" if off > 0 else "BG-28": [changed]} if off else {}),
    }


def _credited(place: int, reason: str, share: VatShare, lines: Sequence[InvoiceLine]) -> Facts:
    line = _regime_of_rate(share.basis_points, lines)
    return {
        "BT-126": str(place),
        "BT-129": "1",
        "BT-130": PIECE,
        "BT-131": amount(share.base_cents),
        "BT-146": amount(share.base_cents),
        **_tax(line, category_term="BT-151", rate_term="BT-152"),
        "BT-153": reason,
    }


def _sums(shares: Iterable[VatShare], *, paid_cents: int = 0) -> Facts:
    listed = list(shares)
    net = sum(share.base_cents for share in listed)
    vat_cents = sum(share.vat_cents for share in listed)
    return {
        "BT-106": amount(net),
        "BT-109": amount(net),
        "BT-110": amount(vat_cents),
        "BT-112": amount(net + vat_cents),
        **({"BT-113": amount(paid_cents)} if paid_cents else {}),
        "BT-115": amount(net + vat_cents - paid_cents),
    }
