"""The lists of bank statements and their lines."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from parvis.core.tables import Column, Empty, Filter, Status, Table
from parvis.editions.models import Edition
from parvis.treasury.models import BankLine, BankStatement

ACCOUNT_SHOWN = 4


def account_end(statement: BankStatement) -> str:
    """The last characters, enough to tell accounts apart."""
    return f"… {statement.account[-ACCOUNT_SHOWN:]}" if statement.account else _("not said")


def statement_table(edition: Edition) -> Table:
    return Table(
        id="statements",
        label=gettext_lazy("Bank statements"),
        columns=[
            Column(
                "file",
                gettext_lazy("File"),
                "file_name",
                sort="file_name",
                link=lambda row: reverse("treasury:statement_detail", args=[edition.slug, row.pk]),
            ),
            Column("format", gettext_lazy("Format"), "get_format_display", sort="format"),
            Column("account", gettext_lazy("Account"), account_end, sort="account"),
            Column("first_on", pgettext_lazy("first day", "From"), sort="first_on", kind="date"),
            Column("last_on", gettext_lazy("To"), sort="last_on", kind="date"),
            Column("lines", gettext_lazy("New lines"), "line_count", sort="line_count", kind="number"),
            Column("brought", gettext_lazy("Brought in"), "brought_at", sort="brought_at", kind="moment"),
        ],
        sort="-brought",
        filters=[Filter("format", gettext_lazy("Format"), BankStatement.Format.choices, field="format")],
        empty=Empty(
            gettext_lazy("No bank statement yet"),
            gettext_lazy("Download the last weeks from the bank as CAMT.053, OFX or CSV, and bring the file in."),
            "landmark",
        ),
        total=lambda count: ngettext("%(count)s file", "%(count)s files", count) % {"count": count},
    )


def line_state(line: BankLine) -> Status:
    """Of a row fetched `with_left()`."""
    left: int = vars(line)["left_cents"]
    if line.amount_cents < 0:
        return Status("neutral", _("Went out")) if left == line.amount_cents else Status("good", _("Given back"))
    if left == line.amount_cents:
        return Status("waiting", _("To match"))
    return Status("info", _("Matched in part")) if left else Status("good", _("Matched"))


def _label(line: BankLine) -> str:
    if not line.original:
        return str(line)
    return format_html('{} <span class="muted small">({})</span>', str(line), line.original)


def line_table() -> Table:
    return Table(
        id="lines",
        label=gettext_lazy("Lines of the statement"),
        columns=[
            Column("label", gettext_lazy("Label"), show=_label),
            Column("booked_on", gettext_lazy("Date"), sort=("booked_on", "position"), kind="date"),
            Column("payer", gettext_lazy("Other side"), sort="payer"),
            Column("amount", gettext_lazy("Amount"), "amount_cents", sort="amount_cents", kind="money"),
            Column("left", gettext_lazy("Left"), "left_cents", sort="left_cents", kind="money", hidden=True),
            Column("state", gettext_lazy("State"), line_state, kind="status"),
        ],
        sort="booked_on",
        empty=Empty(gettext_lazy("No line here"), gettext_lazy("Change the filter."), "landmark"),
        total=lambda count: ngettext("%(count)s line", "%(count)s lines", count) % {"count": count},
    )
