"""The API of the programme."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from parvis.accounts.actions import create_token
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.programme.tests.factories import make_activity, make_slot

pytestmark = pytest.mark.django_db
URL = "/api/v1/activities"


@pytest.fixture
def client() -> Client:
    _row, plain = create_token("site", scopes=["activities:read"], by=make_actor(), at=NOON)
    return Client(headers={"authorization": f"Bearer {plain}"})


def test_activities_come_with_their_slots(client: Client) -> None:
    edition = make_edition("here")
    slot = make_slot(make_activity(edition, "Talk"))
    make_activity(edition, "Workshop")

    talk, workshop = client.get(URL, {"edition": "here"}).json()["items"]

    assert (talk["title_fr"], talk["edition"], workshop["slots"]) == ("Talk", "here", [])
    assert talk["slots"][0]["id"] == slot.pk
    assert sorted(talk["slots"][0]) == ["ends_at", "id", "room", "seats_count", "starts_at"]
    assert client.get(f"{URL}/{talk['id']}").json() == talk


def test_a_page_asks_as_much_for_one_as_for_three(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = make_edition()
    for title in ("One", "Two"):
        make_slot(make_activity(edition, title))
        with django_assert_num_queries(3):
            client.get(URL)
