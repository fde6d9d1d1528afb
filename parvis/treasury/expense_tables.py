"""The lists of money that goes out."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from parvis.core.tables import BulkAction, Column, Empty, Filter, Status, Table
from parvis.editions.models import Edition
from parvis.treasury.models import Expense, Supplier

MARKS = {
    Expense.Status.TO_APPROVE: "waiting",
    Expense.Status.APPROVED: "info",
    Expense.Status.PAID: "good",
    Expense.Status.REFUSED: "bad",
}


def state_of(expense: Expense) -> Status:
    status = Expense.Status(expense.status)
    return Status(MARKS[status], status.label)


def left_of(expense: Expense) -> int | None:
    """Of a row fetched `with_left()`; nothing of what is never paid."""
    left: int = vars(expense)["left_cents"]
    return None if expense.is_quote or expense.status == Expense.Status.REFUSED else left


def expenses_counted(count: int) -> str:
    return ngettext("%(count)s expense", "%(count)s expenses", count) % {"count": count}


def _columns(link: Callable[[Expense], str]) -> list[Column]:
    return [
        Column("purpose", gettext_lazy("What for"), sort="purpose_folded", link=link),
        Column("party", gettext_lazy("To whom"), "party", sort="supplier__name_folded"),
        Column("kind", gettext_lazy("Kind"), "get_kind_display", sort="kind"),
        Column("number", gettext_lazy("Number"), sort="number_folded"),
        Column("due_on", gettext_lazy("Due date"), sort=("due_on", "pk"), kind="date"),
        Column("total", gettext_lazy("With VAT"), "total_cents", kind="money"),
        Column("left", gettext_lazy("Left to pay"), left_of, sort="left_cents", kind="money"),
        Column("state", gettext_lazy("State"), state_of, kind="status"),
        Column("dated", gettext_lazy("Dated"), "issued_on", sort="issued_on", kind="date", hidden=True),
        Column("asked", gettext_lazy("Handed in"), "asked_at", sort=("asked_at", "pk"), kind="moment", hidden=True),
    ]


def expense_table(edition: Edition) -> Table:
    return Table(
        id="expenses",
        label=gettext_lazy("Expenses"),
        columns=_columns(lambda row: reverse("treasury:expense_detail", args=[edition.slug, row.pk])),
        sort="-asked",
        search=["purpose_folded", "supplier__name_folded", "number_folded"],
        search_hint=gettext_lazy("Supplier, number or words"),
        filters=[
            Filter("state", gettext_lazy("State"), Expense.Status.choices, field="status"),
            Filter("kind", gettext_lazy("Kind"), Expense.Kind.choices, field="kind"),
        ],
        empty=Empty(
            gettext_lazy("No expense yet"),
            gettext_lazy("Hand in the first quote or bill: its file is kept, and an e-invoice fills the form."),
            "file-text",
        ),
        total=expenses_counted,
    )


def transfer_table(edition: Edition) -> Table:
    """What is approved and not paid, to type into the bank's page or to take there as a file."""
    columns = _columns(lambda row: reverse("treasury:expense_detail", args=[edition.slug, row.pk]))
    kept = [column for column in columns if column.key in {"purpose", "party", "number", "due_on", "left"}]
    return Table(
        id="transfers",
        label=gettext_lazy("Transfers to make"),
        columns=[*kept, Column("iban", gettext_lazy("IBAN"), account_of)],
        sort="due_on",
        bulk=[BulkAction("paid", gettext_lazy("They are paid"), "check", "primary")],
        empty=Empty(
            gettext_lazy("Nothing to pay"),
            gettext_lazy("Approved bills and refunds wait here until their money has left."),
            "circle-check",
        ),
        total=expenses_counted,
    )


def account_of(expense: Expense) -> str:
    """Where the money goes; empty when nobody wrote it, or when it is forgotten."""
    if expense.supplier:
        return expense.supplier.iban
    account = getattr(expense, "account", None)
    return account.iban if account else ""


def supplier_table(edition: Edition) -> Table:
    def edit(row: Supplier) -> str:
        return reverse("treasury:supplier_edit", args=[edition.slug, row.pk])

    return Table(
        id="suppliers",
        label=gettext_lazy("Suppliers"),
        columns=[
            Column("name", gettext_lazy("Name"), sort="name_folded", link=edit),
            Column("siren", gettext_lazy("SIREN")),
            Column("vat_number", pgettext_lazy("field", "VAT number")),
            Column("iban", gettext_lazy("IBAN"), hidden=True),
        ],
        sort="name",
        search=["name_folded"],
        search_hint=gettext_lazy("Name"),
        empty=Empty(
            gettext_lazy("No supplier yet"),
            gettext_lazy("A supplier is written with its first quote or bill."),
            "truck",
        ),
        total=lambda count: ngettext("%(count)s supplier", "%(count)s suppliers", count) % {"count": count},
        edit=edit,
    )
