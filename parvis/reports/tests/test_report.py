"""The edition report: every figure is the sum one makes by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from parvis.core.tests.pdf_reading import standards_of, text_of
from parvis.editions.tests.factories import NOON, make_edition
from parvis.exhibitors.tests.factories import make_exhibitor
from parvis.reports.chapters.visitors import MOST_DAYS
from parvis.reports.edition_report import report_of, report_pdf
from parvis.reports.papers import ReportSection
from parvis.reports.queries.figures import company_figures, exhibitors_by_sector, hall_figures, signed_by_month
from parvis.reports.tests.factories import make_known_edition
from parvis.treasury.tests.factories import make_signed_contract
from parvis.visitors.tests.factories import make_registration

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=90)


def chapters(*, with_money: bool = True, at: datetime = LATER) -> dict[str, ReportSection]:
    paper = report_of(make_known_edition(), with_money=with_money, at=at)
    return {section["key"]: section for section in paper["sections"]}


def values(section: ReportSection) -> list[str]:
    return [figure["value"] for figure in section["figures"]]


def bars(section: ReportSection, chart: int) -> list[tuple[str, str]]:
    return [(bar["label"], bar["display"]) for bar in section["charts"][chart]["bars"]]


def test_companies_are_counted_by_stage_class_and_sector() -> None:
    found = chapters()["companies"]

    assert found["text"] == ["Of 4 companies approached, 3 exhibit."]
    assert values(found) == ["3", "0", "1", "1"]
    assert [(name, n) for name, n in bars(found, 0) if n != "0"] == [("Contacted", "1"), ("Won", "3")]
    assert bars(found, 1) == [("Large company", "3")]
    assert bars(found, 2) == [("Logiciel", "3")]


def test_money_is_signed_invoiced_collected_and_late() -> None:
    found = chapters()["money"]

    assert values(found) == ["€8,640", "€5,760", "€2,880", "€2,280"]
    assert bars(found, 0) == [("Collected", "€2,880"), ("To come, in time", "€0"), ("Late", "€2,280")]
    assert bars(found, 1) == [("Sep", "7 k€")]
    assert found["tables"][0]["rows"] == [["Booth", "3", "€7,200.00"]]
    assert found["tables"][0]["total"] == ["Total", "", "€7,200.00"]
    assert found["text"] == ["Contracts are worth €7,200 without VAT; 56% of what was invoiced has come in."]


def test_money_is_for_those_who_may_see_it() -> None:
    assert list(chapters(with_money=False)) == ["companies", "booths", "visitors"]


def test_booths_are_counted_by_hall_with_their_area() -> None:
    found = chapters()["booths"]

    assert values(found) == ["3", "2", "18 m²", "1"]
    assert bars(found, 0) == [("Given", "2"), ("Free", "1")]
    assert [bar["display"] for bar in found["charts"][1]["bars"]] == ["2 / 3"]
    assert found["tables"][0]["total"][:4] == ["Total", "3", "2", "18 m²"]


def test_visitors_are_counted_by_school_and_by_hour_of_entry_each_once() -> None:
    found = chapters()["visitors"]

    assert values(found) == ["4", "3", "1", "1"]
    assert bars(found, 0) == [("15 Sep", "5")]
    assert bars(found, 1) == [("12:00", "2"), ("13:00", "0"), ("14:00", "1")]
    assert bars(found, 2) == [("Télécom Paris", "3")]
    assert found["tables"][0]["rows"] == [["Télécom Paris", "3", "3", "100%"], ["ENSAE Paris", "1", "0", "0%"]]
    assert found["tables"][0]["total"] == ["Total", "4", "3", "75%"]
    assert found["text"] == ["3 of 4 registered people came. The busiest hour began at 12:00, with 2 entries."]


def test_an_empty_edition_says_what_is_not_there_yet() -> None:
    paper = report_of(make_edition(name="Forum Vide"), with_money=True, at=NOON)

    assert [section["text"] for section in paper["sections"]] == [
        ["No company has signed yet."],
        ["No contract is signed yet."],
        ["The plan is not drawn yet."],
        ["Nobody has registered yet."],
    ]
    assert paper["title"] == "Report of Forum Vide"
    assert [figure["value"] for figure in paper["figures"]] == ["0", "€0", "0", "0"]
    assert paper["sections"][3]["figures"][1]["value"] == "—"


def test_before_the_fair_schools_are_those_of_the_registered() -> None:
    edition = make_edition()
    make_registration(edition)

    visitors = report_of(edition, with_money=False, at=NOON)["sections"][-1]

    assert [chart["title"] for chart in visitors["charts"]] == ["Sign-ups over time", "Registered by school"]
    assert bars(visitors, 1) == [("Télécom Paris", "1")]


def test_a_long_registration_is_drawn_by_week() -> None:
    edition = make_edition()
    for day in (0, 8, MOST_DAYS + 10):
        make_registration(edition, registered_at=NOON + timedelta(days=day))

    shown = report_of(edition, with_money=False, at=NOON)["sections"][-1]["charts"][0]["bars"]

    assert [bar["value"] for bar in shown] == [1, 1, 0, 0, 0, 0, 0, 1]


def test_withdrawn_and_prospective_exhibitors_are_told_apart() -> None:
    edition = make_edition()
    make_exhibitor(edition)
    make_exhibitor(edition, status="withdrawn")
    make_exhibitor(edition, status="prospective")

    found = company_figures(edition)

    assert (found.confirmed, found.withdrawn, found.prospective) == (1, 1, 1)
    assert exhibitors_by_sector(edition) == [("", 1)]
    text = report_of(edition, with_money=False, at=NOON)["sections"][0]["text"]
    assert text == ["Of 0 companies approached, 1 exhibit. 1 has withdrawn."]


def test_signatures_by_month_leave_no_month_out() -> None:
    first = make_signed_contract()
    second = make_signed_contract(first.exhibitor.edition)
    second.signed_at = datetime(2027, 1, 3, tzinfo=UTC)
    second.save()

    months = signed_by_month(first.exhibitor.edition)

    assert [(month.isoformat(), cents) for month, cents in months] == [
        ("2026-09-01", 240_000),
        ("2026-10-01", 0),
        ("2026-11-01", 0),
        ("2026-12-01", 0),
        ("2027-01-01", 240_000),
    ]


def test_an_edition_without_plan_has_no_hall() -> None:
    assert hall_figures(make_edition()) == []


def test_the_paper_says_the_same_in_the_reader_s_language() -> None:
    pdf = report_pdf(make_known_edition(), with_money=True, language="fr", at=LATER)

    text = text_of(pdf)
    for words in ("Bilan — ", "Encaissé", "Stands attribués", "Télécom Paris"):
        assert words in text
    assert standards_of(pdf) == {"A-3A", "UA-1"}


def test_the_report_in_french() -> None:
    with translation.override("fr"):
        found = chapters()["money"]

    assert values(found) == ["8\xa0640\xa0€", "5\xa0760\xa0€", "2\xa0880\xa0€", "2\xa0280\xa0€"]
