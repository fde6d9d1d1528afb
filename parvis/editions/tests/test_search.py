"""One search over the edition: what a member may not see is not found."""

from typing import Any

import pytest
from django.test import Client

from parvis.editions.models import Edition
from parvis.editions.tests.factories import client_in, make_edition

pytestmark = pytest.mark.django_db


def options(client: Client, edition: Edition, text: str = "", page: str = "palette") -> str:
    return client.get(f"/team/{edition.slug}/{page}/", {"q": text}).content.decode()


def test_pages_are_found_by_their_name() -> None:
    edition = make_edition()
    client = client_in(edition, pole="presidency", role="lead")

    assert f"/team/{edition.slug}/history/" in options(client, edition, "HISTO")
    assert f"/team/{edition.slug}/history/" not in options(client, edition, "histo xyz")


def test_a_volunteer_of_the_day_finds_no_page_that_is_closed_to_them() -> None:
    edition = make_edition()
    client = client_in(edition, pole="visitors", role="volunteer")

    assert "/history/" not in options(client, edition)
    assert "/invoices/" not in options(client, edition)


def test_the_search_is_a_page_too() -> None:
    edition = make_edition()
    client = client_in(edition)

    assert "Nothing of that name" in options(client, edition, "zzzz", "search")
    assert 'role="option"' not in options(client, edition, "history", "search")


@pytest.mark.parametrize("text", ["a", " ", "é"])
def test_one_letter_asks_nobody(text: str, django_assert_max_num_queries: Any) -> None:
    edition = make_edition()
    client = client_in(edition)
    options(client, edition)

    with django_assert_max_num_queries(6):
        options(client, edition, text)
