"""The API of booths: who stands where, given and freed as on the plan."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from parvis.accounts.actions import create_token
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.exhibitors.tests.factories import make_exhibitor
from parvis.logistics.models import Booth
from parvis.logistics.tests.factories import make_booth, make_hall

pytestmark = pytest.mark.django_db
URL = "/api/v1/booths"


def client(*scopes: str, edition_slug: str = "") -> Client:
    granted = scopes or ("booths:read", "booths:write")
    _row, plain = create_token("CAD", scopes=granted, edition_slug=edition_slug, by=make_actor(), at=NOON)
    return Client(headers={"authorization": f"Bearer {plain}"})


def change(booth: Booth, browser: Client, tag: str = "*", **fields: Any) -> Any:
    headers = {"if-match": tag}
    return browser.patch(f"{URL}/{booth.pk}", fields, content_type="application/json", headers=headers)


def test_a_booth_is_told_with_who_stands_there(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    here = make_edition("here")
    hall, exhibitor = make_hall(here), make_exhibitor(edition=here)
    free, given = make_booth(hall), make_booth(hall, "A02", exhibitor=exhibitor, x_cm=300)
    browser = client()

    with django_assert_num_queries(3):
        body = browser.get(URL, {"edition": "here", "limit": "1"}).json()
    assert body["items"][0] == {
        "id": free.pk,
        "edition": "here",
        "hall": "hall-a",
        "number": "A01",
        "x_cm": 0,
        "y_cm": 0,
        "width_cm": 300,
        "depth_cm": 300,
        "exhibitor": None,
        "company_name": "",
        "assigned_at": None,
    }
    (last,) = browser.get(URL, {"edition": "here", "limit": "1", "cursor": body["next"]}).json()["items"]
    assert last == browser.get(f"{URL}/{given.pk}").json()
    assert (last["exhibitor"], last["company_name"]) == (exhibitor.pk, exhibitor.company.name)


def test_a_booth_is_given_and_freed() -> None:
    here = make_edition("here")
    booth, exhibitor, browser = make_booth(make_hall(here)), make_exhibitor(edition=here), client(edition_slug="here")

    given = change(booth, browser, exhibitor=exhibitor.pk)
    again = change(booth, browser, exhibitor=exhibitor.pk)
    unsaid = change(booth, browser)
    freed = change(booth, browser, exhibitor=None)

    assert [answer.status_code for answer in (given, again, unsaid, freed)] == [200, 200, 200, 200]
    assert given.json() == again.json() == unsaid.json()
    assert (given.json()["exhibitor"], freed.json()["exhibitor"]) == (exhibitor.pk, None)
    assert browser.get(f"{URL}/{booth.pk}").headers["ETag"] == freed.headers["ETag"]
    verbs = LogEntry.objects.filter(verb__startswith="booth.").order_by("pk")
    assert [(entry.verb, entry.actor.label) for entry in verbs] == [("booth.given", "CAD"), ("booth.freed", "CAD")]


def test_a_booth_that_is_taken_is_freed_first() -> None:
    here = make_edition("here")
    first, second = make_exhibitor(edition=here), make_exhibitor(edition=here)
    booth = make_booth(make_hall(here), exhibitor=first)

    answer = change(booth, client(), exhibitor=second.pk)

    booth.refresh_from_db()
    assert (answer.status_code, answer.json()["code"], booth.exhibitor) == (409, "taken", first)


@pytest.mark.parametrize("wanted", ["give", "free"])
def test_a_change_made_from_an_old_reading_is_refused(wanted: str) -> None:
    here = make_edition("here")
    booth, exhibitor, browser = make_booth(make_hall(here)), make_exhibitor(edition=here), client()
    seen = browser.get(f"{URL}/{booth.pk}").headers["ETag"]
    Booth.objects.update(width_cm=400)

    lost = change(booth, browser, seen, exhibitor=exhibitor.pk if wanted == "give" else None)

    assert (lost.status_code, lost.json()["code"]) == (412, "changed")
    fresh = browser.get(f"{URL}/{booth.pk}").headers["ETag"]
    assert change(booth, browser, fresh, exhibitor=exhibitor.pk).status_code == 200


def test_nothing_is_reached_of_another_edition() -> None:
    here, there = make_edition("here"), make_edition("there")
    booth, foreign = make_booth(make_hall(here)), make_booth(make_hall(there))
    browser = client(edition_slug="here")

    assert [item["id"] for item in browser.get(URL).json()["items"]] == [booth.pk]
    assert browser.get(URL, {"edition": "there"}).status_code == 404
    assert change(foreign, browser, exhibitor=None).status_code == 404
    assert change(booth, client(), exhibitor=make_exhibitor(edition=there).pk).status_code == 404
    assert not Booth.objects.exclude(exhibitor=None).exists()


def test_a_closed_edition_keeps_its_plan() -> None:
    here = make_edition("here")
    booth, exhibitor = make_booth(make_hall(here)), make_exhibitor(edition=here)
    Edition.objects.update(state="closed", closed_at=NOON)

    answer = change(booth, client(), exhibitor=exhibitor.pk)

    assert (answer.status_code, answer.json()["code"]) == (409, "edition_closed")
    assert client().get(f"{URL}/{booth.pk}").status_code == 200
    assert not Booth.objects.exclude(exhibitor=None).exists()


@pytest.mark.parametrize("wrong", [0, -1, "1", 1.5, True, [], 2**63])
def test_what_names_no_exhibitor_is_refused(wrong: Any) -> None:
    answer = change(make_booth(), client(), exhibitor=wrong)

    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, ["exhibitor"])


def test_reading_is_not_writing() -> None:
    booth = make_booth()

    assert change(booth, client("booths:read"), exhibitor=None).status_code == 403
    assert client("booths:write").get(URL).status_code == 403
