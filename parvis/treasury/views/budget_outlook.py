"""What the budget leads to: the cash of each week until after the fair, and the margin of each option."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.core.dates import local_date
from parvis.core.exports import csv_response, xlsx_response
from parvis.editions.doors import TeamRequest, team_view
from parvis.treasury import cash, margins, rules

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}


def _euros(*cents: int) -> list[Any]:
    return [Decimal(one) / 100 for one in cents]


@require_safe
@team_view(rules.can_see_spending)
def cash_forecast(request: TeamRequest) -> HttpResponse:
    weeks = cash.forecast(request.edition, local_date(timezone.now()))
    if export := EXPORTS.get(request.GET.get("export", "")):
        headers = [
            *(_("Week of"), _("Invoices due"), _("Expected"), _("Bills to pay"), _("Budget left")),
            _("In the end"),
        ]
        rows = [[week.starts_on, *_euros(*_amounts(week))] for week in weeks]
        return export(f"{_('Cash forecast')} {request.edition.slug}", headers, rows)
    lowest = min(weeks, key=lambda week: week.closing_cents)
    context = {
        "weeks": weeks,
        "position": cash.position(),
        "lowest": lowest,
        "last": weeks[-1],
        "columns": [
            {"label": date_format(week.starts_on, "j b"), "value": week.closing_cents // 100} for week in weeks
        ],
        "curve": [week.closing_cents // 100 for week in weeks],
    }
    return render(request, "treasury/cash_forecast.html", context)


def _amounts(week: cash.Week) -> tuple[int, int, int, int, int]:
    return week.due_cents, week.expected_cents, week.bills_cents, week.planned_cents, week.closing_cents


@require_safe
@team_view(rules.can_see_spending)
def option_margins(request: TeamRequest) -> HttpResponse:
    rows = margins.option_margins(request.edition)
    if export := EXPORTS.get(request.GET.get("export", "")):
        headers = [
            *(_("Code"), _("Option"), _("Sold"), _("Income without VAT"), _("Planned cost"), _("Cost"), _("Margin"))
        ]
        cells = [[row.option.code, row.option.name, row.quantity, *_euros(*row.amounts)] for row in rows]
        return export(f"{_('Margins of options')} {request.edition.slug}", headers, cells)
    return render(request, "treasury/option_margins.html", {"rows": rows})
