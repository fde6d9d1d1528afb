"""The place: halls, booths given and free, area."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from parvis.editions.models import Edition
from parvis.logistics.queries import counts
from parvis.reports.numbers import percent, whole
from parvis.reports.papers import Bar, ReportSection, ReportTable
from parvis.reports.queries.figures import HallFigures, hall_figures


def place_chapter(edition: Edition) -> ReportSection:
    found, halls = counts(edition), hall_figures(edition)
    area = area_words(sum(hall.area_dm2 for hall in halls))
    return {
        "key": "booths",
        "heading": _("Booths"),
        "text": [] if halls else [_("The plan is not drawn yet.")],
        "figures": [
            {"label": _("Booths"), "value": whole(found["booths"]), "note": _("Halls: %(n)s") % {"n": len(halls)}},
            {
                "label": _("Booths given"),
                "value": whole(found["given"]),
                "note": percent(found["given"], found["booths"]),
            },
            {"label": _("Area given"), "value": area},
            {"label": _("Exhibitors without a booth"), "value": whole(found["exhibitors_without"])},
        ],
        "charts": [
            {
                "title": _("Given and free"),
                "direction": "rows",
                "is_whole": True,
                "bars": [
                    {"label": _("Given"), "value": found["given"], "display": whole(found["given"]), "kind": "good"},
                    {"label": _("Free"), "value": found["free"], "display": whole(found["free"]), "kind": "neutral"},
                ],
            },
            {
                "title": _("Booths given by hall"),
                "direction": "rows",
                "bars": [_hall_bar(hall) for hall in halls],
            },
        ],
        "tables": [_table(halls)] if halls else [],
    }


def _hall_bar(hall: HallFigures) -> Bar:
    return {"label": hall.name, "value": hall.given, "display": f"{hall.given} / {hall.booths}"}


def area_words(dm2: int) -> str:
    """`1 234,5 m²`: no decimals unless there are."""
    area = Decimal(dm2) / 100
    return f"{number_format(area, decimal_pos=int(area % 1 != 0), use_l10n=True, force_grouping=True)} m²"


def _table(halls: list[HallFigures]) -> ReportTable:
    total = HallFigures(
        _("Total"),
        sum(hall.booths for hall in halls),
        sum(hall.given for hall in halls),
        sum(hall.area_dm2 for hall in halls),
        sum(hall.ceiling for hall in halls),
    )
    return {
        "title": _("Halls"),
        "columns": [_("Hall"), _("Booths"), _("Booths given"), _("Area given"), _("Most people at once")],
        "numeric": [1, 2, 3, 4],
        "rows": [_cells(hall) for hall in halls],
        "total": _cells(total),
    }


def _cells(hall: HallFigures) -> list[str]:
    return [hall.name, whole(hall.booths), whole(hall.given), area_words(hall.area_dm2), whole(hall.ceiling)]
