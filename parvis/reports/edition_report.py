"""The edition report put together, for the page and for the paper."""

from datetime import datetime

from django.utils import dateformat, translation
from django.utils.translation import gettext as _

from parvis.core.dates import local_date
from parvis.core.documents import render
from parvis.editions.looks import edition_look
from parvis.editions.models import Edition
from parvis.reports.chapters.companies import companies_chapter
from parvis.reports.chapters.money import money_chapter
from parvis.reports.chapters.place import place_chapter
from parvis.reports.chapters.visitors import visitors_chapter
from parvis.reports.papers import EditionReportPaper, KeyFigure, ReportSection

SLOWEST_SECONDS = 20


def report_of(edition: Edition, *, with_money: bool, at: datetime) -> EditionReportPaper:
    """Every chapter the reader may see, in the language of the moment."""
    on = local_date(at)
    chapters = [companies_chapter(edition)]
    if with_money:
        chapters.append(money_chapter(edition, on=on))
    chapters += [place_chapter(edition), visitors_chapter(edition)]
    return {
        "title": _("Report of %(edition)s") % {"edition": edition.name},
        "subtitle": " · ".join(filter(None, [day_words(edition), edition.place_name])),
        "made_on": dateformat.format(on, "j F Y"),
        "figures": _first_figures(chapters),
        "sections": chapters,
    }


def day_words(edition: Edition) -> str:
    return dateformat.format(edition.fair_on, "l j F Y")


def _first_figures(chapters: list[ReportSection]) -> list[KeyFigure]:
    """The first figure of each chapter stands on the first page."""
    return [chapter["figures"][0] for chapter in chapters]


def report_pdf(edition: Edition, *, with_money: bool, language: str, at: datetime) -> bytes:
    """The same report on paper."""
    with translation.override(language):
        paper = report_of(edition, with_money=with_money, at=at)
        look = edition_look(edition, language=language, at=at)
        return render("reports/edition_report.typ", dict(paper), look=look, timeout=SLOWEST_SECONDS)
