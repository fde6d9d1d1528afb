"""The list of transmissions, and how lists are filtered by where a paper stands on its way."""

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from parvis.core.tables import BulkAction, Column, Empty, Filter, Status, Table
from parvis.editions.models import Edition
from parvis.treasury.models import TROUBLE, Code, Route, Transmission

ANSWERS: dict[int, Promise] = {
    Code.PART_APPROVED: gettext_lazy("Credit the part that the buyer does not accept, or agree with it on the rest."),
    Code.DISPUTED: gettext_lazy("Note the dispute on this page, so that reminders stop, and call the buyer."),
    Code.SUSPENDED: gettext_lazy("Send the buyer what it asks for; the invoice goes on by itself afterwards."),
    Code.REFUSED: gettext_lazy("Correct what the buyer says, credit this invoice whole, and issue a new one."),
    Code.REJECTED: gettext_lazy(
        "The buyer has not received it. Correct what the platform says, credit this invoice whole, and issue a new one."
    ),
}
STATES: list[tuple[str, Promise]] = [
    ("todo", gettext_lazy("To transmit")),
    ("problem", gettext_lazy("Not handed over")),
    ("sent", gettext_lazy("On its way")),
    ("trouble", gettext_lazy("Refused or disputed")),
    ("approved", gettext_lazy("Approved")),
    ("cashed", gettext_lazy("Cashed")),
    ("mail", gettext_lazy("By mail")),
]
ENDED = (Code.APPROVED, Code.CASHED)


def state_conditions(code: str = "code", prefix: str = "") -> dict[str, Q]:
    """What each of `STATES` selects; `code` names the annotation of the last status, `prefix` leads to the row."""
    leaves = Q((f"{prefix}route__in", [Route.PLATFORM, Route.CHORUS]), (code, None))
    others = [one.value for one in Code if one not in (*TROUBLE, *ENDED)]
    return {
        "todo": leaves & Q((f"{prefix}problem", "")),
        "problem": leaves & ~Q((f"{prefix}problem", "")),
        "sent": Q((f"{code}__in", others)),
        "trouble": Q((f"{code}__in", [one.value for one in TROUBLE])),
        "approved": Q((code, Code.APPROVED.value)),
        "cashed": Q((code, Code.CASHED.value)),
        "mail": Q((f"{prefix}route", Route.MAIL), (code, None)),
    }


def transmission_table(edition: Edition, *, can_write: bool) -> Table:
    return Table(
        id="transmissions",
        label=gettext_lazy("Transmission"),
        columns=[
            Column(
                "number",
                gettext_lazy("Number"),
                sort="number",
                link=lambda row: reverse("treasury:invoice_detail", args=[edition.slug, row.owner.pk]),
            ),
            Column("company", gettext_lazy("Company"), "owner.exhibitor.company.name", sort="company_folded"),
            Column("issued", gettext_lazy("Issued on"), "issued_on", sort="issued_on", kind="date"),
            Column("way", gettext_lazy("Way"), "get_route_display", sort="route"),
            Column("state", gettext_lazy("State"), _state, kind="status"),
            Column("report", gettext_lazy("E-reporting"), "has_report", sort="has_report", kind="flag"),
            Column("problem", gettext_lazy("Why not"), "problem", hidden=True),
            Column("platform", gettext_lazy("Platform"), sort="platform", hidden=True),
        ],
        sort="-number",
        search=["company_folded", "number_folded"],
        search_hint=gettext_lazy("Company or number"),
        filters=[
            Filter("state", gettext_lazy("State"), STATES, conditions=state_conditions()),
            Filter("way", gettext_lazy("Way"), Route.choices, field="route"),
            Filter(
                "report",
                gettext_lazy("E-reporting"),
                [("yes", gettext_lazy("To report"))],
                conditions={"yes": Q(has_report=True)},
            ),
        ],
        bulk=[BulkAction("deposited", gettext_lazy("Deposited today"), "check")] if can_write else [],
        empty=Empty(
            gettext_lazy("Nothing to transmit yet"),
            gettext_lazy("Each invoice and credit note is listed here from its issue, with the way it takes."),
            "send",
        ),
        total=lambda count: ngettext("%(count)s paper", "%(count)s papers", count) % {"count": count},
    )


def _state(row: Transmission) -> Status:
    return Status(row.progress.kind, row.progress.label)
