"""History about money, in words: what follows the name of who did it, and what it was done to."""

from django.utils.translation import gettext_lazy as _

from parvis.editions.history_names import Naming
from parvis.treasury.rules import can_see_bank, can_see_invoices, can_see_spending

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
    "expense.agreed": _("agreed to the expense; one more person is needed"),
    "expense.approved": _("approved the expense"),
    "expense.handed_in": _("handed in the expense"),
    "expense.paid": _("noted a payment of the expense"),
    "expense.payment_taken_back": _("took back a payment of the expense"),
    "expense.refused": _("refused the expense"),
    "expense.threshold_set": _("said from how much two people agree"),
    "refund.asked": _("asked for a refund"),
    "supplier.added": _("added the supplier"),
    "supplier.changed": _("changed the supplier"),
    "invoice.drafted": _("drafted the invoice"),
    "invoice.changed": _("changed the draft of the invoice"),
    "invoice.dropped": _("dropped the draft of the invoice"),
    "invoice.reduced": _("took out of the draft what an amendment took back"),
    "invoice.issued": _("issued the invoice"),
    "invoice.sent": _("sent the invoice"),
    "deposit.drafted": _("drafted a deposit"),
    "deposit.dropped": _("dropped the draft of a deposit"),
    "vat_regime.written": _("wrote the VAT regime"),
    "credit_note.issued": _("issued a credit note"),
    "credit_note.sent": _("sent the credit note"),
    "invoicing_terms.written": _("wrote the terms of invoices"),
    "payment.fee_kept": _("closed as a bank’s fee what was left"),
    "payment.paid_back": _("gave money back"),
    "payment.entered": _("entered a payment"),
    "payment.taken_back": _("took back a payment"),
    "penalty_rate.written": _("wrote a rate of late penalties"),
    "reminder.sent": _("sent a reminder of the invoice"),
    "statement.brought_in": _("brought in a bank statement"),
    "transmission.noted": _("noted the status of the e-invoice"),
    "transmission.payments_told": _("told the platform of payments of the invoice"),
    "transmission.taken_over": _("deposits by hand the e-invoice"),
    "transmission_terms.written": _("wrote the platform and dates of e-invoices"),
    "series.started": _("said where the numbers of invoices begin"),
}
SEEN_BY = can_see_invoices
SEEN_APART = {
    "treasury.approvalthreshold": can_see_spending,
    "treasury.bankline": can_see_bank,
    "treasury.bankstatement": can_see_bank,
    "treasury.budgetversion": can_see_spending,
    "treasury.expense": can_see_spending,
    "treasury.supplier": can_see_spending,
}
KINDS = {
    "treasury.approvalthreshold": (_("who agrees to expenses"), "treasury:expense_settings"),
    "treasury.expense": (_("expense"), "treasury:expense_detail"),
    "treasury.supplier": (_("supplier"), "treasury:supplier_edit"),
    "treasury.bankline": (_("bank line"), ""),
    "treasury.bankstatement": (_("bank statement"), "treasury:statement_detail"),
    "treasury.budgetversion": (_("version of the budget"), "treasury:budget_version"),
    "treasury.invoice": (_("invoice"), "treasury:invoice_detail"),
    "treasury.creditnote": (_("credit note"), ""),
    "treasury.penaltyrate": (_("rate of late penalties"), ""),
    "treasury.payment": (_("payment"), ""),
    "treasury.invoiceseries": (_("series of invoices"), ""),
    "treasury.invoicingterms": (_("terms of invoices"), ""),
    "treasury.transmissionterms": (_("platform and dates of e-invoices"), "treasury:transmission_terms"),
}
NAMED = {
    "treasury.creditnote": Naming(("number",)),
    "treasury.invoice": Naming(("number",)),
    "treasury.invoiceseries": Naming(("prefix",)),
    "treasury.payment": Naming(("invoice__number",)),
}
