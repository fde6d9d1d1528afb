"""Issued papers and the money that answers them."""

from parvis.treasury.models.bank import Allocation, BankLine, BankStatement
from parvis.treasury.models.invoice import (
    CreditNote,
    Invoice,
    InvoiceLine,
    InvoiceSeries,
    IssuedPaper,
    Standing,
    kept_until,
)
from parvis.treasury.models.payment import Payment
from parvis.treasury.models.regime import OF_THE_SELLER, Regime, VatRegime
from parvis.treasury.models.reminder import Dispute, PenaltyRate, Reminder
from parvis.treasury.models.terms import InvoicingTerms

__all__ = [
    "OF_THE_SELLER",
    "Allocation",
    "BankLine",
    "BankStatement",
    "CreditNote",
    "Dispute",
    "Invoice",
    "InvoiceLine",
    "InvoiceSeries",
    "InvoicingTerms",
    "IssuedPaper",
    "Payment",
    "PenaltyRate",
    "Regime",
    "Reminder",
    "Standing",
    "VatRegime",
    "kept_until",
]
