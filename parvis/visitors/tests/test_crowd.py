"""When everybody signs up at once, a few are worked on and the others are told to come back."""

from collections.abc import Iterator

import pytest
from django.test import Client

from parvis.accounts.actions import create_token
from parvis.core.slots import Slots
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.visitors import crowd
from parvis.visitors.models import Registration

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def everybody_at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No slot is free."""
    monkeypatch.setattr(crowd, "SLOTS", Slots(1))
    with crowd.SLOTS.one():
        yield


def test_a_sign_up_too_many_is_told_to_come_back_and_writes_nothing(client: Client) -> None:
    make_edition()
    answer = client.post("/register/", {"first_name": "Sam"})
    assert answer.status_code == 503
    assert answer["Retry-After"] == str(crowd.RETRY_AFTER_S)
    assert "pas perdu" in answer.content.decode()
    assert not Registration.objects.exists()


def test_a_program_is_told_so_as_a_problem(client: Client) -> None:
    _token, plain = create_token("School", scopes=["registrations:write"], edition_slug="", by=make_actor(), at=NOON)
    who = {"email": "sam@mail.example", "first_name": "Sam", "last_name": "Petit", "school": "x"}
    body = {"edition": make_edition("forum").slug, **who}
    headers = {"authorization": f"Bearer {plain}"}
    answer = client.post("/api/v1/registrations", body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert answer["Retry-After"] == str(crowd.RETRY_AFTER_S)


def test_the_form_itself_is_always_shown(client: Client) -> None:
    make_edition()
    assert client.get("/register/").status_code == 200
