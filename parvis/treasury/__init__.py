"""Money in and out, to the cent.

Owns `InvoiceSeries`, `Invoice`, `CreditNote`, `Payment`, and later statements, reminders, expenses, budget.
Never contains quotes. Words: invoice, credit note, payment; an issued paper never changes.
"""
