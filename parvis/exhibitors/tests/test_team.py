"""The team's pages about exhibitors."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parvis.companies.tests.factories import make_contact
from parvis.core.uploads import store
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, client_in, make_edition, make_window
from parvis.exhibitors.models import ChangeRequest, DocumentRequest, Exhibitor
from parvis.exhibitors.tests.factories import (
    clean_pdf,
    make_document,
    make_document_request,
    make_entitlement,
    make_exhibitor,
    make_job_offer,
    make_message,
    make_profile,
    make_representative,
    sent,
)
from parvis.outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def client(edition: Edition) -> Client:
    return client_in(edition)


def url(name: str, edition: Edition, *ids: int) -> str:
    return reverse(f"exhibitors:{name}", args=[edition.slug, *ids])


def make_change(exhibitor: Exhibitor, **fields: Any) -> ChangeRequest:
    make_window(exhibitor.edition, "profile", closes_at=NOON)
    return ChangeRequest.objects.create(
        exhibitor=exhibitor, section="profile", body="Nouveau logo", asked_at=NOON, **fields
    )


def test_exhibitor_list_filters_by_what_is_missing(client: Client, edition: Edition) -> None:
    full, empty = make_exhibitor(edition), make_exhibitor(edition)
    make_profile(full, logo_path="ab/x.png")
    make_job_offer(full)
    make_representative(full)
    make_document(full, make_document_request(edition))
    make_message(empty)

    for missing in ("profile", "logo", "offers", "people", "documents", "answer"):
        page = client.get(url("exhibitor_list", edition), {"missing": missing}).content.decode()
        assert (str(empty) in page, str(full) in page) == (True, False), missing


def test_exhibitor_list_is_exported_as_shown(client: Client, edition: Edition) -> None:
    row = make_exhibitor(edition, status="prospective")
    make_exhibitor(edition)

    answer = client.get(url("exhibitor_list", edition), {"status": "prospective", "export": "csv"})

    lines = answer.content.decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 2
    assert str(row) in lines[1]


def test_exhibitor_list_says_how_far_each_page_is(client: Client, edition: Edition) -> None:
    make_exhibitor(edition)
    make_profile(make_exhibitor(edition), tagline="")
    make_profile(make_exhibitor(edition))
    make_profile(make_exhibitor(edition), logo_path="ab/x.png")

    page = client.get(url("exhibitor_list", edition)).content.decode()

    for words in ("Missing", "Incomplete", "No logo", "Ready", "4 exhibitors"):
        assert words in page


def test_lists_cost_the_same_queries_with_one_and_three_rows(
    client: Client, edition: Edition, django_assert_max_num_queries: Any
) -> None:
    pages = ["exhibitor_list", "thread_list", "document_request_list"]
    counts = []
    for rows in (1, 2):
        for _row in range(rows):
            exhibitor = make_exhibitor(edition)
            make_message(exhibitor)
            make_document(exhibitor, make_document_request(edition, f"Papier {exhibitor.pk}"))
            if rows == 1:
                make_change(exhibitor)
        seen = []
        for name in pages:
            with django_assert_max_num_queries(14) as captured:
                client.get(url(name, edition))
            seen.append(len(captured.captured_queries))
        counts.append(seen)

    assert counts[0] == counts[1]


def test_exhibitor_detail_shows_the_whole_file(client: Client, edition: Edition) -> None:
    exhibitor = make_exhibitor(edition)
    make_profile(exhibitor, logo_path=f"ab/{'ab' * 32}.png")
    make_entitlement(exhibitor, "meal", 4)
    make_job_offer(exhibitor, title="Stage cloud")
    make_representative(exhibitor, first_name="Inès")
    make_contact(exhibitor.company, email="contact@nubelis.example")
    make_document(exhibitor, make_document_request(edition))
    make_message(exhibitor, "Où est le parking ?")
    make_change(exhibitor)

    page = client.get(url("exhibitor_detail", edition, exhibitor.pk)).content.decode()

    for words in (
        "Meals",
        "Stage cloud",
        "Inès",
        "contact@nubelis.example",
        "assurance.pdf",
        "parking",
        "Nouveau logo",
    ):
        assert words in page
    assert reverse("exhibitors:logo", args=[exhibitor.pk]) in page


def test_communication_reads_pages_and_offers_but_neither_people_nor_messages(edition: Edition) -> None:
    exhibitor = make_exhibitor(edition)
    make_job_offer(exhibitor, title="Stage cloud")
    make_representative(exhibitor, first_name="Inès")
    make_message(exhibitor, "Où est le parking ?")

    page = client_in(edition, pole="communication").get(url("exhibitor_detail", edition, exhibitor.pk)).content.decode()

    assert "Stage cloud" in page
    assert "Inès" not in page
    assert "parking" not in page


def test_a_reader_sees_the_thread_and_has_no_form(edition: Edition) -> None:
    exhibitor = make_exhibitor(edition)
    make_message(exhibitor, "Où est le parking ?")

    page = client_in(edition, role="reader").get(url("exhibitor_detail", edition, exhibitor.pk)).content.decode()

    assert "parking" in page
    assert url("message_write", edition, exhibitor.pk) not in page


def test_contact_invite_opens_the_space_to_a_contact(client: Client, edition: Edition) -> None:
    exhibitor = make_exhibitor(edition)
    contact = make_contact(exhibitor.company, email="grace@nubelis.example")

    answer = client.post(url("contact_invite", edition, exhibitor.pk, contact.pk))

    assert answer.status_code == 302
    assert exhibitor.representatives.get().user is not None
    assert Message.objects.get().to_address == "grace@nubelis.example"


def test_representative_invite_writes_again(client: Client, edition: Edition) -> None:
    row = make_representative(make_exhibitor(edition))

    assert client.post(url("representative_invite", edition, row.pk)).status_code == 302
    assert Message.objects.get().to_address == row.email


def test_message_write_answers_and_thread_read_marks(client: Client, edition: Edition) -> None:
    exhibitor = make_exhibitor(edition)
    make_message(exhibitor)

    assert client.post(url("thread_read", edition, exhibitor.pk)).status_code == 302
    assert exhibitor.thread.filter(read_at=None).count() == 0
    assert client.post(url("message_write", edition, exhibitor.pk), {"body": "Oui"}).status_code == 302
    assert client.post(url("message_write", edition, exhibitor.pk), {"body": ""}).status_code == 422
    assert exhibitor.thread.filter(is_from_team=True).get().body == "Oui"


def test_change_answer_accepts_or_refuses(client: Client, edition: Edition) -> None:
    row = make_change(make_exhibitor(edition))

    page = url("change_answer", edition, row.pk)
    answers = [{"accepted": "maybe"}, {"accepted": "0", "answer": "Trop tard"}, {"accepted": "1"}]

    assert [client.post(page, answer).status_code for answer in answers] == [422, 302, 409]
    row.refresh_from_db()
    assert row.state == "refused"


def test_document_requests_are_asked_changed_and_withdrawn(client: Client, edition: Edition) -> None:
    words = {"title_fr": "Assurance", "title_en": "Insurance", "due_on": "2026-10-01", "is_required": "on"}

    assert client.post(url("document_request_new", edition), {"title_fr": ""}).status_code == 422
    assert client.post(url("document_request_new", edition), words).status_code == 302
    row = DocumentRequest.objects.get()
    assert client.get(url("document_request_edit", edition, row.pk)).status_code == 200
    assert client.post(url("document_request_edit", edition, row.pk), {**words, "title_en": ""}).status_code == 422
    assert client.post(url("document_request_edit", edition, row.pk), {**words, "title_en": "Cover"}).status_code == 302
    assert "Cover" in client.get(url("document_request_list", edition)).content.decode()
    assert client.post(url("document_request_withdraw", edition, row.pk)).status_code == 302
    assert "No document asked" in client.get(url("document_request_list", edition)).content.decode()


def test_document_file_is_handed_out_within_the_edition(client: Client, edition: Edition) -> None:
    exhibitor = make_exhibitor(edition)
    document = make_document(exhibitor, make_document_request(edition), path=store(clean_pdf()))

    answer = client.get(url("document_file", edition, document.pk))

    assert sent(answer) == clean_pdf().data
    assert answer["Content-Disposition"].startswith("attachment")
    assert client_in(edition, pole="communication").get(url("document_file", edition, document.pk)).status_code == 403


def test_rows_of_another_edition_are_not_found(client: Client, edition: Edition) -> None:
    other = make_exhibitor()
    contact = make_contact(other.company)
    request = make_document_request(other.edition)
    mine = make_exhibitor(edition)
    addresses = [
        url("exhibitor_detail", edition, other.pk),
        url("contact_invite", edition, other.pk, contact.pk),
        url("contact_invite", edition, mine.pk, contact.pk),
        url("message_write", edition, other.pk),
        url("thread_read", edition, other.pk),
        url("representative_invite", edition, make_representative(other).pk),
        url("change_answer", edition, make_change(other).pk),
        url("document_request_edit", edition, request.pk),
        url("document_request_withdraw", edition, request.pk),
        url("document_file", edition, make_document(other, request).pk),
    ]

    found = [
        address
        for address in addresses
        if {client.get(address).status_code, client.post(address).status_code} - {404, 405}
    ]

    assert found == []
    assert not Message.objects.exists()
