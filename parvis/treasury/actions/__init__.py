"""What people do with money: invoices, credit notes, payments, numbering and terms."""
