"""Issued papers and the money that answers them."""

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
from parvis.treasury.models.terms import InvoicingTerms

__all__ = [
    "CreditNote",
    "Invoice",
    "InvoiceLine",
    "InvoiceSeries",
    "InvoicingTerms",
    "IssuedPaper",
    "Payment",
    "Standing",
    "kept_until",
]
