"""What companies were invoiced and paid in every edition, for the file of one of them."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from parvis.companies.models import Company
from parvis.companies.past import Fact
from parvis.editions.rules import Member
from parvis.exhibitors.models import Exhibitor
from parvis.treasury.models import CreditNote, Invoice, Payment
from parvis.treasury.rules import can_see_invoices


def facts_of(companies: list[Company], member: Member) -> list[Fact]:
    """Issued papers and payments; nothing to who may not see invoices. A balance counts without its deposits."""
    if not can_see_invoices(member):
        return []
    theirs, edition = "invoice__exhibitor__company__in", "invoice__exhibitor__edition"
    invoices = Invoice.objects.issued().filter(exhibitor__company__in=companies).select_related("exhibitor__edition")
    notes = CreditNote.objects.filter(**{theirs: companies}, status=CreditNote.Status.ISSUED).select_related(edition)
    payments = Payment.objects.filter(**{theirs: companies}).select_related(edition)
    facts = [
        _fact(one.exhibitor, _("Invoice %(number)s") % {"number": one.number}, one.asked_cents, "invoiced")
        for one in invoices.order_by("issued_on", "pk")
    ]
    facts += [
        _fact(one.invoice.exhibitor, _("Credit note %(number)s") % {"number": one.number}, -one.total_cents, "invoiced")
        for one in notes.order_by("issued_on", "pk")
    ]
    facts += [
        _fact(
            one.invoice.exhibitor,
            _("Paid on %(day)s") % {"day": date_format(one.received_on)},
            one.amount_cents,
            "paid",
        )
        for one in payments.order_by("received_on", "pk")
    ]
    return facts


def _fact(exhibitor: Exhibitor, words: str, cents: int, sum_key: str) -> Fact:
    return Fact(exhibitor.edition, "paid", words, cents, sum_key, exhibitor.company_id)
