"""Reads of invoices and money that several pages need."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Lower

from parvis.companies.models import Company, Contact
from parvis.editions.models import Edition, LogEntry
from parvis.exhibitors.models import Exhibitor
from parvis.outbox.models import Message
from parvis.outbox.queries import messages_for
from parvis.sales.models import Contract, Option, Package, QuoteLine
from parvis.sales.pricing import VatShare, totals_of
from parvis.treasury.models import CreditNote, Invoice, InvoiceLine, OwedCredit, Payment
from parvis.treasury.models.transmission import latest_code


@dataclass(frozen=True, slots=True)
class MoneySummary:
    """Where an edition's money stands on one day, VAT included unless it says net."""

    signed_net_cents: int
    signed_cents: int
    invoiced_cents: int
    credited_cents: int
    collected_cents: int
    due_cents: int
    late_cents: int
    late_count: int
    draft_count: int


@dataclass(frozen=True, slots=True)
class PackageRevenue:
    """What one thing of the price list brings in by signed contracts, without VAT."""

    code: str
    name: str
    is_package: bool
    quantity: int
    net_cents: int


UNDECIDED = Q(  # of a contract that ended since: somebody decides how much of it is credited
    ("status", Invoice.Status.ISSUED),
    ("contract__status", Contract.Status.WITHDRAWN),
    ("credited_cents__lt", F("net_cents") + F("vat_cents")),
    ("is_credited_apart", False),
    ("is_taken_up", False),
)
OWED = Q(("is_owed", True))
ASKED = F("net_cents") + F("vat_cents") - F("prepaid_cents")  # a balance asks again for no deposit


def invoices_in(edition: Edition) -> QuerySet[Invoice]:
    """All invoices of an edition with their amounts; `number_folded` is for search.

    `is_taken_up` tells the deposits that a balance has deducted, `way_code` the last status of its transmission,
    `is_owed` what an amendment took out, `is_credited_apart` whether anything else was credited.
    """
    invoices = Invoice.objects.in_edition(edition).with_amounts().select_related("exhibitor__company")
    balances = Invoice.objects.filter(contract=OuterRef("contract"), prepaid_cents__gt=0)
    return invoices.annotate(
        number_folded=Lower("number"),
        is_taken_up=Exists(balances.exclude(pk=OuterRef("pk"))),
        way_code=latest_code("transmission__invoice"),
        is_owed=Exists(OwedCredit.objects.filter(invoice=OuterRef("pk"), note=None)),
        is_credited_apart=Exists(CreditNote.objects.issued().filter(invoice=OuterRef("pk"), owed=None)),
    )


def invoices_of_editions(editions: QuerySet[Edition]) -> QuerySet[Invoice]:
    """Invoices of several editions with their amounts, each with its exhibitor's company and edition."""
    invoices = Invoice.objects.filter(exhibitor__edition__in=editions).with_amounts()
    return invoices.select_related("exhibitor__company", "exhibitor__edition")


def payments_of_editions(editions: QuerySet[Edition]) -> QuerySet[Payment]:
    payments = Payment.objects.filter(invoice__exhibitor__edition__in=editions)
    return payments.select_related("invoice__exhibitor__edition")


def invoices_due(edition: Edition, on: date) -> QuerySet[Invoice]:
    """What is still to be paid, the longest overdue first; `standing(on)` tells which are late."""
    unpaid = Invoice.objects.in_edition(edition).unpaid().select_related("exhibitor__company")
    return unpaid.filter(issued_on__lte=on).order_by("due_on", "number")


def late_invoices(edition: Edition, on: date) -> QuerySet[Invoice]:
    late = Invoice.objects.in_edition(edition).late(on).select_related("exhibitor__company")
    return late.order_by("due_on", "number")


def drafts_to_issue(edition: Edition) -> QuerySet[Invoice]:
    drafts = Invoice.objects.in_edition(edition).drafts().select_related("exhibitor__company")
    return drafts.order_by("created_at", "pk")


def invoices_of(exhibitor: Exhibitor) -> QuerySet[Invoice]:
    """What an exhibitor sees: its issued invoices, newest first."""
    issued = Invoice.objects.issued().with_amounts().filter(exhibitor=exhibitor)
    return issued.prefetch_related("credit_notes").order_by("-issued_on", "-number")


def invoices_of_company(company: Company, edition: Edition) -> QuerySet[Invoice]:
    return invoices_in(edition).filter(exhibitor__company=company).order_by("-created_at", "-pk")


def lines_of(invoice: Invoice) -> list[InvoiceLine]:
    return list(InvoiceLine.objects.filter(invoice=invoice).order_by("position"))


def payments_of(invoice: Invoice) -> QuerySet[Payment]:
    """As they were entered, each with the row that took it back."""
    return Payment.objects.filter(invoice=invoice).select_related("corrects", "corrected_by").order_by("pk")


def payments_in(edition: Edition) -> QuerySet[Payment]:
    payments = Payment.objects.filter(invoice__exhibitor__edition=edition)
    related = payments.select_related("invoice__exhibitor__company", "corrects", "corrected_by")
    return related.annotate(number_folded=Lower("invoice__number"))


def mails_about(invoice: Invoice) -> list[Message]:
    """Mails that carried the invoice or one of its credit notes, latest first."""
    found = [mail for paper in (invoice, *invoice.credit_notes.all()) for mail in messages_for(paper)]
    return sorted(found, key=lambda mail: mail.created_at, reverse=True)


def history_of(invoice: Invoice) -> QuerySet[LogEntry]:
    """What happened to the invoice, its credit notes and its payments, newest first."""
    about = Q(object_type=invoice._meta.label_lower, object_id=str(invoice.pk))
    for rows in (CreditNote.objects.filter(invoice=invoice), Payment.objects.filter(invoice=invoice)):
        ids = [str(pk) for pk in rows.values_list("pk", flat=True)]
        about |= Q(object_type=rows.model._meta.label_lower, object_id__in=ids)
    return LogEntry.objects.filter(about).newest_first()


def recipients_of(invoice: Invoice) -> list[Contact]:
    """The contacts who receive invoices (of the company, else of its parent), else the one of the quote."""
    company = invoice.exhibitor.company
    billing = Contact.objects.filter(is_active=True, is_billing=True).order_by("pk")
    for one in (company, company.parent):
        if one and (found := list(billing.filter(company=one))):
            return found
    contract = invoice.contract
    return [contract.quote.contact] if contract and contract.quote.contact.is_active else []


def mail_of(invoice: Invoice) -> str:
    """Where the buyer receives invoices; empty when nobody does."""
    return next((contact.email for contact in recipients_of(invoice)), "")


def deposits_of(invoice: Invoice) -> list[Invoice]:
    """The issued deposit invoices of the same contract, with their amounts; none of what deducts none."""
    if not invoice.contract_id or invoice.kind in {Invoice.Kind.DEPOSIT, Invoice.Kind.CANCELLATION}:
        return []
    issued = Invoice.objects.issued().with_amounts().filter(contract=invoice.contract_id)
    return list(issued.filter(kind=Invoice.Kind.DEPOSIT).order_by("number"))


def balance_that_took(deposit: Invoice) -> Invoice | None:
    """The issued balance that deducted this deposit, if there is one."""
    if deposit.kind != Invoice.Kind.DEPOSIT:
        return None
    return Invoice.objects.issued().filter(contract=deposit.contract_id, prepaid_cents__gt=0).first()


def owed_credits_of(invoice: Invoice) -> QuerySet[OwedCredit]:
    """What signed amendments took out of an issued invoice and is not credited yet."""
    return OwedCredit.objects.filter(invoice=invoice, note=None).select_related("amendment").order_by("pk")


def balances_to_issue(edition: Edition) -> QuerySet[Invoice]:
    """Drafts of what is left after a deposit, the oldest first."""
    related = ("exhibitor__company__parent", "exhibitor__edition__association", "contract__quote__contact")
    return drafts_to_issue(edition).filter(kind=Invoice.Kind.BALANCE).select_related(*related)


def left_to_credit(invoice: Invoice) -> list[VatShare]:
    """What of each VAT rate is not credited yet."""
    taken: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for shares in CreditNote.objects.issued().filter(invoice=invoice).values_list("shares", flat=True):
        for basis_points, net_cents, vat_cents in shares:
            taken[basis_points][0] += net_cents
            taken[basis_points][1] += vat_cents
    whole = totals_of((line.net_cents, line.vat_basis_points) for line in lines_of(invoice)).shares
    left = [
        VatShare(s.basis_points, s.base_cents - taken[s.basis_points][0], s.vat_cents - taken[s.basis_points][1])
        for s in whole
    ]
    return [share for share in left if share.base_cents > 0]


def money_summary(edition: Edition, on: date) -> MoneySummary:
    """Signed, invoiced, credited, collected, due and late, as it stands; `on` decides what is late.

    Invoiced less credited less collected is what is due, less what was paid too much: a deposit counts once.
    """
    gross = Sum(F("net_cents") + F("vat_cents"), default=0)
    signed = Contract.objects.in_edition(edition).signed().aggregate(net=Sum("net_cents", default=0), gross=gross)
    invoices = Invoice.objects.in_edition(edition)
    late = [invoice.amounts.due_cents for invoice in late_invoices(edition, on)]
    return MoneySummary(
        signed_net_cents=signed["net"],
        signed_cents=signed["gross"],
        invoiced_cents=invoices.issued().aggregate(sum=Sum(ASKED, default=0))["sum"],
        credited_cents=CreditNote.objects.in_edition(edition).issued().aggregate(sum=gross)["sum"],
        collected_cents=payments_in(edition).aggregate(sum=Sum("amount_cents", default=0))["sum"],
        due_cents=sum(invoice.amounts.due_cents for invoice in invoices.unpaid()),
        late_cents=sum(late),
        late_count=len(late),
        draft_count=invoices.drafts().count(),
    )


def revenue_by_package(edition: Edition) -> list[PackageRevenue]:
    """What signed contracts bring in, package by package, then option by option; the largest first."""
    signed = QuoteLine.objects.filter(
        quote__contract__status__in=Contract.SIGNED_STATES, quote__exhibitor__edition=edition
    )
    sold = signed.values_list("package", "option").annotate(Sum("quantity"), Sum("net_cents")).order_by()
    packages, options = Package.objects.in_bulk(), Option.objects.in_bulk()
    found = []
    for package, option, quantity, net_cents in sold.exclude(quantity__sum=0, net_cents__sum=0):
        item = packages[package] if package else options[option]
        found.append(PackageRevenue(item.code, item.name, package is not None, quantity, net_cents))
    return sorted(found, key=lambda row: (not row.is_package, -row.net_cents, row.code))
