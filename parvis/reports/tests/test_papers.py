"""The edition report as printed."""

from datetime import UTC, datetime

from parvis.core.documents import Look, render
from parvis.core.tests.pdf_reading import page_count, standards_of, text_of
from parvis.reports.papers import EditionReportPaper, ReportSection

LOOK = Look(name="Forum Horizon", language="fr", at=datetime(2026, 11, 20, tzinfo=UTC))


VISITORS: ReportSection = {
    "heading": "Visiteurs",
    "text": ["Le pic est à 11 h."],
    "figures": [{"label": "Entrées", "value": "900"}],
    "charts": [
        {
            "title": "Par heure",
            "direction": "columns",
            "bars": [{"label": f"{hour} h", "value": hour, "display": str(hour * 7)} for hour in range(9, 18)],
        },
        {
            "title": "Par école",
            "direction": "rows",
            "bars": [{"label": "Télécom", "value": 42, "display": "42 entrées"}],
        },
    ],
    "tables": [
        {
            "title": "Ventes",
            "columns": ["Formule", "Nombre"],
            "numeric": [1],
            "rows": [["Premium", "12"]],
            "total": ["Total", "12"],
        }
    ],
}


def _report(*sections: ReportSection) -> EditionReportPaper:
    return {
        "title": "Rapport de l’édition 2026",
        "subtitle": "12 novembre 2026",
        "made_on": "20 novembre 2026",
        "figures": [{"label": "Exposants", "value": "80", "note": "+6"}],
        "sections": sections,
    }


def test_report_prints_figures_charts_and_tables() -> None:
    pdf = render("reports/edition_report.typ", _report(VISITORS), look=LOOK)

    text = text_of(pdf)
    for words in (
        "Rapport de l’édition 2026",
        "80",
        "Le pic est à 11 h.",
        "119",
        "42 entrées",
        "Premium 12",
        "Total 12",
    ):
        assert words in text
    assert standards_of(pdf) == {"A-3A", "UA-1"}


def test_report_of_an_empty_edition_says_that_there_is_nothing() -> None:
    section: ReportSection = {
        "heading": "Visiteurs",
        "text": [],
        "figures": [],
        "charts": [
            {"title": "Par heure", "direction": "columns", "bars": []},
            {"title": "Zéros", "direction": "rows", "bars": [{"label": "A", "value": 0, "display": "0"}]},
        ],
        "tables": [{"title": "Ventes", "columns": ["Formule"], "numeric": [], "rows": []}],
    }

    assert "Aucune donnée." in text_of(render("reports/edition_report.typ", _report(section), look=LOOK))


def test_report_runs_over_as_many_pages_as_it_needs() -> None:
    section: ReportSection = {
        "heading": "Écoles",
        "text": [],
        "figures": [],
        "charts": [
            {
                "title": "Toutes",
                "direction": "rows",
                "bars": [{"label": f"École {n}", "value": n, "display": str(n)} for n in range(120)],
            }
        ],
        "tables": [],
    }

    assert page_count(render("reports/edition_report.typ", _report(section), look=LOOK)) == 4
