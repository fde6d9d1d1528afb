"""The treasurer's dashboard: how the money stands, how it came there, last year's, and the budget."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.core.dates import local_date
from parvis.core.exports import csv_response, xlsx_response
from parvis.core.money import format_cents
from parvis.editions.doors import TeamRequest, team_view
from parvis.treasury import outlook, rules
from parvis.treasury.outlook import Comparison, Forecast, MoneyAt
from parvis.treasury.queries import MoneySummary, money_summary

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}


@require_safe
@team_view(rules.can_see_spending)
def dashboard(request: TeamRequest) -> HttpResponse:
    """Charts with their numbers as tables; all of it as a file when asked."""
    here, today = request.edition, local_date(timezone.now())
    story = outlook.story_of(here)
    comparison, months = outlook.against_last_year(story, today), outlook.by_month(story, today)
    if export := EXPORTS.get(request.GET.get("export", "")):
        headers = [_("At the end of"), *_names()]
        return export(f"{_('Dashboard')} {here.slug} {today.isoformat()}", headers, _rows(comparison, months, today))
    summary, forecast = money_summary(here, today), outlook.forecast_against_budget(here)
    context = {
        "summary": summary,
        "comparison": comparison,
        "rows": _compared(comparison),
        "bars": _bars(comparison),
        "months": [(date_format(month, "F Y"), money.values) for month, money in months],
        "columns": [_column(month, money) for month, money in months],
        "series": [_("Collected"), _("Invoiced, to come in"), _("Signed, to invoice")],
        "whole": _whole(summary),
        "names": _names(),
        "forecast": forecast,
        "budget_bars": _budget_bars(forecast) if forecast else [],
        "today": today,
    }
    return render(request, "treasury/dashboard.html", context)


def _names() -> list[str]:
    return [_("Signed"), _("Invoiced"), _("Collected"), _("Late")]


def _rows(comparison: Comparison, months: list[tuple[date, MoneyAt]], today: date) -> list[list[Any]]:
    """Each month, today, and last year's edition on its day."""
    rows = [[date_format(month, "F Y"), *_euros(money)] for month, money in months]
    rows.append([today.isoformat(), *_euros(comparison.now)])
    if comparison.then and comparison.before and comparison.then_on:
        rows.append([f"{comparison.before} {comparison.then_on.isoformat()}", *_euros(comparison.then)])
    return rows


def _euros(money: MoneyAt) -> list[Decimal]:
    return [Decimal(cents) / 100 for cents in money.values]


def _column(month: date, money: MoneyAt) -> dict[str, Any]:
    """Whole euros, each part on top of the one before: signed is the height of the column."""
    to_come = max(money.invoiced - money.collected, 0)
    to_invoice = max(money.signed - max(money.invoiced, money.collected), 0)
    values = [max(money.collected, 0) // 100, to_come // 100, to_invoice // 100]
    return {"label": date_format(month, "N"), "values": values}


def _whole(summary: MoneySummary) -> list[dict[str, Any]]:
    """Where the money signed is today."""
    asked = summary.invoiced_cents - summary.credited_cents
    parts = [
        (_("Collected"), summary.collected_cents, "good"),
        (_("To come, in time"), summary.due_cents - summary.late_cents, "info"),
        (_("Late"), summary.late_cents, "bad"),
        (_("Signed, to invoice"), max(summary.signed_cents - asked, 0), "neutral"),
    ]
    return [
        {"label": label, "value": max(cents, 0) / 100, "display": _words(cents), "kind": kind}
        for label, cents, kind in parts
        if cents > 0
    ]


def _words(cents: int) -> str:
    """Whole euros, as charts are read at a glance."""
    return format_cents(round(cents / 100) * 100, get_language() or "fr").replace(",00", "").replace(".00", "")


def _compared(comparison: Comparison) -> list[tuple[str, int, int | None, int]]:
    return [
        (name, now, then, now - then if then is not None else 0)
        for name, (now, then) in zip(_names(), comparison.pairs, strict=True)
    ]


def _bars(comparison: Comparison) -> list[dict[str, Any]]:
    """Two bars for each sum: this edition, then last year's."""
    bars = []
    for name, now, then, _difference in _compared(comparison):
        if then is not None:
            bars.append(_bar(_("%(name)s, this edition") % {"name": name}, now))
            bars.append(_bar(_("%(name)s, last edition") % {"name": name}, then))
    return bars


def _budget_bars(forecast: Forecast) -> list[dict[str, Any]]:
    sides = [(_("Income"), forecast.income), (_("Expenses"), forecast.expense)]
    return [
        _bar(_("%(side)s: %(word)s") % {"side": name, "word": word}, cents)
        for name, side in sides
        for word, cents in (
            (_("budget"), side.planned),
            (_("certain"), side.certain),
            (_("forecast"), side.expected),
        )
    ]


def _bar(label: str, cents: int) -> dict[str, Any]:
    return {"label": label, "value": max(cents, 0) / 100, "display": _words(cents)}
