"""The API of exhibitors."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from parvis.accounts.actions import create_token
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.exhibitors.tests.factories import make_exhibitor

pytestmark = pytest.mark.django_db
URL = "/api/v1/exhibitors"


@pytest.fixture
def client() -> Client:
    _row, plain = create_token("site", scopes=["exhibitors:read"], by=make_actor(), at=NOON)
    return Client(headers={"authorization": f"Bearer {plain}"})


def test_exhibitors_are_told_as_they_stand(client: Client) -> None:
    here = make_exhibitor(make_edition("here"))
    make_exhibitor(make_edition("there"))

    body = client.get(URL, {"edition": "here"}).json()

    assert body == {
        "items": [
            {
                "id": here.pk,
                "edition": "here",
                "company": here.company_id,
                "name": here.company.name,
                "status": here.status,
                "created_at": body["items"][0]["created_at"],
                "confirmed_at": body["items"][0]["confirmed_at"],
                "withdrawn_at": None,
            }
        ],
        "next": None,
    }
    assert client.get(f"{URL}/{here.pk}").json() == body["items"][0]
    assert len(client.get(URL).json()["items"]) == 2


def test_a_page_asks_as_much_for_one_as_for_three(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = make_edition()
    for _ in range(2):
        make_exhibitor(edition)
        with django_assert_num_queries(2):
            client.get(URL)
