"""The API of the price list: what is sold, at the prices of the day."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from parvis.accounts.actions import create_token
from parvis.core.dates import local_date
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.sales.actions import plan_price
from parvis.sales.models import Inclusion
from parvis.sales.tests.factories import make_option, make_package

pytestmark = pytest.mark.django_db


def client(scope: str, edition_slug: str = "") -> Client:
    _row, plain = create_token("CRM", scopes=[scope], edition_slug=edition_slug, by=make_actor(), at=NOON)
    return Client(headers={"authorization": f"Bearer {plain}"})


def test_packages_are_told_at_the_price_of_the_day(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    edition = make_edition("here")
    package = make_package(edition, "B9", price_cents=240_000, stock=10, only_kinds=["startup"])
    for starts_on, cents in ((local_date(NOON), 250_000), (local_date(timezone.now()) + timedelta(days=9), 1)):
        plan_price(package, price_cents=cents, starts_on=starts_on, by=make_actor(), at=NOON)
    Inclusion.objects.filter(package=package).delete()
    Inclusion.objects.create(package=package, kind="meals", quantity=4)
    make_package(edition, "B12")
    browser = client("packages:read")

    with django_assert_num_queries(4):
        page = browser.get("/api/v1/packages?limit=1").json()

    (told,) = page["items"]
    assert (told["code"], told["edition"], told["price_cents"], told["gives"]) == ("B9", "here", 250_000, {"meals": 4})
    assert (told["stock"], told["left_count"], told["only_kinds"]) == (10, 10, ["startup"])
    assert browser.get(f"/api/v1/packages/{package.pk}").json() == told
    after = browser.get("/api/v1/packages", {"limit": 1, "cursor": page["next"]}).json()
    assert ([item["code"] for item in after["items"]], after["next"]) == (["B12"], None)


def test_options_of_another_edition_are_not_found() -> None:
    here = make_option(make_edition("here"), "MEAL", price_cents=3_000, gives_kind="meals", gives_quantity=2)
    there = make_option(make_edition("there"), "MEAL")
    browser = client("options:read", edition_slug="here")

    (told,) = browser.get("/api/v1/options").json()["items"]

    assert (told["id"], told["price_cents"], told["gives"]) == (here.pk, 3_000, {"meals": 2})
    assert browser.get(f"/api/v1/options/{here.pk}").json() == told
    assert browser.get(f"/api/v1/options/{there.pk}").status_code == 404
    assert browser.get("/api/v1/packages").status_code == 403
