"""Invoices and credit notes as the template takes them: from the snapshots of the paper alone, in French."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import dateformat, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from parvis.core import qr
from parvis.core.money import format_cents
from parvis.sales.papers import Fact, PaperLine, Party, Totals, VatGroup
from parvis.sales.pricing import WHOLE, VatShare, percent_text, rate_text, totals_of
from parvis.treasury.models import CreditNote, Invoice, InvoiceLine, IssuedPaper
from parvis.treasury.papers import Corrected, InvoicePaper, PaymentDetails
from parvis.treasury.sepa import grouped, is_iban, transfer_code
from parvis.treasury.snapshots import LANGUAGE, Buyer, Seller


def invoice_data(invoice: Invoice, lines: Sequence[InvoiceLine], deposits: Sequence[Invoice] = ()) -> InvoicePaper:
    """Everything `treasury/invoice.typ` prints of a numbered invoice, with the deposits it deducts."""
    totals = totals_of((line.net_cents, line.vat_basis_points) for line in lines)
    with translation.override(LANGUAGE):
        paper = _common(invoice, invoice)
        paper["kind"] = "deposit" if invoice.kind == Invoice.Kind.DEPOSIT else "invoice"
        paper["order_number"] = invoice.purchase_order
        paper["lines"] = [_line(line) for line in lines]
        paper["totals"] = {**_totals(totals.shares), "due": _money(invoice.asked_cents)}
        if invoice.prepaid_cents:
            paper["totals"]["paid"] = _money(invoice.prepaid_cents)
        paper["corrects"] = [_deposit(deposit) for deposit in deposits]
        paper["conditions"] = invoice.seller["conditions"]
        paper["due_on"] = _day(invoice.due_on)
        if invoice.seller["iban"] and invoice.asked_cents > 0:
            paper["payment"] = _payment(invoice)
    return paper


def credit_note_data(note: CreditNote) -> InvoicePaper:
    """The same template, for what is taken back: a line for each VAT rate."""
    invoice = note.invoice
    shares = [VatShare(*share) for share in note.shares]
    with translation.override(LANGUAGE):
        paper = _common(note, invoice)
        paper["lines"] = [_credited(note.reason, share) for share in shares]
        paper["totals"] = _totals(shares)
        paper["corrects"] = [{"number": str(invoice.number), "issued_on": _day(invoice.issued_on)}]
    return paper


def _common(paper: IssuedPaper, invoice: Invoice) -> InvoicePaper:
    edition = invoice.exhibitor.edition
    facts = _facts(
        [
            (_("Contract"), invoice.contract.number if invoice.contract else ""),
            (_("Service code"), invoice.service_code),
            (_("Market number"), invoice.market_number),
        ]
    )
    return InvoicePaper(
        kind="credit_note",
        number=str(paper.number),
        issued_on=_day(paper.issued_on),
        service_on=_day(edition.fair_on),
        nature="services",
        vat_on_debits=paper.seller["vat_on_debits"],
        subject=_("Taking part in %(edition)s") % {"edition": edition.name},
        facts=facts,
        seller=_seller(paper.seller),
        buyer=_buyer(paper.buyer),
        lines=[],
        totals={"net": "", "vat": [], "gross": ""},
        mentions=paper.seller["mentions"],
        conditions=[],
    )


def _deposit(deposit: Invoice) -> Corrected:
    return Corrected(number=str(deposit.number), issued_on=_day(deposit.issued_on), amount=_money(deposit.total_cents))


def _day(day: date | None) -> str:
    return dateformat.format(day, "j F Y") if day else ""


def _money(cents: int) -> str:
    return format_cents(cents, LANGUAGE)


def _facts(pairs: Iterable[tuple[str, str]]) -> list[Fact]:
    return [Fact(label=label, value=value) for label, value in pairs if value]


def _spaced(number: str) -> str:
    """A SIREN or SIRET as it is written: 732 829 320, 732 829 320 00074."""
    head = " ".join(number[place : place + 3] for place in range(0, min(len(number), 9), 3))
    return f"{head} {number[9:]}".strip()


def _seller(seller: Seller) -> Party:
    facts = [
        (_("Legal form"), _("association under the law of 1901")),
        ("SIREN", _spaced(seller["siren"])),
        ("SIRET", _spaced(seller["siret"])),
        ("RNA", seller["rna"]),
        (capfirst(_("VAT number")), seller["vat_number"]),
    ]
    return Party(name=seller["name"], address=seller["address"], facts=_facts(facts))


def _buyer(buyer: Buyer) -> Party:
    facts = [
        ("SIREN", _spaced(buyer["siren"])),
        ("SIRET", _spaced(buyer["siret"])),
        (capfirst(_("VAT number")), buyer["vat_number"]),
    ]
    return Party(name=buyer["name"], address=buyer["address"], facts=_facts(facts))


def _line(line: InvoiceLine) -> PaperLine:
    gross = line.quantity * line.unit_price_cents
    off = percent_text((line.net_cents - gross) * WHOLE // gross) if line.discount_text and gross else ""
    return PaperLine(
        label=line.name,
        detail=line.discount_text,
        quantity=str(line.quantity),
        unit_price=_money(line.unit_price_cents),
        discount=off,
        vat_rate=rate_text(line.vat_basis_points),
        net=_money(line.net_cents),
    )


def _credited(reason: str, share: VatShare) -> PaperLine:
    net = _money(share.base_cents)
    return PaperLine(label=reason, quantity="1", unit_price=net, vat_rate=rate_text(share.basis_points), net=net)


def _totals(shares: Sequence[VatShare]) -> Totals:
    return Totals(
        net=_money(sum(share.base_cents for share in shares)),
        vat=[
            VatGroup(rate=rate_text(share.basis_points), base=_money(share.base_cents), amount=_money(share.vat_cents))
            for share in shares
        ],
        gross=_money(sum(share.base_cents + share.vat_cents for share in shares)),
    )


def _payment(invoice: Invoice) -> PaymentDetails:
    """Where to pay; with a code only when the account number is right, so that no bank refuses it."""
    seller: Seller = invoice.seller
    holder, iban, bic, number = seller["name"], seller["iban"], seller["bic"], str(invoice.number)
    details = PaymentDetails(holder=holder, iban=grouped(iban), bic=bic, reference=number)
    if is_iban(iban):
        text = transfer_code(holder=holder, iban=iban, bic=bic, cents=invoice.asked_cents, reference=number)
        details["qr"] = qr.matrix(text)
    return details
