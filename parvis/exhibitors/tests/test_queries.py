"""What is due and when, progress, lists and totals."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from parvis.editions.actions import grant_exception
from parvis.editions.tests.factories import NOON, make_actor, make_edition, make_window
from parvis.exhibitors import queries
from parvis.exhibitors.actions.steps import mark_step_done, mark_step_undone
from parvis.exhibitors.models import DoneStep, Entitlement, Exhibitor
from parvis.exhibitors.tests.factories import (
    make_document,
    make_document_request,
    make_entitlement,
    make_exhibitor,
    make_job_offer,
    make_message,
    make_profile,
    make_representative,
)

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def states(exhibitor: Exhibitor) -> dict[str, str]:
    return {item.title: str(item.state) for item in queries.due_items(exhibitor, at=NOON)}


def test_a_new_exhibitor_owes_its_page_logo_and_people() -> None:
    assert states(make_exhibitor()) == {"Company page": "due", "Logo": "due", "People on your booth": "due"}


def test_nothing_is_due_once_all_is_here() -> None:
    exhibitor = make_exhibitor()
    make_entitlement(exhibitor, "job_offer", 2)
    make_profile(exhibitor, logo_path="ab/logo.png")
    make_representative(exhibitor)
    make_job_offer(exhibitor)
    make_document(exhibitor, make_document_request(exhibitor.edition))

    assert set(states(exhibitor).values()) == {"done"}


def test_offers_are_asked_of_those_who_ordered_them() -> None:
    with_offers, with_one_left = make_exhibitor(), make_exhibitor()
    make_entitlement(with_offers, "job_offer", 2)
    make_job_offer(with_one_left)

    assert "Job offers" not in states(make_exhibitor())
    assert states(with_offers)["Job offers"] == "due"
    assert states(with_one_left)["Job offers"] == "done"


def test_what_is_late_or_due_comes_first_by_date() -> None:
    exhibitor = make_exhibitor()
    edition = exhibitor.edition
    make_window(edition, "profile", closes_at=NOON + timedelta(days=3))
    make_window(edition, "representatives", closes_at=NOON - timedelta(days=3))
    make_document_request(edition, "En retard", title_en="Late", due_on=TODAY - timedelta(days=9))
    make_document_request(edition, "Libre", title_en="Free", due_on=TODAY - timedelta(days=9), is_required=False)

    items = queries.due_items(exhibitor, at=NOON)

    assert [(item.title, str(item.state), item.kind) for item in items] == [
        ("Late", "late", "bad"),
        ("People on your booth", "late", "bad"),
        ("Company page", "due", "warn"),
        ("Logo", "due", "warn"),
        ("Free", "optional", ""),
    ]


def test_a_section_that_has_not_opened_is_not_due() -> None:
    exhibitor = make_exhibitor()
    later = NOON + timedelta(days=9)
    make_window(exhibitor.edition, "profile", opens_at=later, closes_at=later + timedelta(days=9))

    items = {item.title: item for item in queries.due_items(exhibitor, at=NOON)}

    assert (str(items["Logo"].state), items["Logo"].is_open, items["Logo"].kind) == ("not_open", False, "")


def test_something_due_in_a_month_does_not_press() -> None:
    exhibitor = make_exhibitor()
    make_window(exhibitor.edition, "profile", closes_at=NOON + timedelta(days=30))

    assert queries.due_items(exhibitor, at=NOON)[0].kind == "info"


def test_a_section_that_closes_at_midnight_is_due_the_day_before() -> None:
    exhibitor = make_exhibitor()
    midnight_in_paris = datetime(2026, 9, 30, 22, 0, tzinfo=UTC)
    make_window(exhibitor.edition, "profile", closes_at=midnight_in_paris)

    assert str(queries.sections_of(exhibitor, at=NOON)["profile"].last_day) == "2026-09-30"


def test_an_exception_moves_the_date_of_one_exhibitor_and_never_shortens_it() -> None:
    edition = make_edition()
    window = make_window(edition, "profile", closes_at=NOON)
    mine, other = make_exhibitor(edition), make_exhibitor(edition)
    for days in (-1, 2):
        until = NOON + timedelta(days=days)
        subject = queries.subject_of(mine)
        grant_exception(window, subject=subject, closes_at=until, reason="-", by=make_actor(), at=NOON)
        section = queries.sections_of(mine, at=NOON)["profile"]
        assert (section.is_open, section.closes_at) == (days > 0, max(NOON, until))

    assert not queries.sections_of(other, at=NOON)["profile"].is_open


def test_every_section_is_closed_when_the_edition_is() -> None:
    exhibitor = make_exhibitor(make_edition(state="closed"))
    make_window(exhibitor.edition, "profile", closes_at=NOON + timedelta(days=3))

    assert [section.is_open for section in queries.sections_of(exhibitor, at=NOON).values()] == [False] * 4


def test_progress_goes_from_the_order_to_the_booth() -> None:
    exhibitor = make_exhibitor(status="prospective")
    steps = queries.progress_steps(exhibitor, queries.due_items(exhibitor, at=NOON))

    assert [(step.key, step.is_done) for step in steps] == [
        ("order", False),
        ("sign", False),
        ("invoice", False),
        ("profile", False),
        ("people", False),
        ("logistics", False),
    ]


def test_progress_counts_what_is_done_within_a_step() -> None:
    exhibitor = make_exhibitor()
    make_profile(exhibitor)
    make_representative(exhibitor)
    make_document_request(exhibitor.edition, is_required=False)

    steps = {step.key: step for step in queries.progress_steps(exhibitor, queries.due_items(exhibitor, at=NOON))}

    assert (steps["sign"].is_done, steps["people"].is_done) == (True, True)
    assert (steps["profile"].is_done, steps["profile"].note) == (False, "1/2")
    assert "documents" not in steps


def test_a_step_of_a_higher_app_is_done_once_and_can_be_undone() -> None:
    exhibitor = make_exhibitor()
    for _time in range(2):
        mark_step_done(exhibitor, DoneStep.Step.INVOICE, by=make_actor(), at=NOON)
    steps = {step.key: step.is_done for step in queries.progress_steps(exhibitor, [])}
    assert (steps["invoice"], steps["logistics"]) == (True, False)
    assert str(exhibitor.done_steps.get()) == f"{exhibitor} invoice"

    for _time in range(2):
        mark_step_undone(exhibitor, DoneStep.Step.INVOICE, by=make_actor(), at=NOON)

    assert not exhibitor.done_steps.exists()


def test_entitlements_are_summed_over_contracts_and_said_in_words() -> None:
    exhibitor = make_exhibitor()
    make_entitlement(exhibitor, "area_dm2", 450)
    make_entitlement(exhibitor, "meal", 2)
    make_entitlement(exhibitor, "meal", 4, source="C2026-0002")
    make_entitlement(make_exhibitor(), "meal", 9)

    totals = queries.entitlement_totals(exhibitor)

    assert totals == {"area_dm2": 450, "meal": 6}
    with translation.override("en"):
        assert queries.entitlement_lines(totals) == [("Area", "4.5 m²"), ("Meals", "6")]
    assert list(Entitlement.objects.of_kind("area_dm2").values_list("quantity", flat=True)) == [450]
    assert str(Entitlement(kind="meal", quantity=2)) == "meal 2"


def test_the_list_counts_what_each_exhibitor_has_and_lacks() -> None:
    edition = make_edition()
    full, empty = make_exhibitor(edition), make_exhibitor(edition)
    asked = make_document_request(edition)
    make_document_request(edition, "Libre", is_required=False)
    make_document(full, asked)
    for _time in range(2):
        make_representative(full)
        make_job_offer(full)
        make_message(full)
    make_representative(full, is_on_site=False)
    make_message(full, is_from_team=True)
    make_exhibitor()

    rows = queries.exhibitors_list(edition).order_by("pk")

    counts = ("on_site_count", "offers_count", "unread_count", "missing_documents")
    assert list(rows.values_list("pk", *counts)) == [(full.pk, 2, 2, 2, 0), (empty.pk, 0, 0, 0, 1)]


def test_exhibitors_by_name_and_state() -> None:
    edition = make_edition()
    b, a = make_exhibitor(edition), make_exhibitor(edition, status="prospective")
    b.company.name, a.company.name = "Bêta", "Alpha"
    b.company.save()
    a.company.save()

    assert [str(row) for row in Exhibitor.objects.in_edition(edition).by_name()] == ["Alpha", "Bêta"]
    assert list(Exhibitor.objects.in_edition(edition).confirmed()) == [b]
