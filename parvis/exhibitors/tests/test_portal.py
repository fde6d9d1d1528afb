"""The exhibitor's own pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from parvis.editions.models import Term
from parvis.editions.tests.factories import NOON, make_edition, make_window
from parvis.exhibitors.models import ChangeRequest, Exhibitor, ExhibitorProfile
from parvis.exhibitors.tests.factories import (
    clean_logo,
    client_for,
    logo_file,
    make_document,
    make_document_request,
    make_entitlement,
    make_exhibitor,
    make_job_offer,
    make_message,
    make_profile,
    make_representative,
    pdf_file,
    png,
    sent,
)
from parvis.outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def exhibitor() -> Exhibitor:
    return make_exhibitor()


@pytest.fixture
def client(exhibitor: Exhibitor) -> Client:
    return client_for(exhibitor)


def url(name: str, exhibitor: Exhibitor, *ids: int) -> str:
    return reverse(f"exhibitors:{name}", args=[exhibitor.edition.slug, *ids])


def test_portal_home_says_what_is_due_included_and_said(client: Client, exhibitor: Exhibitor) -> None:
    make_entitlement(exhibitor, "meal", 4)
    make_message(exhibitor, "Bienvenue à Palaiseau", is_from_team=True)
    make_document_request(exhibitor.edition)

    page = client.get(url("portal_home", exhibitor)).content.decode()

    for words in ("What we need from you", "Insurance certificate", "Meals", "Bienvenue à Palaiseau", 'class="steps"'):
        assert words in page


def test_portal_home_says_when_nothing_is_missing(client: Client, exhibitor: Exhibitor) -> None:
    make_profile(exhibitor, logo_path="ab/x.png")

    assert "Nothing is missing" in client.get(url("portal_home", exhibitor)).content.decode()


def test_portal_profile_saves_and_shows_the_card(client: Client, exhibitor: Exhibitor) -> None:
    field = Term.objects.get(kind="field", slug="cloud")
    words = {"public_name": "Nubelis", "tagline": "Le nuage", "sector": "Logiciel", "fields": [field.pk]}

    answer = client.post(url("portal_profile", exhibitor), words)

    assert answer.status_code == 302
    assert list(ExhibitorProfile.objects.get(exhibitor=exhibitor).fields.all()) == [field]
    assert "Le nuage" in client.get(url("portal_profile", exhibitor)).content.decode()


def test_portal_profile_keeps_what_was_typed_when_it_is_refused(client: Client, exhibitor: Exhibitor) -> None:
    answer = client.post(url("portal_profile", exhibitor), {"public_name": "", "tagline": "Le nuage"})

    assert answer.status_code == 422
    assert 'value="Le nuage"' in answer.content.decode()
    assert not ExhibitorProfile.objects.exists()


@pytest.mark.parametrize("website", ["javascript:alert(1)", "file:///etc/passwd"])
def test_portal_profile_takes_web_addresses_only(client: Client, exhibitor: Exhibitor, website: str) -> None:
    answer = client.post(url("portal_profile", exhibitor), {"public_name": "Nubelis", "website": website})

    assert answer.status_code == 422


def test_portal_profile_sets_nothing_but_its_own_fields(client: Client, exhibitor: Exhibitor) -> None:
    words = {"public_name": "Nubelis", "logo_path": "../../etc/passwd", "exhibitor": "999", "status": "confirmed"}

    client.post(url("portal_profile", exhibitor), words)

    profile = ExhibitorProfile.objects.get()
    assert (profile.exhibitor, profile.logo_path) == (exhibitor, "")


def test_portal_profile_preview_shows_what_is_typed_and_keeps_nothing(client: Client, exhibitor: Exhibitor) -> None:
    typed = {"public_name": "<b>Nubelis</b>", "tagline": "Le nuage", "size": "big"}

    page = client.get(url("portal_profile_preview", exhibitor), typed).content.decode()

    assert "&lt;b&gt;Nubelis" in page
    assert "1,000 people and more" in page
    assert "<html" not in page
    assert not ExhibitorProfile.objects.exists()


def test_portal_logo_set_shows_the_logo_in_the_space(client: Client, exhibitor: Exhibitor) -> None:
    assert client.get(url("portal_logo", exhibitor)).status_code == 404

    answer = client.post(url("portal_logo_set", exhibitor), {"logo": logo_file()})

    assert answer.status_code == 302
    shown = client.get(url("portal_logo", exhibitor))
    assert sent(shown).startswith(b"\x89PNG")
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert url("portal_logo", exhibitor) in client.get(url("portal_profile", exhibitor)).content.decode()


@pytest.mark.parametrize("data", [b"", b"<svg onload=alert(1)>", png()[:60], b"GIF89a"])
def test_portal_logo_set_refuses_what_is_not_an_image(client: Client, exhibitor: Exhibitor, data: bytes) -> None:
    answer = client.post(url("portal_logo_set", exhibitor), {"logo": SimpleUploadedFile("logo.png", data)})

    assert answer.status_code == 422
    assert not ExhibitorProfile.objects.exists()


def test_a_closed_section_offers_to_ask_for_a_change(client: Client, exhibitor: Exhibitor) -> None:
    make_window(exhibitor.edition, "profile", closes_at=NOON)

    page = client.get(url("portal_profile", exhibitor)).content.decode()
    answer = client.post(url("portal_profile", exhibitor), {"public_name": "Nubelis"})

    assert url("portal_change_list", exhibitor) + "?section=profile" in page
    assert answer.status_code == 409


def test_portal_representative_new_invites_when_asked(client: Client, exhibitor: Exhibitor) -> None:
    make_entitlement(exhibitor, "badge", 2)
    person = {"first_name": "Inès", "last_name": "Roux", "email": "ines@nubelis.example", "is_on_site": "on"}

    assert client.post(url("portal_representative_new", exhibitor), {**person, "invite": "on"}).status_code == 302
    full = client.post(url("portal_representative_new", exhibitor), {**person, "email": "b@nubelis.example"})

    assert Message.objects.filter(kind="portal_invitation").count() == 1
    assert full.status_code == 422
    assert "includes 2 badges" in full.content.decode()
    assert 'value="b@nubelis.example"' in full.content.decode()
    assert "Inès Roux" in client.get(url("portal_representative_list", exhibitor)).content.decode()


def test_portal_representative_new_without_an_invitation_writes_to_nobody(client: Client, exhibitor: Exhibitor) -> None:
    make_entitlement(exhibitor, "badge", 2)
    person = {"first_name": "Inès", "last_name": "Roux", "email": "ines@nubelis.example", "is_on_site": "on"}

    client.post(url("portal_representative_new", exhibitor), person)

    assert not Message.objects.exists()
    row = exhibitor.representatives.get(email="ines@nubelis.example")
    assert client.post(url("portal_representative_invite", exhibitor, row.pk)).status_code == 302
    assert Message.objects.count() == 1


def test_portal_representative_edit_and_remove(client: Client, exhibitor: Exhibitor) -> None:
    row = make_representative(exhibitor, is_on_site=False)
    person = {"first_name": "Zoé", "last_name": "Roux", "email": row.email}

    assert client.get(url("portal_representative_edit", exhibitor, row.pk)).status_code == 200
    wrong = client.post(url("portal_representative_edit", exhibitor, row.pk), {**person, "is_on_site": "on"})
    bad = client.post(url("portal_representative_edit", exhibitor, row.pk), {**person, "email": "x"})
    good = client.post(url("portal_representative_edit", exhibitor, row.pk), person)
    gone = client.post(url("portal_representative_remove", exhibitor, row.pk))

    assert [answer.status_code for answer in (wrong, bad, good, gone)] == [422, 422, 302, 302]
    row.refresh_from_db()
    assert (row.first_name, row.removed_at is not None) == ("Zoé", True)


def test_portal_offers_are_published_changed_and_removed(client: Client, exhibitor: Exhibitor) -> None:
    make_entitlement(exhibitor, "job_offer", 1)
    words = {"title": "Stage cloud", "kind": Term.objects.get(kind="seek", slug="stage").pk, "place": "Saclay"}

    bad = client.post(url("portal_offer_new", exhibitor), {"title": ""})
    published = client.post(url("portal_offer_new", exhibitor), words)
    full = client.post(url("portal_offer_new", exhibitor), words)
    offer = exhibitor.job_offers.get()
    page = client.get(url("portal_offer_edit", exhibitor, offer.pk))
    worse = client.post(url("portal_offer_edit", exhibitor, offer.pk), {"title": ""})
    changed = client.post(url("portal_offer_edit", exhibitor, offer.pk), {**words, "title": "Alternance cloud"})
    make_window(exhibitor.edition, "job_offers", closes_at=NOON)
    late = client.post(url("portal_offer_edit", exhibitor, offer.pk), words)
    exhibitor.edition.windows.all().delete()

    answers = (bad, published, full, page, worse, changed, late)
    assert [answer.status_code for answer in answers] == [422, 302, 422, 200, 422, 302, 422]
    assert "Alternance cloud" in client.get(url("portal_offer_list", exhibitor)).content.decode()
    assert client.post(url("portal_offer_remove", exhibitor, offer.pk)).status_code == 302
    assert "No offer yet" in client.get(url("portal_offer_list", exhibitor)).content.decode()


def test_portal_document_send_keeps_the_file_and_hands_it_back(client: Client, exhibitor: Exhibitor) -> None:
    asked = make_document_request(exhibitor.edition)

    answer = client.post(url("portal_document_send", exhibitor, asked.pk), {"file": pdf_file("attestation.pdf")})

    document = exhibitor.documents.get()
    back = client.get(url("portal_document_file", exhibitor, document.pk))
    assert (answer.status_code, document.name) == (302, "attestation.pdf")
    assert back["Content-Disposition"] == 'attachment; filename="attestation.pdf"'
    assert sent(back).startswith(b"%PDF-")
    assert "attestation.pdf" in client.get(url("portal_document_list", exhibitor)).content.decode()


def test_portal_document_send_says_why_a_file_is_refused(client: Client, exhibitor: Exhibitor) -> None:
    asked = make_document_request(exhibitor.edition)
    file = SimpleUploadedFile("plan.pdf", b"<script>alert(1)</script>")

    answer = client.post(url("portal_document_send", exhibitor, asked.pk), {"file": file})

    assert answer.status_code == 422
    assert "not a PDF" in answer.content.decode()


def test_portal_thread_writes_and_marks_as_read(client: Client, exhibitor: Exhibitor) -> None:
    make_message(exhibitor, "Votre stand est A12", is_from_team=True)

    page = client.get(url("portal_thread", exhibitor)).content.decode()
    assert "Votre stand est A12" in page
    assert "Mark as read" in page
    assert exhibitor.thread.get().read_at is None  # reading a page changes nothing by itself
    assert client.post(url("portal_thread_read", exhibitor), headers={"hx-request": "true"}).status_code == 204
    assert exhibitor.thread.get().read_at is not None
    assert client.post(url("portal_thread_read", exhibitor)).status_code == 302
    assert client.post(url("portal_thread", exhibitor), {"body": "Merci"}).status_code == 302
    assert client.post(url("portal_thread", exhibitor), {"body": " "}).status_code == 422
    assert exhibitor.thread.count() == 2


def test_portal_change_list_asks_once_the_section_has_closed(client: Client, exhibitor: Exhibitor) -> None:
    asked = {"section": "profile", "body": "Nouveau logo"}
    open_one = client.post(url("portal_change_list", exhibitor), asked)
    make_window(exhibitor.edition, "profile", closes_at=NOON)
    closed_one = client.post(url("portal_change_list", exhibitor), asked)
    unknown = client.post(url("portal_change_list", exhibitor), {**asked, "section": "prices"})

    assert [answer.status_code for answer in (open_one, closed_one, unknown)] == [422, 302, 422]
    assert ChangeRequest.objects.get().body == "Nouveau logo"
    assert "Nouveau logo" in client.get(url("portal_change_list", exhibitor)).content.decode()


def test_a_page_costs_the_same_queries_whatever_its_rows(
    client: Client, exhibitor: Exhibitor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_entitlement(exhibitor, "badge", 9)
    pages = ["portal_home", "portal_representative_list", "portal_offer_list", "portal_document_list", "portal_thread"]
    counts = []
    for _time in range(2):
        for _row in range(2):
            make_representative(exhibitor)
            make_job_offer(exhibitor)
            make_message(exhibitor)
            make_document(exhibitor, make_document_request(exhibitor.edition))
        seen = []
        for name in pages:
            with django_assert_max_num_queries(16) as captured:
                client.get(url(name, exhibitor))
            seen.append(len(captured.captured_queries))
        counts.append(seen)

    assert counts[0] == counts[1]


def test_logo_is_public_for_confirmed_exhibitors_only(client: Client) -> None:
    edition = make_edition()
    shown, hidden, none = (
        make_exhibitor(edition),
        make_exhibitor(edition, status="prospective"),
        make_exhibitor(edition),
    )
    for exhibitor in (shown, hidden):
        client_for(exhibitor).post(url("portal_logo_set", exhibitor), {"logo": logo_file()})
    make_profile(none)

    answer = Client().get(reverse("exhibitors:logo", args=[shown.pk]))

    assert sent(answer) == clean_logo().data
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/png", "public, max-age=86400")
    assert answer["X-Content-Type-Options"] == "nosniff"
    for exhibitor in (hidden, none):
        assert Client().get(reverse("exhibitors:logo", args=[exhibitor.pk])).status_code == 404
