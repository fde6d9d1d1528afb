"""The API of registrations: exact answers, problems named by field, a token's limits."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from parvis.accounts.actions import create_token
from parvis.accounts.tests.factories import make_school
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import NOON, make_actor, make_edition, make_window
from parvis.outbox.models import Message
from parvis.visitors.models import Registration
from parvis.visitors.tests.factories import make_admission

pytestmark = pytest.mark.django_db
URL = "/api/v1/registrations"


@pytest.fixture
def edition() -> Edition:
    make_school()
    return make_admission(make_edition("demo"), capacity=1).edition


def client(*scopes: str, edition_slug: str = "") -> Client:
    _token, plain = create_token(
        "School", scopes=scopes or ("registrations:write",), edition_slug=edition_slug, by=make_actor(), at=NOON
    )
    return Client(headers={"authorization": f"Bearer {plain}"})


def post(browser: Client, **fields: Any) -> Any:
    body = {
        "edition": "demo",
        "email": "sam@mail.example",
        "first_name": "Sam",
        "last_name": "Petit",
        "school": "telecom-paris",
        "year": "2a",
        "fields": ["cloud"],
        "seeks": ["stage"],
        "language": "fr",
        **fields,
    }
    return browser.post(
        URL, {key: value for key, value in body.items() if value is not ...}, content_type="application/json"
    )


def test_a_seat_then_a_place_in_the_list_then_the_same_row_again(edition: Edition) -> None:
    browser = client()

    answers = [post(browser), post(browser, email="pat@mail.example"), post(browser, email="PAT@mail.example")]

    seated, waiting = Registration.objects.order_by("pk")
    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (201, {"id": seated.pk, "status": "confirmed", "position": None}),
        (201, {"id": waiting.pk, "status": "waiting", "position": 1}),
        (200, {"id": waiting.pk, "status": "waiting", "position": 1}),
    ]
    assert seated.is_badge_due
    assert [term.slug for term in seated.terms.order_by("slug")] == ["cloud", "stage"]
    assert Message.objects.get(kind__startswith="registration").kind == "registration_waiting"
    assert LogEntry.objects.get(verb="registration.created", object_id=seated.pk).actor.label == "School"


def test_the_least_a_body_says(edition: Edition) -> None:
    answer = post(client(), year=..., fields=..., seeks=..., language=...)

    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"email": "sam"}, {"email"}),
        ({"first_name": "x" * 10_000, "last_name": " "}, {"first_name", "last_name"}),
        ({"school": "nowhere"}, {"school"}),
        ({"fields": ["cloud", "magic"]}, {"fields"}),
        ({"seeks": ["magic"], "year": "9z", "language": "de"}, {"seeks", "year", "language"}),
        ({"edition": "nowhere"}, {"edition"}),
        ({"email": ...}, {"email"}),
        ({"fields": "cloud"}, {"fields"}),
        ({"email": ["a@mail.example"]}, {"email"}),
    ],
)
def test_each_wrong_field_is_named(edition: Edition, fields: dict[str, Any], wrong: set[str]) -> None:
    answer = post(client(), **fields)

    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert {error["field"] for error in answer.json()["errors"]} == wrong
    assert Registration.objects.count() == 0


def test_outside_the_window_the_answer_is_a_conflict(edition: Edition) -> None:
    make_window(edition, "registration", closes_at=timezone.now() - timedelta(days=1))

    answer = post(client())

    assert (answer.status_code, answer.json()["code"]) == (409, "window_closed")
    assert "closed on" in answer.json()["detail"]


def test_a_token_acts_where_and_as_it_may(edition: Edition) -> None:
    assert post(Client()).status_code == 401
    assert post(client("registrations:read")).status_code == 403
    assert post(client("registrations:write", edition_slug="other")).status_code == 404
    assert post(client("registrations:write", edition_slug="demo")).status_code == 201
    assert post(client("registrations:write", edition_slug="demo"), edition="other").status_code == 404


@pytest.mark.parametrize("body", ["", "[", "[]", "null", '"x"', '{"edition": {}}', "{}"])
def test_a_body_that_is_none_is_refused(edition: Edition, body: str) -> None:
    answer = client().post(URL, body, content_type="application/json")

    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"


def test_choices_are_public_and_in_both_languages(edition: Edition) -> None:
    answer = Client().get("/api/v1/editions/demo/choices").json()

    assert answer["schools"] == [{"slug": "telecom-paris", "fr": "Télécom Paris", "en": "Télécom Paris"}]
    assert {"slug": "stage", "fr": "Stage", "en": "Internship"} in answer["seeks"]
    assert {"slug": "doctorat", "fr": "Doctorat", "en": "Doctoral studies"} in answer["years"]
    assert {"slug": "cloud", "fr": "Cloud", "en": "Cloud"} in answer["fields"]
    assert Client().get("/api/v1/editions/nowhere/choices").status_code == 404


def test_visitors_are_told_as_the_team_sees_them(edition: Edition) -> None:
    post(client())
    row = Registration.objects.get()
    reader = client("visitors:read")

    (body,) = reader.get("/api/v1/visitors", {"edition": "demo"}).json()["items"]

    assert {key: value for key, value in body.items() if not key.endswith("_at")} == {
        "id": row.pk,
        "edition": "demo",
        "kind": "student",
        "status": "confirmed",
        "first_name": "Sam",
        "last_name": "Petit",
        "email": "sam@mail.example",
        "school": "telecom-paris",
        "year": "2a",
        "language": "fr",
    }
    assert reader.get(f"/api/v1/visitors/{row.pk}").json() == body
    assert client("registrations:write").get("/api/v1/visitors").status_code == 403


def test_a_registration_sent_twice_under_one_key_is_one(edition: Edition) -> None:
    """Without the key the second answer would be 200: the same address again."""
    browser = client()
    browser.defaults["HTTP_IDEMPOTENCY_KEY"] = "form-1"

    answers = [post(browser) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert post(browser, email="pat@mail.example").json()["code"] == "key_reused"
    assert Registration.objects.count() == 1
