"""Reads approved bills and refunds, and what was paid for them, as pieces of the books, whatever their edition."""

from datetime import date

from django.utils.translation import gettext as _

from parvis.core.dates import local_date
from parvis.sales.pricing import VatShare
from parvis.treasury.accounting import (
    BANK,
    BANK_JOURNAL,
    MEMBERS,
    PURCHASE_JOURNAL,
    SUPPLIERS,
    VAT_PAID,
    Account,
    Buyer,
    Piece,
    Posting,
    in_order,
)
from parvis.treasury.models import Expense, ExpensePayment

# By the first two digits, as the general chart of accounts calls them.
CLASSES = {
    "60": "Achats",
    "61": "Services extérieurs",
    "62": "Autres services extérieurs",
    "63": "Impôts, taxes et versements assimilés",
    "64": "Charges de personnel",
    "65": "Autres charges de gestion courante",
    "66": "Charges financières",
    "67": "Charges exceptionnelles",
}
OTHER = "Autres charges"


def purchase_pieces(first: date, last: date) -> list[Piece]:
    """Bills and receipts dated of these days that were agreed to, in order. A quote is no entry."""
    rows = Expense.objects.agreed().of_money().filter(issued_on__range=(first, last))
    related = rows.select_related("supplier", "member").prefetch_related("lines__item")
    return in_order(_bought(row) for row in related.order_by("pk"))


def paid_pieces(first: date, last: date) -> list[Piece]:
    """Money that left on these days, and entries taken back."""
    payments = ExpensePayment.objects.filter(paid_on__range=(first, last))
    related = payments.select_related("expense__supplier", "expense__member").order_by("pk")
    return in_order(_paid(payment) for payment in related)


def _party(expense: Expense) -> Buyer:
    if expense.supplier:
        return Buyer(f"F{expense.supplier.pk:05d}", expense.supplier.name, expense.supplier.siren)
    return Buyer(f"M{expense.member_id:05d}", str(expense.member))


def _owed(expense: Expense) -> Account:
    return SUPPLIERS if expense.supplier else MEMBERS


def _ref(expense: Expense) -> str:
    return expense.number or f"R{expense.pk:06d}"


def _bought(expense: Expense) -> Piece:
    """The expense and the VAT that comes back, against what is owed."""
    costs: dict[str, int] = {}
    shares: dict[int, VatShare] = {}
    for line in expense.lines.all():
        cost = line.net_cents if expense.is_vat_recovered else line.total_cents
        costs[line.item.account] = costs.get(line.item.account, 0) + cost
        before = shares.get(line.vat_basis_points, VatShare(line.vat_basis_points, 0, 0))
        base, vat = before.base_cents + line.net_cents, before.vat_cents + line.vat_cents
        shares[line.vat_basis_points] = VatShare(line.vat_basis_points, base, vat)
    vat = expense.vat_cents if expense.is_vat_recovered else 0
    postings = [
        *(Posting(account_of(number), cents) for number, cents in costs.items()),
        Posting(VAT_PAID, vat),
        Posting(_owed(expense), -expense.total_cents),
    ]
    return Piece(
        PURCHASE_JOURNAL,
        _ref(expense),
        expense.issued_on,
        local_date(expense.decided_at) if expense.decided_at else expense.issued_on,
        f"{expense.get_kind_display()} {_ref(expense)} {expense.party}",
        _party(expense),
        tuple(one for one in postings if one.cents),
        tuple(shares.values()),
    )


def account_of(number: str) -> Account:
    """Written with six digits; its name is that of its class."""
    return Account(number.ljust(6, "0"), CLASSES.get(number[:2], OTHER))


def _paid(payment: ExpensePayment) -> Piece:
    expense = payment.expense
    return Piece(
        BANK_JOURNAL,
        f"D{payment.pk:06d}",
        payment.paid_on,
        local_date(payment.entered_at),
        f"{_('Payment')} {_ref(expense)} {expense.party}",
        _party(expense),
        (Posting(_owed(expense), payment.amount_cents), Posting(BANK, -payment.amount_cents)),
    )
