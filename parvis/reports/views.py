"""The team's home and the edition report."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from parvis.core.exports import file_response
from parvis.core.navigation import find_url, may_open
from parvis.editions.doors import TeamRequest, team_view
from parvis.editions.models import Edition
from parvis.editions.opening import checklist_of
from parvis.reports import edition_report as reports
from parvis.reports import rules
from parvis.reports.home import Reader, Section, sections_for
from parvis.reports.numbers import Number, numbers_of
from parvis.reports.papers import ReportTable
from parvis.reports.queries.waiting import shifts_of


@require_GET
@team_view(rules.can_see_home)
def home(request: TeamRequest) -> HttpResponse:
    """What waits for the reader, then the numbers; a volunteer of the day sees the scanner and their shifts."""
    now = timezone.now()
    context: dict[str, object] = {"shifts": shifts_of(request.user, request.edition, since=now)}
    if not request.member.is_team:
        return render(request, "reports/home_volunteer.html", context)
    reader = Reader(request.edition, request.user, now)
    sections = [] if request.edition.is_closed else sections_for(request.member, reader)
    context["sections"] = [_shown(request, section) for section in sections if section.lines]
    context["quiet"] = [section.name for section in sections if not section.lines]
    context["numbers"] = [
        {**number._asdict(), "href": _href(request, number)}
        for number in numbers_of(request.edition, request.member, on=reader.on)
    ]
    if request.edition.state == Edition.State.PREPARING:
        context["checklist"] = checklist_of(request.edition, at=now)
    return render(request, "reports/home.html", context)


def _shown(request: TeamRequest, section: Section) -> dict[str, object]:
    lines = [{**line._asdict(), "href": _href(request, line, line.query)} for line in section.lines]
    return {"name": section.name, "lines": lines}


def _href(request: TeamRequest, target: Number | object, query: str = "") -> str:
    """The address behind a line or a number, if its page is there and the reader may open it."""
    url = find_url(str(getattr(target, "page", "")), request.edition.slug)
    if not url or not may_open(request, url):
        return ""
    return f"{url}?{query}" if query else url


@require_GET
@team_view(rules.can_see_report)
def edition_report(request: TeamRequest) -> HttpResponse:
    """Of an open edition as of a closed one."""
    with_money = rules.can_see_money(request.member)
    paper = reports.report_of(request.edition, with_money=with_money, at=timezone.now())
    sections = [
        {**section, "tables": [_shown_table(table) for table in section["tables"]]} for section in paper["sections"]
    ]
    context = {"paper": paper, "sections": sections, "with_money": with_money}
    return render(request, "reports/edition_report.html", context)


def _shown_table(table: ReportTable) -> dict[str, object]:
    """With each cell goes the name of its column, which a phone shows beside it."""
    rows = [list(zip(table["columns"], row, strict=True)) for row in table["rows"]]
    total = list(zip(table["columns"], table["total"], strict=True)) if "total" in table else []
    return {**table, "rows": rows, "total": total}


@require_GET
@team_view(rules.can_see_report)
def edition_report_pdf(request: TeamRequest) -> HttpResponse:
    language = get_language() or "fr"
    with_money = rules.can_see_money(request.member)
    pdf = reports.report_pdf(request.edition, with_money=with_money, language=language, at=timezone.now())
    name = f"{_('report')}-{request.edition.slug}.pdf"
    return file_response(pdf, name, "application/pdf")
