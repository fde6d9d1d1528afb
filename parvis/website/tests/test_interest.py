"""The public form by which a company says it wants to come."""

from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from parvis.companies.models import Company, Interest
from parvis.editions.models import Edition
from parvis.editions.tests.factories import make_edition
from parvis.sales.models import Package, PlaceRequest
from parvis.website import forms
from parvis.website.forms import DRAWN
from parvis.website.views import interest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the clock, and the tests of one process together write more often than one person may."""
    monkeypatch.setattr(forms, "QUICKEST_S", -1)
    monkeypatch.setattr(interest, "WRITING", interest.WRITING._replace(burst=1000))


def words(**over: str) -> dict[str, str]:
    drawn = signing.TimestampSigner(salt=DRAWN).sign("interest")
    asked = {"name": "Nubelis", "first_name": "Grace", "last_name": "M", "email": "grace@nubelis.example"}
    return asked | {"drawn": drawn, "city": "Massy", "message": "We would like to come"} | over


def make_package(edition: Edition, **fields: Any) -> Package:
    return Package.objects.create(edition=edition, code="B9", name_fr="9 m²", price_cents=100_000, **fields)


def sent(edition: Edition, **over: str) -> str:
    page = reverse("website:interest", args=[edition.slug])
    return Client().post(page, words(**over), follow=True).content.decode()


def test_a_company_that_writes_is_in_the_pipeline() -> None:
    edition = make_edition()
    make_package(edition)

    said = sent(edition, package="9 m²", siren="732 829 320")

    found = Interest.objects.get()
    assert "we have your message" in said
    assert (found.package_name, found.message, found.is_waiting) == ("9 m²", "We would like to come", False)
    assert found.company == Company.objects.get(siren="732829320")


@pytest.mark.parametrize(
    ("said", "country"),
    [({"siren": "732829320"}, "FR"), ({"country": "DE"}, "DE"), ({"country": "FR"}, "FR"), ({}, "")],
)
def test_a_company_is_where_it_says_it_is(said: dict[str, str], country: str) -> None:
    edition = make_edition()

    sent(edition, **said)

    assert Company.objects.get(name="Nubelis").country == country


def test_the_form_says_france_unless_another_country_is_chosen() -> None:
    edition = make_edition()

    page = Client().get(reverse("website:interest", args=[edition.slug])).content.decode()

    assert '<option value="FR" selected>' in page


def test_when_all_packages_are_sold_there_is_a_waiting_list() -> None:
    edition = make_edition()
    package = make_package(edition, stock=1, sold_count=1)

    page = Client().get(reverse("website:interest")).content.decode()
    assert "All packages are sold" in page
    assert "9 m² (sold out: waiting list)" in page
    assert "This field is required" in sent(edition)
    sent(edition, package="9 m²")

    assert Interest.objects.get().is_waiting
    assert PlaceRequest.objects.get().package == package


def test_who_names_the_one_package_that_is_full_waits_for_it_and_others_do_not() -> None:
    edition = make_edition()
    full = make_package(edition, stock=1, sold_count=1)
    Package.objects.create(edition=edition, code="B12", name_fr="12 m²", price_cents=100_000)
    Package.objects.create(edition=edition, code="T", name_fr="Team", price_cents=1, audience="team")

    page = Client().get(reverse("website:interest")).content.decode()
    sent(edition, package="12 m²")
    sent(edition, package="9 m²", name="Other", email="b@other.example")

    assert "Sold out: you are put on the waiting list" in page
    assert "All packages are sold" not in page
    assert "Team" not in page
    assert [one.is_waiting for one in Interest.objects.order_by("pk")] == [False, True]
    assert PlaceRequest.objects.get().package == full


@pytest.mark.parametrize("trick", [{"surname": "x"}, {"drawn": "forged"}, {"drawn": ""}])
def test_a_program_is_thanked_and_nothing_is_kept(trick: dict[str, str]) -> None:
    assert "we have your message" in sent(make_edition(), **trick)
    assert not Interest.objects.exists()


def test_quicker_than_a_person_is_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "QUICKEST_S", 3)

    sent(make_edition())

    assert not Interest.objects.exists()


def test_a_wrong_number_is_told_beside_its_field_and_keeps_what_was_typed() -> None:
    page = reverse("website:interest", args=[make_edition().slug])

    answer = Client().post(page, words(siren="732829321"))

    assert answer.status_code == 422
    assert "a digit is mistyped" in answer.content.decode()
    assert "We would like to come" in answer.content.decode()


def test_the_form_says_what_becomes_of_the_data() -> None:
    edition = make_edition(state="preparing")

    shown = Client().get(reverse("website:interest", args=[edition.slug])).content.decode()

    for told in ("Controller", "Legal ground", "three years", "CNIL", "for ever"):
        assert told in shown


def test_a_closed_edition_has_no_form() -> None:
    edition = make_edition(state="closed")
    page = reverse("website:interest", args=[edition.slug])

    assert "is closed" in Client().get(page).content.decode()
    assert Client().post(page, words()).status_code == 409


def test_without_an_edition_there_is_no_form() -> None:
    assert Client().get(reverse("website:interest")).status_code == 404


def test_the_form_is_not_sent_a_hundred_times(monkeypatch: pytest.MonkeyPatch) -> None:
    edition = make_edition()
    monkeypatch.setattr(interest, "WRITING", interest.WRITING._replace(name="interest-test", burst=2))
    page = reverse("website:interest", args=[edition.slug])

    assert [Client().post(page, words()).status_code for _time in range(4)][-1] == 429
