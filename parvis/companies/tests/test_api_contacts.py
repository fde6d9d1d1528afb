"""The API of contacts: the people at companies, told and written within the editions a token reaches."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from parvis.accounts.actions import create_token
from parvis.companies.actions import object_contact
from parvis.companies.models import Contact
from parvis.companies.tests.factories import make_company, make_contact, make_opportunity
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import NOON, make_actor, make_edition

pytestmark = pytest.mark.django_db
URL = "/api/v1/contacts"
JSON = "application/json"


def client(*scopes: str, edition_slug: str = "") -> Client:
    granted = scopes or ("contacts:read", "contacts:write")
    _row, plain = create_token("CRM", scopes=granted, edition_slug=edition_slug, by=make_actor(), at=NOON)
    return Client(headers={"authorization": f"Bearer {plain}"})


def test_a_contact_is_told_with_whether_it_may_be_written_to() -> None:
    contact = make_contact(make_company("Nova"), email="grace@nova.example", job_title="DRH")
    object_contact(contact, by=make_actor(), at=NOON)

    body = client().get(f"{URL}/{contact.pk}").json()

    assert body == {
        "id": contact.pk,
        "company": contact.company_id,
        "first_name": "Grace",
        "last_name": "Martin",
        "email": "grace@nova.example",
        "phone": "",
        "job_title": "DRH",
        "language": "en",
        "is_active": True,
        "is_billing": False,
        "is_signatory": False,
        "is_on_site": False,
        "source": "",
        "created_at": None,
        "objected_at": body["objected_at"],
    }
    assert body["objected_at"] is not None
    assert client().get(URL).json() == {"items": [body], "next": None}


def test_lists_are_of_a_company_or_of_words_and_of_companies_in_use(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    nova = make_company("Nova")
    for company in (nova, make_company("Other"), make_company("Gone", archived_at=NOON)):
        make_contact(company, email=f"zoe@{company.name.lower()}.example")
    browser = client()

    def found(**query: str | int) -> list[str]:
        return [item["email"] for item in browser.get(URL, query).json()["items"]]

    with django_assert_num_queries(2):
        assert found() == ["zoe@nova.example", "zoe@other.example"]
    assert found(company=nova.pk) == found(q="nova") == ["zoe@nova.example"]


def test_a_token_of_an_edition_reaches_those_of_its_pipeline() -> None:
    mine, theirs = make_contact(make_company("Nova")), make_contact(make_company("Other"))
    make_opportunity(company=mine.company, edition=make_edition("here"))
    make_opportunity(company=theirs.company, edition=make_edition("there"))
    browser = client(edition_slug="here")
    body = {"company": theirs.company_id, "email": "zoe@other.example"}

    assert [item["id"] for item in browser.get(URL).json()["items"]] == [mine.pk]
    assert browser.get(f"{URL}/{theirs.pk}").status_code == 404
    assert browser.get(URL, {"edition": "there"}).status_code == 404
    assert browser.patch(f"{URL}/{theirs.pk}", {"phone": "1"}, content_type=JSON).status_code == 404
    assert browser.post(URL, body, content_type=JSON).status_code == 404
    assert Contact.objects.count() == 2


def test_a_new_contact_is_written_once_in_the_history_of_the_edition() -> None:
    here, company = make_edition("here"), make_company("Nova")
    make_opportunity(company=company, edition=here)
    browser = client(edition_slug="here")
    body = {"company": company.pk, "email": " Zoe@Nova.example", "last_name": "Roy", "is_billing": True}

    answers = [browser.post(URL, body, headers={"idempotency-key": "1"}, content_type=JSON) for _ in range(2)]

    contact = Contact.objects.get()
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert (contact.email, contact.language, contact.is_active, contact.is_billing) == (
        "zoe@nova.example",
        "fr",
        True,
        True,
    )
    entry = LogEntry.objects.get(verb="contact.added")
    assert (entry.actor.label, entry.edition) == ("CRM", here)
    assert browser.get(f"{URL}/{contact.pk}").headers["ETag"] == answers[0].headers["ETag"]


def test_an_address_known_or_of_who_objected_is_refused() -> None:
    known = make_contact(make_company("Nova"), email="grace@nova.example")
    object_contact(make_contact(make_company("Else"), email="sam@else.example"), by=make_actor(), at=NOON)

    def code(email: str) -> tuple[int, str]:
        answer = client().post(URL, {"company": known.company_id, "email": email}, content_type=JSON)
        return answer.status_code, answer.json()["code"]

    assert code("Grace@nova.example") == (409, "known_address")
    assert code("sam@else.example") == (409, "objected")
    assert Contact.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [({"email": "grace"}, "email"), ({"language": "de"}, "language"), ({"is_active": "yes"}, "is_active")],
)
def test_each_wrong_field_is_named_and_changes_nothing(fields: dict[str, Any], wrong: str) -> None:
    contact = make_contact(make_company("Nova"), email="grace@nova.example")
    new = {"company": contact.company_id, "email": "zoe@nova.example", **fields}

    for answer in (
        client().post(URL, new, content_type=JSON),
        client().patch(f"{URL}/{contact.pk}", {"last_name": "Roy", **fields}, content_type=JSON),
    ):
        assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [wrong])
    assert list(Contact.objects.values_list("email", "last_name")) == [("grace@nova.example", "Martin")]


def test_only_what_is_named_changes_and_history_keeps_names_of_fields_alone() -> None:
    contact = make_contact(make_company("Nova"), phone="01", is_signatory=True)

    answer = client().patch(f"{URL}/{contact.pk}", {"phone": "02", "is_active": False}, content_type=JSON)

    contact.refresh_from_db()
    assert (answer.status_code, answer.json()["phone"]) == (200, "02")
    assert (contact.phone, contact.is_active, contact.is_signatory, contact.first_name) == ("02", False, True, "Grace")
    assert LogEntry.objects.get(verb="contact.changed").changes == {"phone": [], "is_active": [True, False]}


def test_a_change_made_from_an_old_reading_is_refused() -> None:
    contact = make_contact(make_company("Nova"))
    browser, path = client(), f"{URL}/{contact.pk}"
    seen = browser.get(path).headers["ETag"]

    mine = browser.patch(path, {"phone": "02"}, headers={"if-match": seen}, content_type=JSON)
    lost = browser.patch(path, {"phone": "03"}, headers={"if-match": seen}, content_type=JSON)
    again = browser.patch(path, {"phone": "03"}, headers={"if-match": mine.headers["ETag"]}, content_type=JSON)

    assert [mine.status_code, lost.status_code, again.status_code] == [200, 412, 200]
    assert lost.json()["code"] == "changed"


def test_a_token_of_a_closed_edition_only_reads() -> None:
    here, contact = make_edition("here"), make_contact(make_company("Nova"))
    make_opportunity(company=contact.company, edition=here)
    browser = client(edition_slug="here")
    Edition.objects.update(state="closed", closed_at=NOON)
    new = {"company": contact.company_id, "email": "zoe@nova.example"}

    assert browser.get(f"{URL}/{contact.pk}").status_code == 200
    for answer in (
        browser.patch(f"{URL}/{contact.pk}", {"phone": "02"}, content_type=JSON),
        browser.post(URL, new, content_type=JSON),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "edition_closed")
    assert list(Contact.objects.values_list("phone", flat=True)) == [""]


def test_reading_is_not_writing() -> None:
    contact = make_contact()

    assert client("contacts:read").post(URL, {"email": "x"}, content_type=JSON).status_code == 403
    assert client("contacts:read").patch(f"{URL}/{contact.pk}", {"phone": "1"}, content_type=JSON).status_code == 403
    assert client("contacts:write").get(URL).status_code == 403
