"""The API of companies: whom we know, a new one, a correction that loses nobody else's."""

from typing import Any

import pytest
from django.test import Client

from parvis.accounts.actions import create_token
from parvis.companies.models import Company, Opportunity
from parvis.companies.tests.factories import make_company, make_opportunity
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, make_actor, make_edition

pytestmark = pytest.mark.django_db
URL = "/api/v1/companies"
JSON = "application/json"


def client(*scopes: str, edition_slug: str = "") -> Client:
    granted = scopes or ("companies:read", "companies:write")
    _row, plain = create_token("CRM", scopes=granted, edition_slug=edition_slug, by=make_actor(), at=NOON)
    return Client(headers={"authorization": f"Bearer {plain}"})


def test_a_company_is_told_without_notes_and_contacts() -> None:
    company = make_company("Nova", siren="552081317", notes="difficult", city="Paris")

    body = client().get(f"{URL}/{company.pk}").json()

    assert body == {
        "id": company.pk,
        "name": "Nova",
        "legal_name": "",
        "kind": "large",
        "sector": "",
        "parent": None,
        "siren": "552081317",
        "siret": "",
        "vat_number": "",
        "address": "",
        "postcode": "",
        "city": "Paris",
        "country": "FR",
        "website": "",
        "created_at": body["created_at"],
    }
    assert client().get(URL).json() == {"items": [body], "next": None}


def test_lists_search_and_leave_out_what_was_put_away() -> None:
    make_company("Élan")
    make_company("Gone", archived_at=NOON)
    make_company("Nova")

    assert [item["name"] for item in client().get(URL).json()["items"]] == ["Élan", "Nova"]
    assert [item["name"] for item in client().get(URL, {"q": "elan"}).json()["items"]] == ["Élan"]


def test_a_token_of_an_edition_sees_those_in_its_pipeline() -> None:
    here, there = make_edition("here"), make_edition("there")
    nova, other = make_company("Nova"), make_company("Other")
    make_opportunity(company=nova, edition=here)
    make_opportunity(company=other, edition=there)

    def names(browser: Client, **query: str) -> list[str]:
        return [item["name"] for item in browser.get(URL, query).json()["items"]]

    assert names(client(edition_slug="here")) == names(client(), edition="here") == ["Nova"]
    assert client(edition_slug="here").get(f"{URL}/{other.pk}").status_code == 404
    assert client(edition_slug="here").get(URL, {"edition": "there"}).status_code == 404
    assert client(edition_slug="here").patch(f"{URL}/{other.pk}", {"city": "x"}, content_type=JSON).status_code == 404


def test_a_new_company_is_written_once_and_enters_the_pipeline_of_the_edition() -> None:
    make_edition("here")
    browser = client(edition_slug="here")
    body = {"name": "Nova", "siren": "552 081 317", "kind": "sme"}

    answers = [browser.post(URL, body, headers={"idempotency-key": "1"}, content_type=JSON) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    company = Company.objects.get()
    assert (company.siren, company.kind, company.country) == ("552081317", "sme", "FR")
    assert Opportunity.objects.get().company == company
    assert LogEntry.objects.get(verb="company.created").actor.label == "CRM"
    assert browser.get(f"{URL}/{company.pk}").headers["ETag"] == answers[0].headers["ETag"]


def test_a_company_without_edition_enters_no_pipeline() -> None:
    assert client().post(URL, {"name": "Nova"}, content_type=JSON).status_code == 201
    assert not Opportunity.objects.exists()


def test_a_closed_edition_takes_no_company() -> None:
    make_edition("here", state="closed")

    answer = client().post(URL, {"name": "Nova", "edition": "here"}, content_type=JSON)

    assert (answer.status_code, answer.json()["code"]) == (409, "edition_closed")
    assert not Company.objects.exists()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"siren": "123456789"}, "siren"),
        ({"siren": "552081317"}, "siren"),
        ({"name": "Nova", "city": "Paris"}, "name"),
        ({"website": "nova"}, "website"),
        ({"parent": 999}, "parent"),
    ],
)
def test_each_wrong_field_is_named(fields: dict[str, Any], wrong: str) -> None:
    make_company("Nova", siren="552081317", city="Paris")

    answer = client().post(URL, {"name": "Else", **fields}, content_type=JSON)

    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [wrong])
    assert Company.objects.count() == 1


def test_what_looks_known_is_kept_apart_when_the_caller_says_so() -> None:
    make_company("Nova", city="Paris")

    assert client().post(URL, {"name": "Nova", "city": "Paris", "is_other": True}, content_type=JSON).status_code == 201


def test_only_what_is_named_changes() -> None:
    company = make_company("Nova", city="Paris", notes="kept")
    Company.objects.filter(pk=company.pk).update(sector="energy")

    answer = client().patch(f"{URL}/{company.pk}", {"city": "Lyon", "notes": "lost"}, content_type=JSON)

    company.refresh_from_db()
    assert (answer.status_code, answer.json()["city"]) == (200, "Lyon")
    assert (company.city, company.sector, company.notes, company.name) == ("Lyon", "energy", "kept", "Nova")
    assert LogEntry.objects.get(verb="company.changed").changes == {"city": ["Paris", "Lyon"]}


def test_a_change_made_from_an_old_reading_is_refused() -> None:
    company = make_company("Nova", city="Paris")
    first, second = client(), client()
    path = f"{URL}/{company.pk}"
    seen = first.get(path).headers["ETag"]

    mine = first.patch(path, {"city": "Lyon"}, headers={"if-match": seen}, content_type=JSON)
    lost = second.patch(path, {"city": "Nice"}, headers={"if-match": seen}, content_type=JSON)
    again = second.patch(path, {"city": "Nice"}, headers={"if-match": mine.headers["ETag"]}, content_type=JSON)

    assert [mine.status_code, lost.status_code, again.status_code] == [200, 412, 200]
    assert lost.json()["code"] == "changed"
    assert second.patch(path, {"city": "Metz"}, headers={"if-match": "*"}, content_type=JSON).status_code == 200


def test_a_wrong_correction_names_its_field_and_changes_nothing() -> None:
    company = make_company("Nova", city="Paris")

    answer = client().patch(f"{URL}/{company.pk}", {"siren": "123456789", "city": "Lyon"}, content_type=JSON)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "siren")
    assert Company.objects.get().city == "Paris"


def test_reading_is_not_writing() -> None:
    company = make_company("Nova")

    assert client("companies:read").post(URL, {"name": "X"}, content_type=JSON).status_code == 403
    assert client("companies:read").patch(f"{URL}/{company.pk}", {"city": "X"}, content_type=JSON).status_code == 403
    assert client("companies:write").get(URL).status_code == 403
