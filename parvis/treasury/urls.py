"""Addresses of treasury."""

from django.urls import path

from parvis.core.surfaces import PORTAL, TEAM
from parvis.treasury.views import (
    accounting,
    bank,
    budget,
    company,
    credit_notes,
    deposits,
    einvoices,
    payments,
    portal,
    reminders,
    settings,
    team,
)

app_name = "treasury"
INVOICE = TEAM + "invoices/<int:invoice_id>/"
LINE = TEAM + "bank/lines/<int:line_id>/"
BUDGET = TEAM + "budget/versions/<int:budget_id>/"
BUDGET_LINE = TEAM + "budget/lines/<int:budget_line_id>/"
NOTE = TEAM + "credit-notes/<int:note_id>/"

urlpatterns = [
    path(TEAM + "invoices/", team.invoice_list, name="invoice_list"),
    path(TEAM + "invoices/numbers/", settings.invoicing, name="invoicing"),
    path(TEAM + "invoices/numbers/start/", settings.series_start, name="series_start"),
    path(TEAM + "invoices/vat/", settings.vat_regimes, name="vat_regimes"),
    path(TEAM + "invoices/balances/", deposits.balance_list, name="balance_list"),
    path(INVOICE, team.invoice_detail, name="invoice_detail"),
    path(INVOICE + "edit/", team.invoice_edit, name="invoice_edit"),
    path(INVOICE + "issue/", team.invoice_issue, name="invoice_issue"),
    path(INVOICE + "send/", team.invoice_send, name="invoice_send"),
    path(INVOICE + "pdf/", team.invoice_pdf, name="invoice_pdf"),
    path(INVOICE + "xml/", einvoices.invoice_xml, name="invoice_xml"),
    path(INVOICE + "ubl/", einvoices.invoice_ubl, name="invoice_ubl"),
    path(INVOICE + "regimes/", deposits.invoice_regimes, name="invoice_regimes"),
    path(INVOICE + "deposit/", deposits.deposit_ask, name="deposit_ask"),
    path(INVOICE + "deposit/drop/", deposits.deposit_drop, name="deposit_drop"),
    path(INVOICE + "credit/", credit_notes.invoice_credit, name="invoice_credit"),
    path(INVOICE + "payments/", payments.payment_enter, name="payment_enter"),
    path(NOTE + "send/", credit_notes.credit_note_send, name="credit_note_send"),
    path(NOTE + "xml/", einvoices.credit_note_xml, name="credit_note_xml"),
    path(NOTE + "ubl/", einvoices.credit_note_ubl, name="credit_note_ubl"),
    path(NOTE + "pdf/", credit_notes.credit_note_pdf, name="credit_note_pdf"),
    path(TEAM + "payments/", payments.payment_list, name="payment_list"),
    path(TEAM + "payments/<int:payment_id>/take-back/", payments.payment_take_back, name="payment_take_back"),
    path(TEAM + "bank/", bank.line_list, name="line_list"),
    path(TEAM + "bank/statements/", bank.statement_list, name="statement_list"),
    path(TEAM + "bank/statements/new/", bank.statement_import, name="statement_import"),
    path(TEAM + "bank/statements/<int:statement_id>/", bank.statement_detail, name="statement_detail"),
    path(LINE + "confirm/", bank.line_confirm, name="line_confirm"),
    path(LINE + "allocate/", bank.line_allocate, name="line_allocate"),
    path(LINE + "set-aside/", bank.line_set_aside, name="line_set_aside"),
    path(TEAM + "bank/allocations/<int:allocation_id>/free/", bank.allocation_free, name="allocation_free"),
    path(TEAM + "accounting/", accounting.accounting, name="accounting"),
    path(TEAM + "accounting/sales-journal/", accounting.sales_journal, name="sales_journal"),
    path(TEAM + "accounting/fec/", accounting.fec, name="fec"),
    path(TEAM + "budget/", budget.budget, name="budget"),
    path(TEAM + "budget/versions/new/", budget.budget_draft, name="budget_draft"),
    path(BUDGET, budget.budget_version, name="budget_version"),
    path(BUDGET + "adopt/", budget.budget_adopt, name="budget_adopt"),
    path(BUDGET + "lines/new/", budget.budget_line_new, name="budget_line_new"),
    path(BUDGET_LINE + "edit/", budget.budget_line_edit, name="budget_line_edit"),
    path(BUDGET_LINE + "drop/", budget.budget_line_drop, name="budget_line_drop"),
    path(TEAM + "owed/", reminders.aged_balance, name="aged_balance"),
    path(TEAM + "owed/reminders/", reminders.reminder_list, name="reminder_list"),
    path(TEAM + "owed/reminders/send/", reminders.reminder_send, name="reminder_send"),
    path(TEAM + "owed/penalties/", reminders.penalty_list, name="penalty_list"),
    path(INVOICE + "dispute/", reminders.dispute_open, name="dispute_open"),
    path(INVOICE + "dispute/close/", reminders.dispute_close, name="dispute_close"),
    path(TEAM + "companies/<int:company_id>/invoices/", company.company_panel, name="company_panel"),
    path(PORTAL + "invoices/", portal.portal_invoice_list, name="portal_invoice_list"),
    path(PORTAL + "invoices/panel/", portal.exhibitor_panel, name="exhibitor_panel"),
    path(PORTAL + "invoices/<int:invoice_id>/pdf/", portal.portal_invoice_pdf, name="portal_invoice_pdf"),
    path(PORTAL + "credit-notes/<int:note_id>/pdf/", portal.portal_credit_note_pdf, name="portal_credit_note_pdf"),
]
