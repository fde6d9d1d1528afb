"""The API of contracts."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from parvis.accounts.actions import create_token
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.sales.tests.factories import make_signed

pytestmark = pytest.mark.django_db
URL = "/api/v1/contracts"


@pytest.fixture
def client() -> Client:
    _row, plain = create_token("books", scopes=["contracts:read"], by=make_actor(), at=NOON)
    return Client(headers={"authorization": f"Bearer {plain}"})


def test_contracts_are_told_with_their_amounts_and_never_with_their_links(client: Client) -> None:
    contract = make_signed(make_edition("here"))

    (body,) = client.get(URL, {"edition": "here"}).json()["items"]

    assert (body["id"], body["number"], body["status"], body["edition"]) == (
        contract.pk,
        contract.number,
        "signed",
        "here",
    )
    assert body["total_cents"] == contract.net_cents + contract.vat_cents
    assert body["company_name"] == contract.exhibitor.company.name
    assert not {"token_hash", "pdf_path", "signature"} & set(body)
    assert client.get(f"{URL}/{contract.pk}").json() == body


def test_a_page_asks_as_much_for_one_as_for_three(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = make_edition()
    for _ in range(2):
        make_signed(edition)
        with django_assert_num_queries(2):
            client.get(URL)
