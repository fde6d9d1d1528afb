"""Money: signed, invoiced, collected, late; what was sold."""

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.core.money import format_cents
from parvis.editions.models import Edition
from parvis.reports.numbers import amount, percent, short_month, whole
from parvis.reports.papers import Bar, ReportSection, ReportTable
from parvis.reports.queries.figures import signed_by_month
from parvis.treasury.queries import MoneySummary, PackageRevenue, money_summary, revenue_by_package


def money_chapter(edition: Edition, *, on: date) -> ReportSection:
    sums, revenue = money_summary(edition, on), revenue_by_package(edition)
    months = signed_by_month(edition)
    return {
        "key": "money",
        "heading": _("Money"),
        "text": [_sentence(sums)],
        "figures": [
            {"label": _("Signed"), "value": amount(sums.signed_cents), "note": _net(sums.signed_net_cents)},
            {"label": _("Invoiced"), "value": amount(sums.invoiced_cents), "note": _credited(sums)},
            {"label": _("Collected"), "value": amount(sums.collected_cents), "note": _share(sums)},
            {"label": _("Late"), "value": amount(sums.late_cents), "note": _late(sums)},
        ],
        "charts": [
            {
                "title": _("Where the money invoiced is, VAT included"),
                "direction": "rows",
                "is_whole": True,
                "bars": _parts(sums),
            },
            {
                "title": _("Signed by month, without VAT (k€)"),
                "direction": "columns",
                "bars": [_month_bar(month, cents) for month, cents in months],
            },
        ],
        "tables": [_table(revenue)] if revenue else [],
    }


def _sentence(sums: MoneySummary) -> str:
    if not sums.signed_cents:
        return _("No contract is signed yet.")
    words = {"signed": amount(sums.signed_net_cents), "collected": percent(sums.collected_cents, owed(sums))}
    return _("Contracts are worth %(signed)s without VAT; %(collected)s of what was invoiced has come in.") % words


def owed(sums: MoneySummary) -> int:
    """What was invoiced and not credited since."""
    return sums.invoiced_cents - sums.credited_cents


def _net(cents: int) -> str:
    return _("Excluding VAT: %(amount)s") % {"amount": amount(cents)}


def _credited(sums: MoneySummary) -> str:
    return _("%(amount)s credited since") % {"amount": amount(sums.credited_cents)} if sums.credited_cents else ""


def _share(sums: MoneySummary) -> str:
    return _("%(share)s of what is owed") % {"share": percent(sums.collected_cents, owed(sums))}


def _late(sums: MoneySummary) -> str:
    return _("Invoices: %(n)s") % {"n": whole(sums.late_count)}


def _parts(sums: MoneySummary) -> list[Bar]:
    parts = [
        (_("Collected"), sums.collected_cents, "good"),
        (_("To come, in time"), sums.due_cents - sums.late_cents, "info"),
        (_("Late"), sums.late_cents, "bad"),
    ]
    return [
        {"label": label, "value": cents / 100, "display": amount(cents), "kind": kind} for label, cents, kind in parts
    ]


def _month_bar(month: date, cents: int) -> Bar:
    thousands = round(cents / 100_000)
    return {"label": short_month(month), "value": thousands, "display": _("%(n)s k€") % {"n": whole(thousands)}}


def _table(revenue: list[PackageRevenue]) -> ReportTable:
    language = get_language() or "fr"
    return {
        "title": _("What was sold"),
        "columns": [_("Package or option"), _("Quantity"), _("Without VAT")],
        "numeric": [1, 2],
        "rows": [[row.name, whole(row.quantity), format_cents(row.net_cents, language)] for row in revenue],
        "total": [_("Total"), "", format_cents(sum(row.net_cents for row in revenue), language)],
    }
