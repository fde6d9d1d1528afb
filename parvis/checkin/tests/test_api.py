"""The API of the day, as it is published."""

import base64
import json
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from parvis.accounts.actions import create_token
from parvis.checkin import actions, token
from parvis.checkin.documents import badge_code, badge_text
from parvis.checkin.models import Device, Scan
from parvis.checkin.tests.factories import DURING, make_badge, make_device, make_event, scan
from parvis.core.links import hash_token
from parvis.editions.models import Edition, EditionDay
from parvis.editions.tests.factories import make_actor, make_edition
from parvis.exhibitors.tests.factories import make_exhibitor, make_representative

pytestmark = pytest.mark.django_db
SECRET = "a phone’s own secret"


@pytest.fixture
def device() -> Device:
    """A phone at a door of a fair that has no hours."""
    device = make_device()
    EditionDay.objects.all().delete()
    device.token_hash = hash_token(SECRET)
    device.save()
    return device


def post(body: object, *, secret: str = SECRET) -> Any:
    headers = {"authorization": f"Bearer {secret}"} if secret else {}
    return Client().post("/api/v1/scans", json.dumps(body), content_type="application/json", headers=headers)


def get(path: str, scope: str, **query: str) -> Any:
    _row, plain = create_token("desk", scopes=[scope], by=make_actor(), at=DURING)
    return Client().get(f"/api/v1/{path}", query, headers={"authorization": f"Bearer {plain}"})


def problem_of(answer: Any) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = json.loads(answer.content)
    assert body["status"] == answer.status_code
    return answer.status_code, body["code"]


def test_scans_are_answered_as_published(device: Device) -> None:
    badge = make_badge(device.edition)
    events = [make_event(badge), make_event(badge), make_event("x")]

    answer = post({"events": events})

    body = answer.json()
    assert (answer.status_code, sorted(body)) == (200, ["changes", "cursor", "results", "server_time"])
    assert [(row["id"], row["verdict"], row["name"], row["school"]) for row in body["results"]] == [
        (events[0]["id"], "ok", "Sam Petit", "Télécom Paris"),
        (events[1]["id"], "already-in", "Sam Petit", "Télécom Paris"),
        (events[2]["id"], "unknown", "", ""),
    ]
    first = body["results"][1]["first"]
    assert (first["place"], first["device"]) == ("Door A", "Omar’s phone")
    assert datetime.fromisoformat(first["at"]) == datetime.fromisoformat(body["server_time"])
    assert body["changes"] == []
    assert post({"events": events}).json()["results"] == body["results"]


@pytest.mark.parametrize("secret", ["", "nobody", "a\u00e9"])
def test_without_the_secret_of_a_phone_nothing_is_scanned(device: Device, secret: str) -> None:
    assert problem_of(post({"events": [make_event("x")]}, secret=secret.encode().decode("latin-1"))) == (
        401,
        "unauthorized",
    )
    assert Scan.objects.count() == 0


def test_an_api_token_is_no_phone(device: Device) -> None:
    _row, plain = create_token("desk", scopes=["scans:write"], by=make_actor(), at=DURING)

    assert problem_of(post({"events": []}, secret=plain)) == (401, "unauthorized")


def test_a_phone_stopped_during_the_day_is_told_so_at_its_next_request(device: Device) -> None:
    badge = make_badge(device.edition)
    assert post({"events": [make_event(badge)]}).status_code == 200

    actions.revoke_device(device, by=make_actor(), at=DURING)

    assert problem_of(post({"events": [make_event(badge)]})) == (401, "device-revoked")
    assert problem_of(post_hello()) == (401, "device-revoked")
    assert Scan.objects.count() == 1


def test_a_closed_edition_is_not_scanned(device: Device) -> None:
    Edition.objects.update(state="closed", closed_at=DURING)

    assert problem_of(post({"events": []})) == (403, "edition_closed")


def test_501_events_are_refused_with_the_field_that_is_wrong(device: Device) -> None:
    answer = post({"events": [make_event("x")] * 501})

    assert problem_of(answer) == (422, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == ["events"]
    assert Scan.objects.count() == 0


@pytest.mark.parametrize("body", [{}, {"events": "x"}, [], "x", None])
def test_a_body_that_is_no_batch_is_refused(device: Device, body: object) -> None:
    assert problem_of(post(body)) == (422, "invalid")


def test_one_bad_item_is_answered_and_blocks_no_other(device: Device) -> None:
    badge = make_badge(device.edition)

    answer = post({"events": [None, 7, {"id": "x"}, make_event(badge)]})

    assert [row["verdict"] for row in answer.json()["results"]] == ["error", "error", "error", "ok"]


def post_hello(secret: str = SECRET) -> Any:
    return Client().post("/scan/hello/", headers={"authorization": f"Bearer {secret}"})


def test_a_phone_learns_where_it_is_and_is_seen(device: Device) -> None:
    body = post_hello().json()

    assert (body["edition"], body["device"], body["place"]) == (device.edition.name, "Omar’s phone", "door-a")
    assert [place["slug"] for place in body["places"]] == ["door-a", "door-b"]
    device.refresh_from_db()
    assert device.last_seen_at is not None
    assert problem_of(post_hello("x")) == (401, "unauthorized")
    device.place = device.place.__class__.objects.get(slug="desk", edition=device.edition)
    device.save()
    assert len(post_hello().json()["places"]) == 5


def test_the_desk_searches_badges_by_name_company_and_pages_through_them() -> None:
    edition = make_edition()
    badges = [make_badge(edition, name=f"Élodie Marchand{number}") for number in range(51)]
    sam = make_badge(edition, name="Sam Petit")
    grace = make_badge(holder=make_representative(make_exhibitor(edition)))
    make_badge(make_edition(), name="Élodie Elsewhere")
    actions.revoke_badge(sam, by=make_actor(), at=DURING)
    scan(make_device(edition), grace)

    pages = [search(edition, "elodie march", "")]
    pages.append(search(edition, "elodie march", pages[0]["next"]))

    assert [len(page["items"]) for page in pages] == [50, 1]
    assert pages[1]["next"] is None
    assert [item["id"] for page in pages for item in page["items"]] == [badge.pk for badge in badges]
    assert search(edition, "petit sam")["items"] == [
        {
            "id": sam.pk,
            "code": badge_code(sam),
            "kind": "visitor",
            "name": "Sam Petit",
            "school": "Télécom Paris",
            "status": "revoked",
            "entered_at": None,
        }
    ]
    found = search(edition, "martin")["items"][0]
    assert (found["kind"], found["status"], found["entered_at"]) == ("exhibitor", "valid", DURING.isoformat())
    assert len(search(edition)["items"]) == 50


def search(edition: Edition, text: str = "", cursor: str = "") -> Any:
    return get("badges", "badges:read", edition=edition.slug, q=text, cursor=cursor).json()


@pytest.mark.parametrize("cursor", ["x", "-1", "1.5", "7", "9" * 19, "9" * 101, "１２", "A" * 32])
def test_a_cursor_we_did_not_write_is_refused(cursor: str) -> None:
    answer = get("badges", "badges:read", edition=make_edition().slug, cursor=cursor)

    assert problem_of(answer)[0] == 422


@pytest.mark.parametrize(("path", "scope"), [("badges?edition={}", "badges:read"), ("editions/{}/live", "live:read")])
def test_a_token_reaches_its_edition_with_its_scope_only(path: str, scope: str) -> None:
    own, other = make_edition(), make_edition()

    def status(slug: str, granted: str, edition: str) -> int:
        _row, plain = create_token("desk", scopes=[granted], edition_slug=edition, by=make_actor(), at=DURING)
        address = f"/api/v1/{path.format(slug)}"
        return Client().get(address, headers={"authorization": f"Bearer {plain}"}).status_code

    assert status(own.slug, scope, own.slug) == 200
    assert status(own.slug, scope, "") == 200
    assert status(other.slug, scope, own.slug) == 404
    assert status("nowhere", scope, "") == 404
    assert status(own.slug, "scans:read", "") == 403


def test_the_public_key_proves_a_badge_and_anybody_may_ask_for_it() -> None:
    badge = make_badge()
    actions.renew_badge_key(badge.edition, by=make_actor(), at=DURING)

    body = Client().get(f"/api/v1/editions/{badge.edition.slug}/badge-key").json()

    assert (body["key_id"], [key["key_id"] for key in body["keys"]]) == (1, [1, 0])
    assert body["public_key"] == body["keys"][0]["public_key"]
    public = base64.b64decode(body["keys"][1]["public_key"])
    assert token.verify(token.read_code(badge_text(badge)), public)


def test_an_edition_without_badges_has_no_key() -> None:
    assert problem_of(Client().get(f"/api/v1/editions/{make_edition().slug}/badge-key")) == (404, "not_found")
    assert problem_of(Client().get("/api/v1/editions/nowhere/badge-key")) == (404, "not_found")


def test_live_numbers_are_as_published() -> None:
    device = make_device()
    scan(device, make_badge(device.edition))

    body = get(f"editions/{device.edition.slug}/live", "live:read").json()

    datetime.fromisoformat(body.pop("as_of"))
    assert body == {"inside": 1, "entries": 1, "ceiling": 100, "by_school": {"Télécom Paris": 1}}


def test_the_document_describes_a_scan() -> None:
    document = Client().get("/api/v1/openapi.json").json()

    schema = document["components"]["schemas"]["ScansIn"]["properties"]["events"]
    assert schema["maxItems"] == 500
    assert sorted(schema["items"]["properties"]) == [
        "badge",
        "device_time",
        "id",
        "kind",
        "offline",
        "place",
        "sequence",
    ]
    assert document["paths"]["/api/v1/scans"]["post"]["security"] == [{"DeviceDoor": []}]
