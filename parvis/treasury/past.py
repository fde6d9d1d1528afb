"""What a company was invoiced and paid in every edition, for its file."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from parvis.companies.models import Company
from parvis.companies.past import Fact
from parvis.editions.rules import Member
from parvis.treasury.models import CreditNote, Invoice, Payment
from parvis.treasury.rules import can_see_invoices


def facts_of(company: Company, member: Member) -> list[Fact]:
    """Issued papers and payments; nothing to who may not see invoices."""
    if not can_see_invoices(member):
        return []
    invoices = Invoice.objects.issued().filter(exhibitor__company=company).select_related("exhibitor__edition")
    notes = CreditNote.objects.filter(invoice__exhibitor__company=company, status=CreditNote.Status.ISSUED)
    payments = Payment.objects.filter(invoice__exhibitor__company=company)
    facts = [
        Fact(one.exhibitor.edition, "paid", _("Invoice %(number)s") % {"number": one.number}, one.total_cents)
        for one in invoices.order_by("issued_on", "pk")
    ]
    facts += [
        Fact(
            one.invoice.exhibitor.edition,
            "paid",
            _("Credit note %(number)s") % {"number": one.number},
            -one.total_cents,
        )
        for one in notes.select_related("invoice__exhibitor__edition").order_by("issued_on", "pk")
    ]
    facts += [
        Fact(
            one.invoice.exhibitor.edition,
            "paid",
            _("Paid on %(day)s") % {"day": date_format(one.received_on)},
            one.amount_cents,
        )
        for one in payments.select_related("invoice__exhibitor__edition").order_by("received_on", "pk")
    ]
    return facts
