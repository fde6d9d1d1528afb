"""Money in and out, to the cent.

Owns `InvoiceSeries`, `Invoice`, `CreditNote`, `Payment`, the bank's statements, reminders, the way of e-invoices, the
budget and expenses. Never contains quotes to exhibitors. Words: invoice, credit note, payment; an issued paper never
changes; an expense (a supplier's quote or bill, a member's refund) is agreed to by somebody else.
"""
