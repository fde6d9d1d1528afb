"""The scanner and the phones: who scans in whose name, and how a phone comes and goes."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from parvis.checkin import actions
from parvis.checkin.models import Badge, Device, Place, Scan
from parvis.checkin.tests.factories import DURING, make_badge, make_device, make_event, make_places
from parvis.core.links import hash_token
from parvis.editions.models import Edition, EditionDay
from parvis.editions.tests.factories import client_in, client_of, make_actor, make_edition, make_member

pytestmark = pytest.mark.django_db


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def team(edition: Edition, path: str) -> str:
    return f"/team/{edition.slug}/{path}"


def client_of_visitor(badge: Badge) -> Client:
    assert badge.registration is not None
    return client_of(badge.registration.visitor.user)


def config_of(answer: Any) -> dict[str, Any]:
    found = re.search(r'<script id="scan-config" type="application/json">(.*?)</script>', answer.content.decode())
    assert found is not None
    config: dict[str, Any] = json.loads(found[1])
    return config


def test_a_volunteer_scans_as_a_member_at_the_places_of_the_edition() -> None:
    edition = make_edition()
    make_places(edition)

    answer = client_in(edition, role="volunteer").get("/scan/")

    config = config_of(answer)
    assert (config["mode"], config["send"]) == ("member", f"/scan/{edition.slug}/events/")
    assert [place["slug"] for place in config["places"]] == ["door-a", "door-b", "room-1", "lunch", "desk"]
    assert config["verdicts"]["already-in"] == {
        "tone": "again",
        "title": "Already scanned",
        "sentence": "This badge was read before. Ask for a second one.",
    }
    for mark in ('id="scanner"', 'id="pending"', 'id="start"'):
        assert mark in answer.content.decode()


def test_a_member_of_several_editions_scans_in_the_one_asked_for_and_never_in_a_closed_one() -> None:
    one, closed = make_edition(), make_edition(state="closed")
    member = make_member(one)
    other = make_member(make_edition(fair_on=DURING.date().replace(year=2099)), user=member.user)
    make_member(closed, user=member.user)
    client = client_of(member.user)

    sends = [
        config_of(client.get(f"/scan/{query}"))["send"]
        for query in ("", f"?edition={other.edition.slug}", f"?edition={closed.slug}")
    ]

    assert sends == [f"/scan/{one.slug}/events/", f"/scan/{other.edition.slug}/events/", f"/scan/{one.slug}/events/"]


@pytest.mark.parametrize("who", ["anonymous", "visitor"])
def test_anybody_else_gets_the_page_of_an_enrolled_phone(who: str) -> None:
    client = Client() if who == "anonymous" else client_of_visitor(make_badge())

    config = config_of(client.get("/scan/"))

    assert (config["mode"], config["send"], config["places"]) == ("device", "/api/v1/scans", [])


def test_only_the_decoder_is_served_without_a_policy() -> None:
    assert "script-src 'self'" in Client().get("/scan/").headers["Content-Security-Policy"]
    decoder = Client().get("/scan/decoder.js")
    assert (decoder.headers["Content-Type"], "Content-Security-Policy" in decoder.headers) == ("text/javascript", False)
    assert "zxing_reader.wasm" in decoder.content.decode()


def send(client: Client, edition: Edition, body: object) -> Any:
    return client.post(f"/scan/{edition.slug}/events/", json.dumps(body), content_type="application/json")


def test_a_signed_in_volunteer_scans_with_the_session() -> None:
    edition = make_edition()
    make_places(edition)
    EditionDay.objects.all().delete()
    badge = make_badge(edition)
    client = client_in(edition, role="volunteer")

    body = send(client, edition, {"events": [make_event(badge), make_event(badge)]}).json()

    assert [(row["verdict"], row["name"]) for row in body["results"]] == [
        ("ok", "Sam Petit"),
        ("already-in", "Sam Petit"),
    ]
    assert body["results"][1]["first"]["device"] == "Ada Roy"
    assert [row.membership for row in Scan.objects.all()] == [edition.memberships.get()] * 2


@pytest.mark.parametrize("body", ["{", "[]", "{}", '{"events": 3}', "", "[" * 100_000], ids=range(6))
def test_a_body_that_holds_no_scans_is_a_problem(body: str) -> None:
    edition = make_edition()

    answer = client_in(edition).post(f"/scan/{edition.slug}/events/", body, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_501_scans_of_a_member_are_a_problem() -> None:
    edition = make_edition()

    answer = send(client_in(edition), edition, {"events": [{}] * 501})

    assert (answer.status_code, answer.json()["code"]) == (422, "too_many")


def test_scanning_asks_for_a_place_in_the_team_of_that_edition() -> None:
    edition = make_edition()
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(make_member(edition).user)

    assert send(Client(), edition, {"events": []}).status_code == 302
    assert send(client_in(make_edition()), edition, {"events": []}).status_code == 404
    assert send(careful, edition, {"events": []}).status_code == 403
    closed = make_edition(state="closed")
    assert send(client_in(closed), closed, {"events": []}).status_code == 403


def test_a_phone_is_enrolled_by_its_link_once() -> None:
    edition = make_edition()
    _device, _plain, url = actions.enrol_device(edition, name="Omar", place="door-a", by=make_actor(), at=DURING)
    Device.objects.update(created_at=make_member(edition).started_at.replace(year=2099))
    path = url.removeprefix("http://testserver")
    client = Client(headers={"accept-language": "en"})

    for _look in range(2):
        assert "Enrol this phone" in text_of(client.get(path))
    answer = client.post(path)

    found = re.search(r'<script id="keep" type="application/json">(.*?)</script>', answer.content.decode())
    assert found is not None
    keep = json.loads(found[1])
    assert Device.objects.get().token_hash == hash_token(keep["token"])
    assert (keep["next"], answer.headers["Cache-Control"][:14]) == ("/scan/", "max-age=0, no-")
    assert [client.get(path).status_code, client.post(path).status_code] == [404, 404]


def test_the_team_enrols_a_phone_and_sees_the_code_once() -> None:
    edition = make_edition()
    places = make_places(edition)
    client, path = client_in(edition, pole="logistics"), team(edition, "devices/enrol/")

    assert "Name of the phone" in text_of(client.get(path))
    assert client.post(path, {"name": "", "place": ""}).status_code == 422
    foreign = make_places(make_edition())["door-a"]
    assert client.post(path, {"name": "Omar", "place": foreign.pk}).status_code == 422
    page = text_of(client.post(path, {"name": "Omar", "place": places["door-b"].pk}))

    assert '<svg class="qr"' in page
    assert "/scan/enrol/" in page
    assert Device.objects.get().place == places["door-b"]
    listed = text_of(client.get(team(edition, "devices/")))
    assert "Omar" in listed
    assert 'data-label="Enrolled by">Ada Roy</td>' in listed
    assert "/scan/enrol/" not in listed


def test_without_places_a_phone_cannot_be_enrolled_and_the_usual_ones_are_one_press_away() -> None:
    edition = make_edition()
    client = client_in(edition, pole="it")

    assert "make the doors and rooms first" in text_of(client.get(team(edition, "devices/enrol/")))
    assert "Make the usual places" in text_of(client.get(team(edition, "places/")))
    assert client.post(team(edition, "places/usual/")).status_code == 302
    assert Place.objects.in_edition(edition).count() == 5


def test_a_place_is_added_and_a_wrong_one_stays_on_the_page() -> None:
    edition = make_edition()
    client, path = client_in(edition, pole="it"), team(edition, "places/")

    assert client.post(path, {"name": "Amphi", "kind": "moon"}).status_code == 422
    assert client.post(path, {"name": "Amphi", "kind": "room"}).status_code == 302
    assert client.post(path, {"name": "Amphi", "kind": "room"}).status_code == 409
    assert "amphi" in text_of(client.get(path))


def test_a_phone_is_stopped_in_one_press() -> None:
    device = make_device()
    client = client_in(device.edition, pole="visitors")

    assert client.post(team(device.edition, f"devices/{device.pk}/revoke/")).status_code == 302

    device.refresh_from_db()
    assert device.revoked_at is not None
    assert "Stopped" in text_of(client.get(team(device.edition, "devices/")))


def test_the_list_of_phones_starts_with_an_invitation() -> None:
    edition = make_edition()

    assert "No phone enrolled" in text_of(client_in(edition, pole="it").get(team(edition, "devices/")))
