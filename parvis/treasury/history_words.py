"""History about money, in words: what follows the name of who did it, and what it was done to."""

from django.utils.translation import gettext_lazy as _

from parvis.treasury.rules import can_see_invoices

VERBS = {
    "bank_line.freed": _("made a bank line wait again"),
    "bank_line.set_aside": _("set a bank line aside"),
    "budget.adopted": _("adopted the budget"),
    "budget.drafted": _("prepared a version of the budget"),
    "budget.line_added": _("added a line to the budget"),
    "budget.line_changed": _("changed a line of the budget"),
    "budget.line_dropped": _("left a line out of the budget"),
    "dispute.closed": _("ended the dispute of the invoice"),
    "dispute.opened": _("noted a dispute of the invoice"),
    "invoice.drafted": _("drafted the invoice"),
    "invoice.changed": _("changed the draft of the invoice"),
    "invoice.dropped": _("dropped the draft of the invoice"),
    "invoice.issued": _("issued the invoice"),
    "invoice.sent": _("sent the invoice"),
    "deposit.drafted": _("drafted a deposit"),
    "deposit.dropped": _("dropped the draft of a deposit"),
    "vat_regime.written": _("wrote the VAT regime"),
    "credit_note.issued": _("issued a credit note"),
    "credit_note.sent": _("sent the credit note"),
    "invoicing_terms.written": _("wrote the terms of invoices"),
    "payment.entered": _("entered a payment"),
    "payment.taken_back": _("took back a payment"),
    "penalty_rate.written": _("wrote a rate of late penalties"),
    "reminder.sent": _("sent a reminder of the invoice"),
    "statement.brought_in": _("brought in a bank statement"),
    "series.started": _("said where the numbers of invoices begin"),
}
SEEN_BY = can_see_invoices
KINDS = {
    "treasury.bankline": (_("bank line"), ""),
    "treasury.bankstatement": (_("bank statement"), "treasury:statement_detail"),
    "treasury.budgetversion": (_("version of the budget"), "treasury:budget_version"),
    "treasury.invoice": (_("invoice"), "treasury:invoice_detail"),
    "treasury.creditnote": (_("credit note"), ""),
    "treasury.penaltyrate": (_("rate of late penalties"), ""),
    "treasury.payment": (_("payment"), ""),
    "treasury.invoiceseries": (_("series of invoices"), ""),
    "treasury.invoicingterms": (_("terms of invoices"), ""),
}
