"""The lists of invoices and payments: what they show, how they are filtered."""

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parvis.core.tables import BulkAction, Column, Empty, Filter, Status, Table
from parvis.editions.models import Edition
from parvis.treasury.delivering import UNDELIVERED, Delivery
from parvis.treasury.models import Invoice, Payment, Standing
from parvis.treasury.scale import to_credit_condition
from parvis.treasury.transmission.tables import STATES, state_conditions

COMPANY = "exhibitor__company__name_folded"
ISSUED = Q(status=Invoice.Status.ISSUED)
DUE = ISSUED & Q(("due_cents__gt", 0))

OVERPAID = ISSUED & Q(("due_cents__lt", 0))


def status_of(standing: Standing) -> Status:
    return Status(standing.kind, standing.label)


def delivery_of(invoice: Invoice) -> Status | None:
    """Of a row fetched `with_delivery`: what is wrong with it; nothing while nothing is."""
    found = vars(invoice)["delivery"]
    if not found:
        return None
    return Status("warn" if found == Delivery.UNSENT else "bad", Delivery(found).label)


def number_or_draft(invoice: Invoice) -> str:
    return invoice.number or _("Draft")


def _due_of(invoice: Invoice) -> int | None:
    return invoice.amounts.due_cents if invoice.is_issued else None


def invoice_table(edition: Edition, on: date, *, can_write: bool) -> Table:
    """`on` decides what is late; who may not write has no buttons over the rows."""
    return Table(
        id="invoices",
        label=gettext_lazy("Invoices"),
        columns=_invoice_columns(edition, on),
        sort="-number",
        search=[COMPANY, "number_folded"],
        search_hint=gettext_lazy("Company or number"),
        filters=_invoice_filters(edition, on),
        bulk=[
            BulkAction("issue", gettext_lazy("Issue"), "file-check", "primary"),
            BulkAction("send", gettext_lazy("Send by mail"), "send"),
        ]
        if can_write
        else [],
        empty=Empty(
            gettext_lazy("No invoice yet"),
            gettext_lazy("The first draft comes by itself when a company signs its contract."),
            "receipt-text",
        ),
    )


def _invoice_filters(edition: Edition, on: date) -> list[Filter]:
    conditions = {
        "draft": Q(status=Invoice.Status.DRAFT),
        "unpaid": DUE,
        "part": DUE & Q(("paid_cents__gt", 0)),
        "late": DUE & Q(due_on__lt=on),
        "paid": ISSUED & Q(("due_cents__lte", 0)),
        "overpaid": OVERPAID,
        "to_credit": to_credit_condition(edition),
    }
    ways = state_conditions("way_code", "transmission__")
    labels = {
        "draft": gettext_lazy("Draft"),
        "unpaid": gettext_lazy("To be paid"),
        "part": gettext_lazy("Part-paid"),
        "late": gettext_lazy("Late"),
        "paid": gettext_lazy("Settled"),
        "overpaid": gettext_lazy("To give back"),
        "to_credit": gettext_lazy("To credit"),
    }
    delivery = {"undelivered": UNDELIVERED, "unsent": Q(("delivery", Delivery.UNSENT))}
    said = [("undelivered", gettext_lazy("Not delivered")), ("unsent", Delivery.UNSENT.label)]
    return [
        Filter("state", gettext_lazy("State"), list(labels.items()), conditions=conditions),
        Filter("delivery", gettext_lazy("Delivery"), said, conditions=delivery, as_select=True),
        Filter("way", gettext_lazy("Transmission"), STATES, conditions=ways, as_select=True),
    ]


def _invoice_columns(edition: Edition, on: date) -> list[Column]:
    return [
        Column(
            "number",
            gettext_lazy("Number"),
            number_or_draft,
            sort=("number", "created_at"),
            link=lambda row: reverse("treasury:invoice_detail", args=[edition.slug, row.pk]),
            show=lambda row: format_html('<span class="nowrap">{}</span>', number_or_draft(row)),
        ),
        Column("company", gettext_lazy("Company"), "exhibitor.company.name", sort="exhibitor__company__name_folded"),
        Column("standing", gettext_lazy("State"), lambda row: status_of(row.standing(on)), kind="status"),
        Column("delivery", gettext_lazy("Delivery"), delivery_of, kind="status"),
        Column("issued", gettext_lazy("Issued on"), "issued_on", sort="issued_on", kind="date"),
        Column("due_on", gettext_lazy("Due date"), sort="due_on", kind="date"),
        Column("net", gettext_lazy("Without VAT"), "net_cents", sort="net_cents", kind="money", hidden=True),
        Column("total", gettext_lazy("With VAT"), "total_cents", sort=("net_cents", "vat_cents"), kind="money"),
        Column(
            "prepaid",
            gettext_lazy("Deposits deducted"),
            "prepaid_cents",
            sort="prepaid_cents",
            kind="money",
            hidden=True,
        ),
        Column("paid", gettext_lazy("Received"), "paid_cents", sort="paid_cents", kind="money"),
        Column(
            "credited", gettext_lazy("Credited"), "credited_cents", sort="credited_cents", kind="money", hidden=True
        ),
        Column("due", gettext_lazy("To be paid"), _due_of, sort="due_cents", kind="money"),
    ]


def _payment_state(payment: Payment) -> Status:
    if payment.corrects_id:
        return Status("neutral", _("Takes back an entry"))
    if hasattr(payment, "corrected_by"):
        return Status("neutral", _("Taken back"))
    if payment.is_paid_back:
        return Status("info", _("Given back"))
    if payment.method == Payment.Method.FEE:
        return Status("neutral", _("Bank fee"))
    return Status("good", _("Received"))


def payment_table(edition: Edition) -> Table:
    return Table(
        id="payments",
        label=gettext_lazy("Payments"),
        columns=[
            Column(
                "company",
                gettext_lazy("Company"),
                "invoice.exhibitor.company.name",
                sort="invoice__exhibitor__company__name_folded",
                link=lambda row: reverse("treasury:invoice_detail", args=[edition.slug, row.invoice_id]),
            ),
            Column("invoice", gettext_lazy("Invoice"), "invoice.number", sort="invoice__number"),
            Column("received_on", gettext_lazy("Received on"), sort=("received_on", "entered_at"), kind="date"),
            Column("amount", gettext_lazy("Amount"), "amount_cents", sort="amount_cents", kind="money"),
            Column("method", gettext_lazy("By"), "get_method_display", sort="method"),
            Column("reference", gettext_lazy("Reference")),
            Column("state", gettext_lazy("State"), _payment_state, kind="status"),
            Column("entered", gettext_lazy("Entered"), "entered_at", sort="entered_at", kind="moment", hidden=True),
        ],
        sort="-received_on",
        search=["invoice__exhibitor__company__name_folded", "number_folded"],
        search_hint=gettext_lazy("Company or number"),
        filters=[Filter("method", gettext_lazy("By"), Payment.Method.choices, field="method")],
        empty=Empty(
            gettext_lazy("No payment yet"),
            gettext_lazy("Enter what the bank statement shows on the page of its invoice."),
            "landmark",
        ),
        total=lambda count: ngettext("%(count)s payment", "%(count)s payments", count) % {"count": count},
    )
