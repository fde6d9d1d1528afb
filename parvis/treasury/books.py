"""Reads the papers and payments of a period as pieces of the books, whatever their edition: the law counts by year."""

from collections import defaultdict
from datetime import date

from django.utils.translation import gettext as _

from parvis.core.dates import local_date
from parvis.sales.pricing import VatShare, totals_of
from parvis.treasury import accounting
from parvis.treasury.accounting import (
    BANK,
    BANK_FEES,
    BANK_JOURNAL,
    DEPOSITS,
    OTHER_JOURNAL,
    SALES,
    SALES_JOURNAL,
    Buyer,
    Piece,
)
from parvis.treasury.models import CreditNote, Invoice, Payment


def sales_pieces(first: date, last: date) -> list[Piece]:
    """Issued invoices and credit notes of these days, in order."""
    invoices = Invoice.objects.issued().filter(issued_on__range=(first, last))
    rows = list(invoices.select_related("exhibitor__company").prefetch_related("lines"))
    deposits = _deposits(rows)
    notes = CreditNote.objects.issued().filter(issued_on__range=(first, last))
    related = notes.select_related("invoice__exhibitor__company")
    return accounting.in_order(
        [*(invoice_piece(row, deposits) for row in rows), *(note_piece(note) for note in related)]
    )


def money_pieces(first: date, last: date) -> list[Piece]:
    """Payments received on these days, those taken back, what was given back and what banks kept."""
    payments = Payment.objects.filter(received_on__range=(first, last))
    related = payments.select_related("invoice__exhibitor__company").order_by("pk")
    return accounting.in_order(_payment(payment) for payment in related)


def _buyer(invoice: Invoice) -> Buyer:
    company = invoice.exhibitor.company
    frozen = invoice.buyer
    return Buyer(f"C{company.pk:05d}", str(frozen.get("name") or company.name), str(frozen.get("siren") or ""))


def _shares(invoice: Invoice) -> tuple[VatShare, ...]:
    totals = totals_of((line.net_cents, line.vat_basis_points) for line in invoice.lines.all())
    return totals.shares


def _deposits(invoices: list[Invoice]) -> dict[int, tuple[VatShare, ...]]:
    """By contract, what its deposits sold and were not credited, for the balance that takes them up again."""
    contracts = [row.contract_id for row in invoices if row.prepaid_cents]
    found: dict[int, tuple[VatShare, ...]] = {}
    deposits = Invoice.objects.issued().filter(kind=Invoice.Kind.DEPOSIT, contract__in=contracts)
    for deposit in deposits.prefetch_related("lines", "credit_notes"):
        found[deposit.contract_id or 0] = _kept(deposit)
    return found


def _kept(deposit: Invoice) -> tuple[VatShare, ...]:
    """What of a deposit was not credited; once its balance is issued, nothing more is."""
    taken: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for note in deposit.credit_notes.all():
        for points, net, vat in note.shares if note.is_issued else []:
            taken[points][0] += net
            taken[points][1] += vat
    kept = []
    for one in _shares(deposit):
        net, vat = taken[one.basis_points]
        kept.append(VatShare(one.basis_points, one.base_cents - net, one.vat_cents - vat))
    return tuple(share for share in kept if share.base_cents)


def invoice_piece(invoice: Invoice, deposits: dict[int, tuple[VatShare, ...]]) -> Piece:
    is_deposit = invoice.kind == Invoice.Kind.DEPOSIT
    shares = _shares(invoice)
    deducted = deposits.get(invoice.contract_id or 0, ()) if invoice.prepaid_cents else ()
    buyer = _buyer(invoice)
    return Piece(
        SALES_JOURNAL,
        invoice.number or "",
        invoice.issued_on or date.min,
        invoice.issued_on or date.min,
        f"{invoice.get_kind_display()} {invoice.number} {buyer.name}",
        buyer,
        accounting.sale(shares, into=DEPOSITS if is_deposit else SALES, deducted=deducted),
        shares,
        deducted,
    )


def note_piece(note: CreditNote) -> Piece:
    shares = tuple(VatShare(*share) for share in note.shares)
    is_deposit = note.invoice.kind == Invoice.Kind.DEPOSIT
    buyer = _buyer(note.invoice)
    return Piece(
        SALES_JOURNAL,
        note.number or "",
        note.issued_on or date.min,
        note.issued_on or date.min,
        f"{_('Credit note')} {note.number} {buyer.name}",
        buyer,
        accounting.reversed_sale(shares, into=DEPOSITS if is_deposit else SALES),
        tuple(VatShare(one.basis_points, -one.base_cents, -one.vat_cents) for one in shares),
    )


def _payment(payment: Payment) -> Piece:
    buyer, is_fee = _buyer(payment.invoice), payment.method == Payment.Method.FEE
    word = _("Bank fee") if is_fee else _("Given back") if payment.is_paid_back else _("Payment")
    return Piece(
        OTHER_JOURNAL if is_fee else BANK_JOURNAL,
        f"P{payment.pk:06d}",
        payment.received_on,
        local_date(payment.entered_at),
        f"{word} {payment.invoice.number} {buyer.name}",
        buyer,
        accounting.receipt(payment.amount_cents, into=BANK_FEES if is_fee else BANK),
    )
