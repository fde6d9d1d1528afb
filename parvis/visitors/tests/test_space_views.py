"""The visitor's own space: mine, and nobody else's."""

import pytest
from django.test import Client

from parvis.accounts.tests.factories import make_user
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, client_in, client_of, make_edition
from parvis.visitors.actions import set_consent
from parvis.visitors.consent_texts import SHARE_PROFILE
from parvis.visitors.models import Consent, Registration
from parvis.visitors.queries import consent_of
from parvis.visitors.tests.factories import make_registration
from parvis.visitors.tests.test_consents import SAM

pytestmark = pytest.mark.django_db
PAGES = ["", "profile/", "cancel/", "consents/", "data/"]


def space(edition: Edition, page: str = "") -> str:
    return f"/me/{edition.slug}/{page}"


def client_of_visitor(registration: Registration) -> Client:
    return client_of(registration.visitor.user)


@pytest.mark.parametrize("page", PAGES)
def test_the_space_is_open_to_its_visitor_and_to_nobody_else(page: str) -> None:
    mine, other_year = make_registration(), make_edition()
    stranger = client_of(make_user())

    assert client_of_visitor(mine).get(space(mine.edition, page)).status_code == 200
    assert client_of_visitor(mine).get(space(other_year, page)).status_code == 404
    assert stranger.get(space(mine.edition, page)).status_code == 404
    assert client_in(mine.edition, pole="visitors", role="lead").get(space(mine.edition, page)).status_code == 404
    assert Client().get(space(mine.edition, page)).status_code == 302


def test_the_home_says_where_i_stand() -> None:
    seated = make_registration(is_proven=False)
    waiting = make_registration(seated.edition, status="waiting")
    gone = make_registration(seated.edition, status="cancelled")

    pages = [client_of_visitor(row).get(space(row.edition)).text for row in (seated, waiting, gone)]

    assert "Confirm your address to get your badge" in pages[0]
    assert "number 1 in the waiting list" in pages[1]
    assert "Your registration is cancelled" in pages[2]


def test_signing_in_by_code_proves_the_address() -> None:
    registration = make_registration(is_proven=False)

    client_of_visitor(registration).post(space(registration.edition, "confirm/"))

    registration.refresh_from_db()
    assert registration.is_badge_due


def test_i_correct_what_i_told() -> None:
    registration = make_registration(school=None)
    client, url = client_of_visitor(registration), space(registration.edition, "profile/")
    told = {
        "first_name": "Samuel",
        "last_name": "Petit",
        "school": "telecom-paris",
        "language": "fr",
        "fields": ["cloud"],
    }

    assert client.post(url, {**told, "last_name": ""}).status_code == 422
    assert client.post(url, {**told, "email": "other@mail.example"}).status_code == 302

    registration.refresh_from_db()
    assert registration.visitor.full_name == "Samuel Petit"
    assert registration.visitor.email != "other@mail.example"
    assert "checked" in client.get(url).text


def test_i_give_my_seat_back() -> None:
    registration = make_registration()

    answer = client_of_visitor(registration).post(space(registration.edition, "cancel/"), follow=True)

    assert "Your registration is cancelled" in answer.text


def test_i_share_my_profile_and_stop() -> None:
    registration = make_registration()
    client, url = client_of_visitor(registration), space(registration.edition, "consents/")

    assert "Shared since" in client.post(url, {"decision": "give"}, follow=True).text
    assert "Not shared" in client.post(url, {"decision": "withdraw"}, follow=True).text
    assert list(Consent.objects.order_by("pk").values_list("is_given", flat=True)) == [True, False]


def test_a_closed_edition_is_read_only_but_for_a_consent() -> None:
    registration = make_registration(make_edition())
    set_consent(registration, SHARE_PROFILE, is_given=True, language="en", by=SAM, at=NOON)
    Edition.objects.filter(pk=registration.edition_id).update(state=Edition.State.CLOSED, closed_at=NOON)
    client = client_of_visitor(registration)

    assert client.post(space(registration.edition, "cancel/")).status_code == 403
    assert client.post(space(registration.edition, "consents/"), {"decision": "withdraw"}).status_code == 302

    consent = consent_of(registration, SHARE_PROFILE)
    assert consent is not None
    assert not consent.is_given


def test_i_take_away_what_is_kept_about_me() -> None:
    registration = make_registration(email="sam@mail.example")

    answer = client_of_visitor(registration).get(space(registration.edition, "data/"), {"format": "json"})

    assert answer["Content-Disposition"] == f'attachment; filename="parvis-{registration.edition.slug}.json"'
    assert answer.json()["visitor"]["email"] == "sam@mail.example"
