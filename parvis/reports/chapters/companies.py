"""Companies: how far each came, who signed, what they brought."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.companies.queries import StageCount, pipeline_counts
from parvis.editions.models import Edition
from parvis.reports.numbers import percent, whole
from parvis.reports.papers import Bar, BarChart, KeyFigure, ReportSection
from parvis.reports.queries.figures import CompanyFigures, company_figures, exhibitors_by_class, exhibitors_by_sector


def companies_chapter(edition: Edition) -> ReportSection:
    found, stages = company_figures(edition), pipeline_counts(edition)
    return {
        "key": "companies",
        "heading": _("Companies"),
        "text": _sentences(found),
        "figures": _figures(found),
        "charts": [
            {"title": _("From the first call to the signature"), "direction": "rows", "bars": _stage_bars(stages)},
            _chart(_("Exhibitors by class of company"), exhibitors_by_class(edition)),
            _chart(_("Exhibitors by sector"), exhibitors_by_sector(edition)),
        ],
        "tables": [],
    }


def _sentences(found: CompanyFigures) -> list[str]:
    if not found.confirmed:
        return [_("No company has signed yet.")]
    words = {"confirmed": whole(found.confirmed), "approached": whole(found.approached)}
    sentence = _("Of %(approached)s companies approached, %(confirmed)s exhibit.") % words
    if not found.withdrawn:
        return [sentence]
    left = ngettext("%(n)s has withdrawn.", "%(n)s have withdrawn.", found.withdrawn) % {"n": whole(found.withdrawn)}
    return [f"{sentence} {left}"]


def _figures(found: CompanyFigures) -> list[KeyFigure]:
    share = percent(found.confirmed, found.approached)
    return [
        {
            "label": _("Exhibitors"),
            "value": whole(found.confirmed),
            "note": _("%(share)s of those approached") % {"share": share},
        },
        {"label": _("Quotes in progress"), "value": whole(found.prospective)},
        {"label": _("Job offers"), "value": whole(found.offers)},
        {"label": _("People on booths"), "value": whole(found.people)},
    ]


def _stage_bars(stages: list[StageCount]) -> list[Bar]:
    return [{"label": str(row.stage), "value": row.count, "display": whole(row.count)} for row in stages]


def _chart(title: str, rows: list[tuple[str, int]]) -> BarChart:
    bars: list[Bar] = [{"label": name or _("Not said"), "value": n, "display": whole(n)} for name, n in rows]
    return {"title": title, "direction": "rows", "bars": bars}
