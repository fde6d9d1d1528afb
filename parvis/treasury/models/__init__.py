"""Issued papers and the money that answers them."""

from parvis.treasury.models.bank import CURRENCY, Allocation, BankLine, BankStatement
from parvis.treasury.models.budget import BudgetItem, BudgetLine, BudgetVersion
from parvis.treasury.models.expense import (
    TWO_FROM_CENTS,
    Approval,
    ApprovalThreshold,
    Expense,
    ExpenseLine,
    ExpensePayment,
    RefundAccount,
    Supplier,
)
from parvis.treasury.models.invoice import (
    CreditNote,
    Invoice,
    InvoiceLine,
    InvoiceSeries,
    IssuedPaper,
    Standing,
    kept_until,
)
from parvis.treasury.models.kept import KeptFile
from parvis.treasury.models.owed import OwedCredit
from parvis.treasury.models.payment import Payment
from parvis.treasury.models.regime import OF_THE_SELLER, Regime, VatRegime
from parvis.treasury.models.reminder import Dispute, Reminder
from parvis.treasury.models.terms import LEAST_TIMES_LEGAL, InvoicingTerms, PenaltyRate
from parvis.treasury.models.transmission import (
    TROUBLE,
    Code,
    IncomingInvoice,
    Route,
    Transmission,
    TransmissionEvent,
    TransmissionTerms,
)

__all__ = [
    "CURRENCY",
    "LEAST_TIMES_LEGAL",
    "OF_THE_SELLER",
    "TROUBLE",
    "TWO_FROM_CENTS",
    "Allocation",
    "Approval",
    "ApprovalThreshold",
    "BankLine",
    "BankStatement",
    "BudgetItem",
    "BudgetLine",
    "BudgetVersion",
    "Code",
    "CreditNote",
    "Dispute",
    "Expense",
    "ExpenseLine",
    "ExpensePayment",
    "IncomingInvoice",
    "Invoice",
    "InvoiceLine",
    "InvoiceSeries",
    "InvoicingTerms",
    "IssuedPaper",
    "KeptFile",
    "OwedCredit",
    "Payment",
    "PenaltyRate",
    "RefundAccount",
    "Regime",
    "Reminder",
    "Route",
    "Standing",
    "Supplier",
    "Transmission",
    "TransmissionEvent",
    "TransmissionTerms",
    "VatRegime",
    "kept_until",
]
