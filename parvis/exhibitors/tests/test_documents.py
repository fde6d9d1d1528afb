"""Documents asked of every exhibitor, and what they send."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.utils import translation

from parvis.core.errors import Refused
from parvis.core.uploads import read_stored
from parvis.editions.actions import copy_edition
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import FAIR_ON, NOON, make_actor, make_edition, make_window
from parvis.exhibitors.actions import documents
from parvis.exhibitors.models import DocumentRequest, ExhibitorDocument
from parvis.exhibitors.queries import document_lines
from parvis.exhibitors.tests.factories import (
    actor_of,
    clean_pdf,
    make_document,
    make_document_request,
    make_exhibitor,
    make_representative,
)

pytestmark = pytest.mark.django_db
WORDS = {"title_fr": "Plan", "title_en": "Map", "due_on": FAIR_ON, "is_required": True}


def test_ask_document_asks_every_exhibitor_of_the_edition() -> None:
    exhibitor = make_exhibitor()

    row = documents.ask_document(exhibitor.edition, words=WORDS, by=make_actor(), at=NOON)

    assert document_lines(exhibitor) == [(row, None)]
    assert document_lines(make_exhibitor()) == []
    with translation.override("fr"):
        assert str(row) == "Plan"
    assert str(row) == "Map"


def test_change_document_request_keeps_both_dates_in_history() -> None:
    row = make_document_request(make_edition())

    documents.change_document_request(row, words={"due_on": date(2026, 10, 1)}, by=make_actor(), at=NOON)

    assert LogEntry.objects.about(row).get().changes == {"due_on": ["2026-10-20", "2026-10-01"]}


def test_a_request_is_withdrawn_unless_somebody_has_sent_it() -> None:
    exhibitor = make_exhibitor()
    free, sent = make_document_request(exhibitor.edition), make_document_request(exhibitor.edition, "Assurance")
    make_document(exhibitor, sent)

    documents.withdraw_document_request(free, by=make_actor(), at=NOON)
    with pytest.raises(Refused, match="already sent"):
        documents.withdraw_document_request(sent, by=make_actor(), at=NOON)

    assert list(DocumentRequest.objects.all()) == [sent]


def test_a_newer_file_replaces_the_one_before_and_both_are_kept() -> None:
    exhibitor = make_exhibitor()
    request = make_document_request(exhibitor.edition)
    by = actor_of(make_representative(exhibitor))

    for text in (b"one", b"two"):
        documents.send_document(exhibitor, request, file=clean_pdf(text), name="../plan.pdf", by=by, at=NOON)

    first, second = ExhibitorDocument.objects.order_by("pk")
    assert (first.replaced_at, second.replaced_at, str(second)) == (NOON, None, "plan.pdf")
    assert read_stored(first.path) == clean_pdf(b"one").data
    assert [line.document for line in document_lines(exhibitor)] == [second]


def test_the_database_holds_one_current_file_for_a_request() -> None:
    exhibitor = make_exhibitor()
    request = make_document_request(exhibitor.edition)
    make_document(exhibitor, request)

    with pytest.raises(IntegrityError):
        make_document(exhibitor, request)


def test_send_document_is_refused_once_the_section_has_closed() -> None:
    exhibitor = make_exhibitor()
    request = make_document_request(exhibitor.edition)
    make_window(exhibitor.edition, "documents", closes_at=NOON)

    by = actor_of(make_representative(exhibitor))

    with pytest.raises(Refused, match="closed"):
        documents.send_document(exhibitor, request, file=clean_pdf(), name="plan.pdf", by=by, at=NOON)


def test_the_next_edition_asks_for_the_same_papers_as_long_before_its_fair() -> None:
    source = make_edition(fair_on=date(2026, 10, 20))
    make_document_request(source, due_on=date(2026, 10, 10), is_required=False)
    make_document(make_exhibitor(source), source.document_requests.get())

    target = copy_edition(source, slug="next", name="Forum 2027", fair_on=date(2027, 10, 19), by=make_actor(), at=NOON)

    row = target.document_requests.get()
    assert (row.title_fr, row.title_en, row.is_required) == ("Attestation d’assurance", "Insurance certificate", False)
    assert (row.due_on, row.documents.count()) == (date(2027, 10, 9), 0)
