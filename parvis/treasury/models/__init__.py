"""Issued papers and the money that answers them."""

from parvis.treasury.models.invoice import CreditNote, Invoice, InvoiceLine, InvoiceSeries
from parvis.treasury.models.payment import Payment

__all__ = ["CreditNote", "Invoice", "InvoiceLine", "InvoiceSeries", "Payment"]
